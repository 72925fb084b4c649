import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { en } from '../../renderer/i18n/en.ts';

const MAIN = path.join(import.meta.dirname, '..', '..', 'main');

it('has a text for every phase that a run can be in, and for no other', () => {
  const source = globSync('**/*.ts', { cwd: MAIN })
    .map((file) => readFileSync(path.join(MAIN, file), 'utf8'))
    .join('\n');
  const phases = [...source.matchAll(/\bphase(?:\(|: )'([^']+)'/g)].map(([, phase]) => phase ?? '');
  // A phase that is no plain word would be missed here.
  expect(phases.length - 1).toBe([...source.matchAll(/\bmeter\.phase\(/g)].length);
  expect(Object.keys(en.phase).toSorted()).toEqual([...new Set(phases)].toSorted());
});
