import { app, type Session, shell, type WebContents } from 'electron';
import type { Logger } from '../../ports.ts';
import { PAGE_ORIGIN } from './origin.ts';

/** The addresses that a link may open in the person's browser, exactly as they stand here. */
const EXTERNAL: ReadonlySet<string> = new Set(['https://www.postgresql.org/download/']);

/** Copying a command line is all that the page wants of the system. */
const PERMITTED = 'clipboard-sanitized-write';

/** Keeps every page where it is: no navigation, no windows, no embedded browsers; links lead out only where the list allows. */
export function confinePages(logger: Logger): void {
  app.on('web-contents-created', (_event, contents) => confine(contents, logger));
}

function confine(contents: WebContents, logger: Logger): void {
  // Told for every frame; `will-navigate` would be the second word about the main one.
  contents.on('will-frame-navigate', (event) => {
    event.preventDefault();
    openOutside(event.url, logger);
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url, logger);
    return { action: 'deny' };
  });
}

function openOutside(url: string, logger: Logger): void {
  if (EXTERNAL.has(url))
    return void shell
      .openExternal(url)
      .catch((error: unknown) => logger.log('warn', 'link.failed', { url, error: String(error) }));
  logger.log('warn', 'link.refused', { url });
}

/** Denies whatever a page may ask of the system, except to copy. */
export function denyPermissions(session: Session): void {
  const granted = (permission: string, origin: string) => permission === PERMITTED && origin === PAGE_ORIGIN;
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(granted(permission, contents.mainFrame.origin)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => granted(permission, origin.replace(/\/$/, '')));
  session.setDevicePermissionHandler(() => false);
}
