import { describe, expect, it } from 'vitest';
import { en } from '../../renderer/i18n/en.ts';
import { createI18n, languageOf } from '../../renderer/i18n/i18n.ts';
import { zhCN } from '../../renderer/i18n/zh-CN.ts';

type Tree = { readonly [key: string]: string | Tree };

describe('the texts of the screens', () => {
  it('have the same keys in both languages, in the same order', () => {
    expect([...leaves(zhCN)].map(([key]) => key)).toEqual([...leaves(en)].map(([key]) => key));
  });

  it('name the same values in both languages', () => {
    const values = (text: string) =>
      [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort((a, b) => (a ?? '').localeCompare(b ?? ''));
    const chinese = new Map(leaves(zhCN));
    for (const [key, text] of leaves(en)) {
      // "one table" and "1 个表" need no number.
      const names = (found: string) => values(found).filter((name) => name !== 'count');
      expect({ key, names: names(chinese.get(key) ?? '') }).toEqual({ key, names: names(text) });
    }
  });

  it('are never empty, and never shout', () => {
    const bad = [...leaves(en), ...leaves(zhCN)].filter(([, text]) => text.trim() === '' || /[!！]/.test(text));
    expect(bad).toEqual([]);
  });

  it('leave what they show to React, which escapes it', async () => {
    const { t } = await createI18n('en');
    expect(t('error.nextStep', { step: '<b>' })).toBe('Next step: <b>');
  });
});

describe('the language', () => {
  it.each([
    ['system', ['zh-TW', 'en'], 'zh-CN'],
    ['system', ['fr', 'zh-Hans'], 'zh-CN'],
    ['system', ['fr', 'en-GB', 'zh'], 'en'],
    ['system', ['fr'], 'en'],
    ['zh-CN', ['en'], 'zh-CN'],
    ['en', ['zh-CN'], 'en'],
  ] as const)('of the setting %s with %j is %s', (setting, preferred, language) => {
    expect(languageOf(setting, preferred)).toBe(language);
  });
});

function* leaves(tree: Tree, prefix = ''): Generator<[string, string]> {
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') yield [prefix + key, value];
    else yield* leaves(value, `${prefix}${key}.`);
  }
}
