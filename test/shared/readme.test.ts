import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const read = (name: string) => readFileSync(path.join(import.meta.dirname, '..', '..', name), 'utf8');
const english = read('README.md');
const chinese = read('README.zh-CN.md');

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);
const withoutBlocks = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '');

it.each([
  ['levels of headings', (text: string) => all(withoutBlocks(text), /^(#+) /gm)],
  ['code blocks', (text: string) => all(text, /^```(.*?)^```$/gms)],
  ['links and pictures', (text: string) => all(text, /\]\(([^)]+)\)/g)],
  [
    'commands and names',
    (text: string) => all(withoutBlocks(text), /`([^`\n]+)`/g).toSorted((a, b) => a.localeCompare(b)),
  ],
])('the two READMEs have the same %s', (_what, parts) => {
  expect(parts(english).length).toBeGreaterThan(0);
  expect(parts(chinese)).toEqual(parts(english));
});
