import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconChartLine, IconDatabaseExport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { PlanHistory } from '../charts/planHistory.tsx';
import { lifeboat } from '../commandLine.ts';
import { CommandToggle } from '../components/copy.tsx';
import { Disclosure } from '../components/disclosure.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { Fact, Facts } from '../components/facts.tsx';
import { RestoreLink } from '../components/restoreLink.tsx';
import { Sparkline } from '../components/sparkline.tsx';
import { PlanMark } from '../components/stateMark.tsx';
import { When } from '../components/when.tsx';
import { useAction } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import { Strip } from './strip.tsx';

type Card = CallOutput<'overview.get'>['plans'][number];

interface PlanCardProps {
  readonly card: Card;
  /** A backup of this plan is under way. */
  readonly busy: boolean;
}

export function PlanCard({ card, busy }: PlanCardProps) {
  const { t } = useTranslation();
  const start = useAction('backups.start');
  const { plan, status, strip } = card;
  return (
    <Stack component="article" gap="sm" className="card" aria-label={plan.name}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Title order={3} size="h4" className="wrap">
            {plan.name}
          </Title>
          <Text size="sm" c="dimmed" className="wrap">
            {plan.database} · {plan.connection}
          </Text>
        </div>
        <PlanMark state={status.state} />
      </Group>
      {status.reason !== undefined && (
        <Text size="sm" className="wrap">
          {status.reason}
        </Text>
      )}
      <CardFacts card={card} />
      {strip.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('overview.noSlots')}
        </Text>
      ) : (
        <Strip cells={strip} />
      )}
      {start.isError && <ErrorNotice error={start.error} />}
      <Group gap="xs" mt="auto">
        <Button
          leftSection={<IconDatabaseExport size={17} aria-hidden />}
          disabled={busy || start.isPending}
          onClick={() => start.mutate({ plan: plan.name })}
        >
          {t('action.backUp')}
        </Button>
        {card.lastBackup !== null && <RestoreLink backup={card.lastBackup.id} variant="default" px="sm" />}
      </Group>
      <CommandToggle line={lifeboat('backup', plan.name)} />
      <Disclosure
        show={t('charts.showHistory')}
        hide={t('charts.hideHistory')}
        icon={<IconChartLine size={16} aria-hidden />}
      >
        <PlanHistory plan={plan.name} />
      </Disclosure>
    </Stack>
  );
}

function CardFacts({ card }: { readonly card: Card }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { plan, status, lastBackup } = card;
  return (
    <Facts>
      <Fact name={t('overview.protectedUntil')}>
        {status.protectedUntil === null ? t('overview.never') : <When at={status.protectedUntil} />}
      </Fact>
      <Fact name={t('overview.proof')}>
        {lastBackup === null ? t('overview.noProof') : t(`proof.${lastBackup.verification.level}`)}
      </Fact>
      <Fact name={t('drill.rto')}>
        {status.rtoMs === null ? t('drill.notMeasured') : format.duration(status.rtoMs)}
      </Fact>
      <Fact name={t('overview.lastSize')}>
        <Size card={card} />
      </Fact>
      <Fact name={t('overview.nextSlot')}>
        {status.nextSlot !== null && <When at={status.nextSlot} />}
        {status.nextSlot === null && t(plan.schedule === null ? 'overview.onDemand' : 'overview.none')}
      </Fact>
    </Facts>
  );
}

function Size({ card: { lastBackup, sizes } }: { readonly card: Card }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (lastBackup === null) return t('overview.none');
  const label = t('overview.sizes', {
    count: sizes.length,
    first: format.bytes(sizes[0] ?? 0),
    last: format.bytes(sizes.at(-1) ?? 0),
  });
  return (
    <Group gap={12}>
      {format.bytes(lastBackup.storedBytes)}
      {sizes.length > 1 && <Sparkline values={sizes} label={label} />}
    </Group>
  );
}
