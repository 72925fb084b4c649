import { printable } from '../../shared/format.ts';
import type { KitFacts } from './kitFacts.ts';
import { kitSteps } from './kitSteps.ts';
import { headline, planLine } from './kitText.ts';

/** More would not fit on the one sheet; the text has all of them. */
const MOST_PLANS = 8;

/**
 * A recovery kit to print: one A4 page that needs nothing from anywhere, and runs nothing.
 * @param qrCode an SVG of the identity.
 */
export function kitPage(facts: KitFacts, qrCode: string): string {
  const { identity, recipient, plans, roots, signingKeys } = facts;
  const [title = '', made = '', ...notes] = headline(facts);
  const more = plans.length - MOST_PLANS;
  const places = [
    ...plans.slice(0, MOST_PLANS).map(planLine),
    ...(more > 0 ? [`and ${more} more plans: all are in ${facts.fileName}`] : []),
    ...roots.slice(0, MOST_PLANS).map((root) => `root: ${root}`),
    ...signingKeys.map((key) => `manifests are signed by (Ed25519): ${key}`),
  ];
  const steps = kitSteps(facts).map(
    ({ about, commands }) => `<li>${escape(about)}<pre>${commands.map(escape).join('\n')}</pre></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${escape(title)}</title>
<style>
@page { size: A4; margin: 12mm }
* { box-sizing: border-box }
body { font: 8.5pt/1.35 sans-serif; color: #000; background: #fff; max-width: 186mm; margin: 0 auto }
h1 { font-size: 16pt; margin: 0 }
h2 { font-size: 10pt; margin: 3mm 0 1mm }
p, ul, ol { margin: 0 0 1mm }
ul, ol { padding-left: 5mm }
li { overflow-wrap: anywhere }
pre, code { font-family: monospace; font-size: 7.5pt; overflow-wrap: anywhere }
pre { margin: .5mm 0; padding: .8mm 1.5mm; white-space: pre-wrap; border: .2mm solid #999 }
.key { display: flex; gap: 5mm; align-items: center; margin: 2mm 0; padding: 2mm; border: .5mm solid #000 }
.key svg { flex: none; width: 36mm; height: 36mm }
.key b { display: block; font: bold 8pt monospace; white-space: nowrap }
.long { font-size: 5pt; line-height: 1.15 }
</style>
</head>
<body>
<h1>${escape(title)}</h1>
<p>${escape(made)}</p>
<section class="key">
${qrCode}
<div>
<p>Secret: whoever has this line, or this sheet, can read the backups. Print it, put it away from the machine, and delete the files.</p>
<b>${escape(identity)}</b>
<p>It belongs to the recipient <code${recipient.length > 100 ? ' class="long"' : ''}>${escape(recipient)}</code></p>
</div>
</section>
${notes.map((note) => `<p>${escape(note)}</p>`).join('\n')}
<h2>Where the backups are</h2>
<ul>
${(places.length === 0 ? ['no plan yet'] : places).map((place) => `<li>${escape(place)}</li>`).join('\n')}
</ul>
<h2>Getting a database back without Lifeboat</h2>
<p>First type the secret line, or scan it, into a file called <code>${escape(facts.fileName)}</code>.</p>
<ol>
${steps.join('\n')}
</ol>
</body>
</html>
`;
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return printable(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
