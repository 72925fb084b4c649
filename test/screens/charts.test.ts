import { describe, expect, it } from 'vitest';
import { plantedApp } from './planted.ts';
import { expectAccessible, expectShown, openScreens, useBrowser } from './screens.ts';

useBrowser();

const MIB = 1024 ** 2;
const DAY_MS = 86_400_000;

/** A plan with a backup on each of the last days, each one MiB larger than the one before. */
function withBackups(count: number) {
  const planted = plantedApp();
  planted.addPlan({ name: 'nightly', retention: { last: 1000 } });
  const now = planted.context.clock.now().getTime();
  for (let index = 0; index < count; index += 1)
    planted.addBackup({
      plan: 'nightly',
      createdAt: new Date(now - (count - index) * DAY_MS).toISOString(),
      storedBytes: (index + 1) * MIB,
      durationMs: (index + 1) * 10_000,
    });
  return planted;
}

describe.each(['light', 'dark'] as const)('the charts, in the %s theme', (theme) => {
  it('show how a plan grew, in words, in a table, and to whoever points at them', async () => {
    const { page, complaints } = await openScreens(withBackups(10).app, { theme });
    const card = page.getByRole('article', { name: 'nightly' });
    await card.getByRole('button', { name: 'Show history' }).click();
    const size = card.getByRole('figure', { name: 'Size on disk' });
    await expectShown(size.getByText(/^10 backups from .* between 1 MiB and 10 MiB, the last one 10 MiB\.$/));
    await expectShown(size.locator('svg path.recharts-line-curve'));
    await expectShown(size.getByText('10 MiB', { exact: true }));
    const duration = card.getByRole('figure', { name: 'Time taken' });
    await expectShown(duration.getByText(/between 10 s and 1 min 40 s, the last one 1 min 40 s\.$/));
    await expectShown(duration.getByText('1 min', { exact: true }));
    await size.locator('svg').first().hover();
    await expectShown(size.getByText(/^Mar \d, 2026, \d\d:\d\d GMT/));
    await card.getByRole('button', { name: 'Show as a table' }).click();
    expect(await card.getByRole('row').count()).toBe(11);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });

  it('tell the day on which the disk is full', async () => {
    const planted = withBackups(10);
    for (const [index, id] of ['a', 'b', 'c'].entries())
      planted.addBackup({
        plan: 'nightly',
        id: `0000000${id}-0000-4000-8000-000000000001`,
        createdAt: new Date(planted.context.clock.now().getTime() - index * 1000).toISOString(),
        // So large that every disk is full within ten years.
        storedBytes: 1024 ** 4,
      });
    const { page, go, complaints } = await openScreens(planted.app, { theme });
    await go('/health');
    await page.getByRole('button', { name: 'Show forecast' }).click();
    const figure = page.getByRole('figure', { name: 'Space that the backups take' });
    await expectShown(figure.getByText(/^The backups take 3 TiB and grow by .* the disk is full on/));
    await expectShown(figure.getByText('Disk full'));
    expect(await figure.locator('svg path.recharts-line-curve').count()).toBe(2);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });
});

describe('a chart', () => {
  it.each([
    [0, /^There is no good backup yet; its size/],
    [1, /^One good backup so far, .*: 1 MiB, took 10 s\./],
  ])('of %i backups is a sentence', async (count, sentence) => {
    const { page } = await openScreens(withBackups(count).app);
    await page.getByRole('button', { name: 'Show history' }).click();
    await expectShown(page.getByText(sentence));
    expect(await page.getByRole('figure').count()).toBe(0);
    await page.getByRole('button', { name: 'Show forecast' }).click();
    await expectShown(page.getByText(/They do not grow, or there are too few yet/));
  });
});
