import path from 'node:path';
import { programFolder } from '../programFolder.ts';

/** What the tray can tell, best first; each has a shape of its own. */
export const TRAY_STATES = ['protected', 'running', 'attention', 'failed', 'paused', 'empty'] as const;
export type TrayState = (typeof TRAY_STATES)[number];

const folder = path.join(programFolder(import.meta.dirname), 'main', 'hosts', 'desktop', 'icons', 'tray');

/**
 * The file with the tray's picture of a state: a template on macOS (its `@2x` lies beside it), an icon with all sizes
 * on Windows, a picture of 32 pixels elsewhere. The path is absolute, and inside the archive once packaged.
 */
export function iconPath(state: TrayState, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return path.join(folder, `${state}Template.png`);
  return path.join(folder, platform === 'win32' ? `${state}.ico` : `${state}.png`);
}
