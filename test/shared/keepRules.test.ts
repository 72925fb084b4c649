import { describe, expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { formatKeepRules, parseKeepRules } from '../../shared/keepRules.ts';

describe('keep rules on the command line', () => {
  test('are read into a policy', () => {
    expect(parseKeepRules('last=3,days=7,hourly=24,daily=7,weekly=4,monthly=12,yearly=10')).toEqual({
      last: 3,
      days: 7,
      hourly: 24,
      daily: 7,
      weekly: 4,
      monthly: 12,
      yearly: 10,
    });
    expect(parseKeepRules(' weekly = 4 , last=0 ')).toEqual({ weekly: 4, last: 0 });
  });

  test.each([
    '',
    'last',
    'last=',
    'last=-1',
    'last=1.5',
    'last=1e3',
    'last=100001',
    'last=3,',
    'last=3,last=4',
    'last=3 days=7',
    'fortnightly=1',
    'LAST=3',
    'constructor=1',
    'toString=1',
  ])('refuse "%s"', (text) => {
    const refused = () => parseKeepRules(text);
    expect(refused).toThrow(AppError);
    expect(refused).toThrow(
      expect.objectContaining({ code: 'bad_input', nextStep: expect.stringContaining('last=3,days=7') }),
    );
  });

  test('are written in one order, without those that keep nothing', () => {
    expect(formatKeepRules({ yearly: 1, last: 3, weekly: 0 })).toBe('last=3,yearly=1');
    expect(formatKeepRules({})).toBe('');
    expect(parseKeepRules(formatKeepRules({ monthly: 12, days: 7 }))).toEqual({ days: 7, monthly: 12 });
  });
});
