export const PAGE_SCHEME = 'app';
export const PAGE_HOST = 'lifeboat';
/** The origin of Lifeboat's own page; nothing else is let to the core. */
export const PAGE_ORIGIN = `${PAGE_SCHEME}://${PAGE_HOST}`;

/** The address of a screen, such as `/runs`. */
export function pageUrl(route = '/'): string {
  return `${PAGE_ORIGIN}/#${route}`;
}
