import { Button, Stack, Text } from '@mantine/core';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { Fact, Facts } from '../components/facts.tsx';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { Problems } from '../health/problems.tsx';
import type { PlanOrder } from './planFields.ts';
import classes from './plans.module.css';

/** What a plan would do if it were saved as it is. */
export function PlanPreview({ order }: { readonly order: PlanOrder }) {
  const { t } = useTranslation();
  const asked = useDeferredValue(order);
  const preview = useCall('plans.preview', asked, { keepPrevious: true, gcTime: 0 });
  if (preview.isError) return <ErrorNotice error={preview.error} onRetry={() => void preview.refetch()} />;
  if (preview.data === undefined) return <Text c="dimmed">{t('planPreview.asking')}</Text>;
  return (
    <Stack gap="sm" aria-busy={preview.isFetching}>
      <Told preview={preview.data} zone={asked.zone} />
      {preview.data.problems.length > 0 && (
        <>
          <Problems problems={preview.data.problems} />
          <div>
            <Button size="xs" variant="default" disabled={preview.isFetching} onClick={() => void preview.refetch()}>
              {t('health.again')}
            </Button>
          </div>
        </>
      )}
    </Stack>
  );
}

interface ToldProps {
  readonly preview: CallOutput<'plans.preview'>;
  readonly zone: string | undefined;
}

function Told({ preview, zone }: ToldProps) {
  const { t } = useTranslation();
  const { slots, keptAfter30Days, folder, fileName, clientChosen } = preview;
  return (
    <Facts>
      <Fact name={t('planPreview.slots')}>
        {slots.length === 0 ? t('schedule.demand') : <Slots slots={slots} zone={zone} />}
      </Fact>
      <Fact name={t('planPreview.kept')}>
        {keptAfter30Days === null ? '–' : t('planPreview.count', { count: keptAfter30Days })}
      </Fact>
      <Fact name={t('planPreview.folder')}>
        <span className="mono">{folder}</span>
      </Fact>
      <Fact name={t('planPreview.file')}>
        <span className="mono">{fileName}</span>
      </Fact>
      <Fact name={t('planPreview.client')}>
        {clientChosen === null ? t('health.unknown') : `pg_dump ${clientChosen}`}
      </Fact>
    </Facts>
  );
}

/** In words, and as the clocks of the plan's zone show it. */
function Slots({ slots, zone }: { readonly slots: readonly string[]; readonly zone: string | undefined }) {
  const format = useFormat();
  return (
    <ul className={classes['slots']}>
      {slots.map((slot) => (
        <li key={slot}>
          <time dateTime={slot}>{zone === undefined ? format.instant(slot) : format.instantIn(slot, zone)}</time>{' '}
          <Text span size="sm" c="dimmed">
            {format.relative(slot)}
          </Text>
        </li>
      ))}
    </ul>
  );
}
