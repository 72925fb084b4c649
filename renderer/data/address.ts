import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { BaseLocationHook } from 'wouter';

/*
 * The address of a screen is what follows the `#`: a path, and after a question mark what is chosen there, so that a link or a reload
 * shows the same. The part before the `#` belongs to the host.
 */

/** Taken apart; exported for its test. */
export function parseAddress(hash: string): { readonly path: string; readonly query: string } {
  const [path = '', ...query] = hash.replace(/^#?\/?/, '').split('?');
  return { path: `/${path}`, query: query.join('?') };
}

/** The same query with some values set, and those that are null or empty left out. Exported for its test. */
export function patchQuery(query: string, change: Readonly<Record<string, string | null>>): string {
  const values = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) {
    if (value) values.set(name, value);
    else values.delete(name);
  }
  return values.toString();
}

const current = () => parseAddress(location.hash);

function subscribe(onChange: () => void): () => void {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
}

function navigate(to: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  const oldURL = location.href;
  history[replace ? 'replaceState' : 'pushState'](null, '', `#${to}`);
  // The browser tells only of those that it made itself.
  dispatchEvent(new HashChangeEvent('hashchange', { oldURL, newURL: location.href }));
}

/** Where the router finds the screen. */
export const useScreenPath: BaseLocationHook = () => [useSyncExternalStore(subscribe, () => current().path), navigate];
useScreenPath.hrefs = (href) => `#${href}`;

export interface Query {
  readonly values: URLSearchParams;
  /** With its question mark, to go on to another path of the same screen; empty when nothing is chosen. */
  readonly suffix: string;
  /** Sets values, and takes away those that are null or empty; no step of its own in the history of the browser. */
  readonly change: (change: Readonly<Record<string, string | null>>) => void;
}

/** What is chosen on this screen. */
export function useQuery(): Query {
  const query = useSyncExternalStore(subscribe, () => current().query);
  const change = useCallback((values: Readonly<Record<string, string | null>>) => {
    const { path, query: before } = current();
    const after = patchQuery(before, values);
    navigate(after === '' ? path : `${path}?${after}`, { replace: true });
  }, []);
  return useMemo(
    () => ({ values: new URLSearchParams(query), suffix: query === '' ? '' : `?${query}`, change }),
    [query, change],
  );
}
