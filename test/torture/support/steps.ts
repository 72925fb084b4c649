import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const main = path.join(import.meta.dirname, '../../../main');
const ofDeletion = ['runs/prune.ts', 'storage/remove.ts'];

/** Every checkpoint the source names, so that a new one is tested without being asked for. */
export function namedSteps(): { readonly backup: string[]; readonly prune: string[] } {
  const files = readdirSync(main, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const steps = (names: readonly string[]) => [...new Set(names.flatMap((name) => stepsIn(path.join(main, name))))];
  const isOfDeletion = (name: string) => ofDeletion.includes(name.replaceAll(path.sep, '/'));
  return { backup: steps(files.filter((name) => !isOfDeletion(name))), prune: steps(files.filter(isOfDeletion)) };
}

function stepsIn(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/checkpoint\('([^']+)'\)/g)].map((match) => match[1] ?? '');
}
