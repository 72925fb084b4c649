import { TRAY_STATES } from '../../main/hosts/desktop/icons.ts';
import { traySvg } from './tray.mjs';

const PANELS = /** @type {const} */ ([
  { background: '#f3f3f3', text: '#1f1f1f', invert: 0 },
  { background: '#1f1f1f', text: '#f3f3f3', invert: 1 },
]);
const NAMES = /** @type {const} */ ({
  protected: 'protected',
  running: 'running',
  attention: 'needs attention',
  failed: 'failed',
  paused: 'paused',
  empty: 'not configured',
});

/** A page with all states of the tray on a light and a dark panel: large, at the size of a panel, and as a template. */
export function sheetHtml() {
  const panels = PANELS.map(({ background, text, invert }) => {
    const states = TRAY_STATES.map(
      (state) =>
        `<figure><img src="${svgUri(traySvg(state, false))}" width="48" height="48">` +
        `<div><img src="${svgUri(traySvg(state, false))}" width="16" height="16">` +
        `<img src="${svgUri(traySvg(state, true))}" width="16" height="16" style="filter:invert(${invert})"></div>` +
        `<figcaption>${NAMES[state]}</figcaption></figure>`,
    );
    return `<section style="background:${background};color:${text}">${states.join('')}</section>`;
  });
  return `<!doctype html><style>
body{margin:0;display:flex;font:13px system-ui,sans-serif}
section{display:grid;grid-template-columns:repeat(3,112px);gap:24px 8px;padding:24px 16px}
figure{margin:0;display:flex;flex-direction:column;align-items:center;gap:10px}
div{display:flex;gap:10px}
</style>${panels.join('')}`;
}

/** @param {string} svg */
export function svgUri(svg) {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
