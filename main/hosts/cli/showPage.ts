import { openBrowser } from '../web/openBrowser.ts';
import type { Screen } from './print/screen.ts';

/** Opens the browser. None is no reason not to serve: the address is printed all the same. */
export async function showPage(screen: Screen, url: string): Promise<void> {
  await openBrowser(url).catch((error: unknown) => {
    screen.warn(`The browser could not be opened: ${error instanceof Error ? error.message : String(error)}`);
  });
}
