import { expect, it } from 'vitest';
import { digestOf, type WeekOfPlan } from '../../../main/alerts/digest.ts';

const week: WeekOfPlan = {
  plan: 'shop',
  zone: 'UTC',
  backups: 7,
  failures: 1,
  missed: 2,
  protectedUntil: new Date('2026-06-01T02:00:00Z'),
  drill: { ok: true, at: new Date('2026-05-30T02:00:00Z') },
  bytes: 3 * 1024 ** 2,
  bytesBefore: 2 * 1024 ** 2,
};
const none: WeekOfPlan = {
  ...week,
  plan: 'new',
  backups: 0,
  failures: 0,
  missed: 0,
  protectedUntil: null,
  drill: null,
  bytes: null,
  bytesBefore: null,
};

it('the digest tells the week of each plan', () => {
  const { title, text, kind, alert } = digestOf([week, none], ['The disk is low.'], new Date('2026-06-01T08:00:00Z'));
  expect({ kind, alert, title }).toEqual({
    kind: 'digest',
    alert: null,
    title: 'The week: 7 good backups, 1 failure, 1 open alert',
  });
  expect(text.split('\n')).toEqual([
    'shop: 7 good backups, 1 failure, 2 missed slots',
    '  Protected until: Jun 1, 2026, 02:00 GMT+0',
    '  Last drill: restored, May 30, 2026, 02:00 GMT+0',
    '  Size: 3 MiB (+50 % in a week)',
    '',
    'new: 0 good backups, 0 failures, 0 missed slots',
    '  Protected until: never',
    '  Last drill: none',
    '  Size: none yet',
    '',
    'Open alerts:',
    '- The disk is low.',
  ]);
});
