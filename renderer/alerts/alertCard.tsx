import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Alert, Severity } from '../../shared/model/alert.ts';
import { CommandToggle } from '../components/copy.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { Marked } from '../components/stateMark.tsx';
import { TextLink } from '../components/textLink.tsx';
import { When } from '../components/when.tsx';
import { useAction } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import classes from './alerts.module.css';
import { Deliveries } from './deliveries.tsx';

const MARKS = {
  critical: { icon: IconCircleX, tone: 'bad' },
  warning: { icon: IconAlertTriangle, tone: 'warn' },
  notice: { icon: IconInfoCircle, tone: 'idle' },
} as const satisfies Record<Severity, object>;
const OVER = { icon: IconCircleCheck, tone: 'good' } as const;

/** One alert: what, since when, what to do, who has seen it, and whom it was told. What the core says is English. */
export function AlertCard({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation();
  const { id, rule, plan, severity, state, since, resolvedAt, message, nextStep, run, backup, acknowledged } = alert;
  const isOpen = state === 'open';
  const title = t(`alertRule.${rule}`);
  const about = plan === null ? title : t('alert.about', { rule: title, plan });
  return (
    <Stack component="article" gap={6} className="card" aria-label={about}>
      <div className={classes['head']}>
        <Title order={3} size="h5" className="wrap">
          {about}
        </Title>
        {isOpen ? (
          <Marked {...MARKS[severity]} text={t(`alert.severity.${severity}`)} />
        ) : (
          <Marked {...OVER} text={t(`alert.${state}`)} />
        )}
        <Text size="sm" c="dimmed">
          {t('alert.since')} <When at={since} />
          {resolvedAt !== null && (
            <>
              {' · '}
              {t('alert.overSince')} <When at={resolvedAt} />
            </>
          )}
        </Text>
      </div>
      <Text size="sm" className="wrap">
        {message}
      </Text>
      {isOpen && (
        <Text size="sm" className="wrap">
          {t('error.nextStep', { step: nextStep })}
        </Text>
      )}
      {run !== null && (
        <TextLink to={`/runs/${run}`} size="sm" hint={about}>
          {t('alerts.run')}
        </TextLink>
      )}
      {run === null && backup !== null && (
        <TextLink to={`/backups/${backup}`} size="sm" hint={about}>
          {t('alerts.backup')}
        </TextLink>
      )}
      <Deliveries alert={alert} />
      {acknowledged === null ? isOpen && <Acknowledge id={id} title={about} /> : <Acknowledged by={acknowledged} />}
    </Stack>
  );
}

function Acknowledged({ by }: { readonly by: NonNullable<Alert['acknowledged']> }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Marked icon={IconCheck} tone="idle" text={t('alert.acknowledged', { who: by.by, when: format.instant(by.at) })} />
  );
}

function Acknowledge({ id, title }: { readonly id: string; readonly title: string }) {
  const { t } = useTranslation();
  const ack = useAction('alerts.ack');
  return (
    <>
      {ack.isError && <ErrorNotice error={ack.error} />}
      <Group gap="sm" mt={4}>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconCheck size={16} aria-hidden />}
          loading={ack.isPending}
          aria-label={`${t('alert.acknowledge')}: ${title}`}
          onClick={() => ack.mutate({ id })}
        >
          {t('alert.acknowledge')}
        </Button>
      </Group>
      <CommandToggle line={`lifeboat alerts ack ${id.slice(0, 8)}`} />
    </>
  );
}
