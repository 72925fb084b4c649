import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Ring } from '../components/ring.tsx';
import { useFormat } from '../data/format.ts';
import classes from './overview.module.css';
import type { Verdict } from './verdict.ts';

interface VerdictPanelProps {
  readonly verdict: Verdict;
  readonly plans: number;
  readonly running: boolean;
}

/** The one sentence, and how sure it is. */
export function VerdictPanel({ verdict, plans, running }: VerdictPanelProps) {
  const { t } = useTranslation();
  return (
    <div className={`card ${classes['verdict']}`}>
      <Ring state={running ? 'running' : verdict.state} tone={running ? 'busy' : verdict.tone} />
      <Stack gap={4} miw={0}>
        <Text size="xl" fw={600} className="wrap" data-testid="verdict">
          <Sentence verdict={verdict} plans={plans} />
        </Text>
        {verdict.proof !== null && <Text c="dimmed">{t(`sure.${verdict.proof}`)}</Text>}
      </Stack>
    </div>
  );
}

function Sentence({ verdict, plans }: Omit<VerdictPanelProps, 'running'>) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { state, names, drill, until } = verdict;
  const reason = { count: names.length, names: new Intl.ListFormat(i18n.language).format(names) };
  if (state === 'failed') return t('verdict.unprotected', reason);
  if (state === 'attention') return t(drill ? 'verdict.drillFault' : 'verdict.overdue', reason);
  if (state !== 'protected' || until === null) return t(state === 'paused' ? 'verdict.paused' : 'verdict.empty');
  const when = format.instant(until);
  return plans > 1 ? t('verdict.protectedMany', { when }) : t('verdict.protected', { when });
}
