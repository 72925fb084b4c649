import { Menu, Tray } from 'electron';
import type { Clock } from '../../ports.ts';
import { iconPath } from './icons.ts';
import type { Situation } from './situation.ts';
import type { Words } from './texts/words.ts';
import { type TrayActions, trayMenu } from './trayMenu.ts';
import { createTrayPicture } from './trayPicture.ts';
import { trayView } from './trayState.ts';

/** Windows cuts what is longer. */
const WINDOWS_TOOLTIP = 127;

export interface TrayIcon {
  show(situation: Situation, words: Words, now: Date): void;
  remove(): void;
}

export function createTray(actions: TrayActions, clock: Clock): TrayIcon {
  const { platform } = process;
  const tray = new Tray(iconPath('empty', platform));
  const picture = createTrayPicture(clock, 'empty', (state, frame) => tray.setImage(iconPath(state, platform, frame)));
  if (platform === 'win32') tray.on('click', () => actions.open());
  return {
    show(situation, words, now) {
      const view = trayView(situation, words);
      picture.show(view.state);
      tray.setToolTip(platform === 'win32' ? view.tooltip.slice(0, WINDOWS_TOOLTIP) : view.tooltip);
      // Always anew: Linux shows no change of a menu that it was given before.
      tray.setContextMenu(Menu.buildFromTemplate(trayMenu(view, situation, words, now, actions)));
    },
    remove() {
      picture.stop();
      tray.destroy();
    },
  };
}
