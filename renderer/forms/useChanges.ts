import { useState } from 'react';

/**
 * What is typed over a value that the core holds, and how to type more; forgotten as soon as the value itself has changed. The fields stay
 * where they are all the while, and with them the focus of the keyboard.
 */
export function useChanges<Changes extends object>(
  value: unknown,
): [Partial<Changes>, (typed: Partial<Changes>) => void] {
  const [typed, setTyped] = useState<{ readonly over: unknown; readonly changes: Partial<Changes> } | null>(null);
  const changes = typed?.over === value ? (typed?.changes ?? {}) : {};
  return [changes, (more) => setTyped({ over: value, changes: { ...changes, ...more } })];
}
