import { useTranslation } from 'react-i18next';
import type { Run } from '../../shared/model/run.ts';
import { useCall } from '../data/calls.ts';
import { MOST_RESTORES } from '../replace/useRestore.ts';

/** A run is told of before its restore is on record. */
const EVERY_MS = 2_000;

/** What each of these runs does, in words; restores are told apart as soon as they are on record. */
export function useKindNames(runs: readonly Run[]): (run: Run) => string {
  const { t } = useTranslation();
  const restores = runs.filter(({ kind }) => kind === 'restore');
  const { data } = useCall(
    'restores.list',
    { limit: MOST_RESTORES },
    {
      enabled: restores.length > 0,
      refetchInterval: restores.some(({ endedAt }) => endedAt === null) ? EVERY_MS : false,
    },
  );
  const kinds = new Map(data?.restores.map(({ id, kind }) => [id, kind]));
  return ({ id, kind }) => {
    const known = kinds.get(id);
    return known === undefined ? t(`runKind.${kind}`) : t(`restoreKind.${known}`);
  };
}
