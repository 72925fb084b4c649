import path from 'node:path';
import { programFolder } from '../programFolder.ts';

/** What the tray can tell, best first; each has a shape of its own. */
export const TRAY_STATES = ['protected', 'running', 'attention', 'failed', 'paused', 'empty'] as const;
export type TrayState = (typeof TRAY_STATES)[number];

/** The gap of the running ring is at so many places in turn. */
export const RUNNING_FRAMES = 4;

/** All pictures that there are: one of each state, and the frames of the running ring. */
export const TRAY_PICTURES = TRAY_STATES.flatMap((state) =>
  Array.from({ length: state === 'running' ? RUNNING_FRAMES : 1 }, (_, frame) => ({ state, frame })),
);

const folder = path.join(programFolder(import.meta.dirname), 'main', 'hosts', 'desktop', 'icons', 'tray');

/**
 * The file with the tray's picture of a state: a template on macOS (its `@2x` lies beside it), an icon with all sizes
 * on Windows, a picture of 32 pixels elsewhere. The path is absolute, and inside the archive once packaged.
 * @param frame of the running ring, below `RUNNING_FRAMES`; every other state has the first alone.
 */
export function iconPath(state: TrayState, platform: NodeJS.Platform, frame = 0): string {
  const name = frame === 0 ? state : `${state}${frame}`;
  if (platform === 'darwin') return path.join(folder, `${name}Template.png`);
  return path.join(folder, platform === 'win32' ? `${name}.ico` : `${name}.png`);
}
