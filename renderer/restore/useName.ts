import type { ConnectionView } from '../../shared/model/connection.ts';
import { useNow } from '../data/now.tsx';
import type { WizardState } from './state.ts';
import { type NameProblem, nameProblem, proposeName } from './targetName.ts';
import { useFresh } from './useFresh.ts';

/** The name of the new database, which is proposed until a person has written one, and what speaks against it. */
export function useName(
  { backup, target }: WizardState,
  server: ConnectionView | null,
): { name: string; problem: NameProblem | null } {
  const now = useNow();
  // A server that does not answer knows no names; the next step says so.
  const known = useFresh('connections.test', { name: server?.name ?? '' }, server !== null);
  const taken = known.data?.connection.databases.map((database) => database.name) ?? [];
  const name = target.database ?? proposeName(backup?.database ?? '', now, taken);
  return { name, problem: nameProblem(name, taken) };
}
