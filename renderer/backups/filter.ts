import type { CallInput } from '../../shared/contract.ts';
import { type BackupState, backupStates, type ProofLevel, proofLevels } from '../../shared/model/backup.ts';

/** Which backups are shown. Days are calendar days of the browser's zone, such as `2026-03-01`, both included. */
export interface Filter {
  readonly plan: string | null;
  readonly state: BackupState | null;
  readonly level: ProofLevel | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly search: string;
}

type Asked = Pick<CallInput<'backups.page'>, 'plan' | 'state' | 'level' | 'from' | 'until' | 'search'>;

/** What an address says; what makes no sense in it is left out. */
export function readFilter(values: URLSearchParams): Filter {
  const state = values.get('state');
  const level = values.get('level');
  return {
    plan: values.get('plan'),
    state: backupStates.find((known) => known === state) ?? null,
    level: proofLevels.find((known) => known === level) ?? null,
    from: readDay(values.get('from')),
    until: readDay(values.get('until')),
    search: (values.get('search') ?? '').slice(0, 200),
  };
}

/** The filter as the core understands it: instants, and the last day to its end. */
export function askedFor({ plan, state, level, from, until, search }: Filter): Asked {
  return {
    ...(plan !== null && { plan }),
    ...(state !== null && { state }),
    ...(level !== null && { level }),
    ...(from !== null && { from: startOfDay(from).toISOString() }),
    ...(until !== null && { until: startOfDay(until, 1).toISOString() }),
    ...(search !== '' && { search }),
  };
}

export const NO_FILTER: Filter = { plan: null, state: null, level: null, from: null, until: null, search: '' };

export const isFiltered = (filter: Filter): boolean => Object.keys(askedFor(filter)).length > 0;

function readDay(text: string | null): string | null {
  return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && Number.isFinite(startOfDay(text).getTime()) ? text : null;
}

/** Midnight in the browser's zone, so many days on; not every day has 24 hours. */
function startOfDay(day: string, later = 0): Date {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later);
}
