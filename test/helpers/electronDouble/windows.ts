/** A window as far as quitting goes. */
interface Closable {
  close(): void;
  isDestroyed(): boolean;
}

const windows = new Set<Closable>();

export function addWindow(window: Closable): void {
  windows.add(window);
}

export function openWindows<Window extends Closable>(): Window[] {
  return [...windows].filter((window) => !window.isDestroyed()) as Window[];
}

/** False when one would not be closed. */
export function closeAllWindows(): boolean {
  for (const window of openWindows()) window.close();
  return openWindows().length === 0;
}
