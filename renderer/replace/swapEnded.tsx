import type { RestoreRecord, RestoreResult } from '../../shared/model/restore.ts';
import type { Run } from '../../shared/model/run.ts';
import { Differences } from '../restore/differences.tsx';
import { NotSwapped } from './notSwapped.tsx';
import { Swapped } from './swapped.tsx';

interface SwapEndedProps {
  readonly run: Run;
  readonly restore: RestoreRecord;
  readonly result: RestoreResult | null;
}

/** What a replacement or an undo came to. */
export function SwapEnded({ run, restore, result }: SwapEndedProps) {
  if (result?.ok) return <Swapped restore={restore} result={result} />;
  return (
    <>
      <NotSwapped run={run} restore={restore} />
      {result && result.differences.length > 0 && <Differences differences={result.differences} />}
    </>
  );
}
