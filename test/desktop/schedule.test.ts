import { expect, it } from 'vitest';
import { openTestApp } from '../helpers/app.ts';
import { openDesk } from './desk.ts';

const MINUTE = 60_000;

it('leaves the schedule to another Lifeboat of the home, says so, and takes it over', async () => {
  const { app, home } = await openTestApp();
  const scheduler = app.openScheduler();
  const desk = await openDesk({ home, hidden: true });
  expect(await desk.tooltip()).toContain('Another Lifeboat runs the schedule.');
  await scheduler.stop();
  await desk.passes(MINUTE);
  await desk.until(async () => !(await desk.tooltip()).includes('Another Lifeboat'));
  expect(() => app.openScheduler()).toThrow('Another Lifeboat of this home runs the schedule already.');
});
