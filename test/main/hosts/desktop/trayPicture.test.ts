import { describe, expect, it } from 'vitest';
import { createTrayPicture } from '../../../../main/hosts/desktop/trayPicture.ts';
import { fakeClock } from '../../../helpers/clock.ts';

function drawn() {
  const clock = fakeClock('2026-03-10T12:00:00Z');
  const pictures: string[] = [];
  const picture = createTrayPicture(clock, 'empty', (state, frame) => pictures.push(`${state} ${frame}`));
  return { clock, pictures, picture };
}

describe("the tray's picture", () => {
  it('stands still while nothing runs', () => {
    const { clock, pictures, picture } = drawn();
    picture.show('empty');
    picture.show('protected');
    picture.show('protected');
    clock.advance(60_000);
    expect(pictures).toEqual(['protected 0']);
  });

  it('turns about twice a second while something runs, however often it is told so, and not afterwards', () => {
    const { clock, pictures, picture } = drawn();
    picture.show('running');
    clock.advance(300);
    picture.show('running');
    clock.advance(1_900);
    picture.show('failed');
    clock.advance(60_000);
    expect(pictures).toEqual(['running 0', 'running 1', 'running 2', 'running 3', 'running 0', 'failed 0']);
  });

  it('has no timer once it is stopped', () => {
    const { clock, pictures, picture } = drawn();
    picture.show('running');
    picture.stop();
    clock.advance(60_000);
    expect(pictures).toEqual(['running 0']);
  });
});
