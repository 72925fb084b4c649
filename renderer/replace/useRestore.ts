import type { RestoreRecord } from '../../shared/model/restore.ts';
import { useFresh } from '../restore/useFresh.ts';

/** As far back as one can be undone from the screens. */
export const MOST_RESTORES = 1000;
/** One that is under way is among these. */
const NEWEST = 20;
/** The run is told of before its restore is written down. */
const EVERY_MS = 2000;

/** What is on record of a restore: null when nothing is, undefined while that is not known. */
export function useRestore(run: string, ended: boolean): RestoreRecord | null | undefined {
  const limit = ended ? MOST_RESTORES : NEWEST;
  const { data, isError } = useFresh('restores.list', { limit }, true, ended ? false : EVERY_MS);
  if (isError) return null;
  return data && (data.restores.find(({ id }) => id === run) ?? null);
}
