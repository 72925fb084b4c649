import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const main = path.join(import.meta.dirname, '../../../main');
const ofDeletion = ['runs/prune.ts', 'storage/remove.ts'];
const ofReplacing = ['runs/replace.ts', 'runs/changePlaces.ts'];
const ofUndoing = ['runs/undo.ts', 'runs/changePlaces.ts'];
const ofReencryption = ['runs/reencrypt.ts'];
const ofParts = ['runs/asCustom.ts'];
const ofDrills = ['runs/drill.ts', 'runs/drillPlace.ts'];

/** Every checkpoint the source names, so that a new one is tested without being asked for. */
export function namedSteps(): {
  readonly backup: string[];
  readonly prune: string[];
  readonly drill: string[];
  /** Of taking a part of plain SQL. */
  readonly part: string[];
  /** Its own, then those of publishing a backup and of deleting one. */
  readonly reencrypt: string[];
  readonly replace: string[];
  readonly undo: string[];
} {
  const files = readdirSync(main, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const steps = (names: readonly string[]) => [...new Set(names.flatMap((name) => stepsIn(path.join(main, name))))];
  const within = (list: readonly string[]) => (name: string) => list.includes(name.replaceAll(path.sep, '/'));
  return {
    backup: steps(
      files.filter(
        (name) =>
          !within([...ofDeletion, ...ofDrills, ...ofParts, ...ofReencryption, ...ofReplacing, ...ofUndoing])(name),
      ),
    ),
    prune: steps(files.filter(within(ofDeletion))),
    drill: steps(files.filter(within(ofDrills))),
    part: steps(ofParts),
    reencrypt: steps([...ofReencryption, 'runs/commit.ts', ...ofDeletion]),
    replace: steps(files.filter(within(ofReplacing))),
    undo: steps(files.filter(within(ofUndoing))),
  };
}

function stepsIn(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/checkpoint\('([^']+)'\)/g)].map((match) => match[1] ?? '');
}
