import { buildScreens, screensAreCurrent, screensDirectory } from '../../scripts/lib/screens.mjs';

export const SCREENS_DIR = screensDirectory;

/** Builds the screens unless what is there was built after the last change. */
export default async function build(): Promise<void> {
  if (screensAreCurrent()) return;
  const { code } = await buildScreens();
  if (code !== 0) throw new Error('The screens could not be built.');
}
