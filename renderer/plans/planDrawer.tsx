import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PlanHistory } from '../charts/planHistory.tsx';
import { lifeboat } from '../commandLine.ts';
import { Command } from '../components/copy.tsx';
import { Fact, Facts } from '../components/facts.tsx';
import { PlanMark } from '../components/stateMark.tsx';
import { SideDrawer } from '../components/sideDrawer.tsx';
import { When } from '../components/when.tsx';
import { fieldsOf, orderOf } from './planFields.ts';
import type { Card } from './card.ts';
import { PlanPreview } from './planPreview.tsx';
import { Sealing } from './sealing.tsx';
import { useWords } from './useWords.ts';

interface PlanDrawerProps {
  readonly card: Card;
  readonly onEdit: () => void;
  readonly onClose: () => void;
}

/** One plan: what it says, what comes of it, and its command lines. */
export function PlanDrawer({ card, onEdit, onClose }: PlanDrawerProps) {
  const { t } = useTranslation();
  const { plan, status } = card;
  return (
    <SideDrawer title={plan.name} opened onClose={onClose}>
      <Stack gap="md">
        <Group justify="space-between">
          <PlanMark state={status.state} />
          {plan.origin === 'user' && (
            <Button variant="default" size="xs" onClick={onEdit}>
              {t('plans.edit')}
            </Button>
          )}
        </Group>
        {status.reason !== undefined && <Text className="wrap">{status.reason}</Text>}
        {plan.origin === 'environment' && <Text size="sm">{t('plans.environmentText')}</Text>}
        <Settings card={card} />
        <PlanHistory plan={plan.name} />
        <Heading text={t('plans.coming')} />
        <PlanPreview order={orderOf(fieldsOf(plan))} />
        <Heading text={t('plans.commands')} />
        <div>
          {['plan show', 'plan next', 'backup', 'prune --dry-run'].map((command) => (
            <Command key={command} line={lifeboat(command, plan.name)} />
          ))}
        </div>
      </Stack>
    </SideDrawer>
  );
}

function Settings({ card: { plan, status } }: { readonly card: Card }) {
  const { t } = useTranslation();
  const words = useWords();
  const { database, connection, schedule, zone, retention, format, content, compression, jobs, fingerprint } = plan;
  return (
    <Facts>
      <Fact name={t('planForm.connection')}>{connection}</Fact>
      <Fact name={t('planForm.database')}>{database}</Fact>
      <Fact name={t('plans.lastGood')}>
        {status.lastGood === null ? t('overview.never') : <When at={status.lastGood} />}
      </Fact>
      <Fact name={t('plans.schedule')}>{words.schedule(schedule)}</Fact>
      <Fact name={t('planForm.zone')}>{zone}</Fact>
      <Fact name={t('plans.keeps')}>{words.retention(retention)}</Fact>
      <Fact name={t('planForm.format')}>{t(`planFormat.${format}`)}</Fact>
      <Fact name={t('planForm.content')}>{t(`planContent.${content}`)}</Fact>
      <Fact name={t('planForm.compression')}>{compression === 'auto' ? t('planForm.auto') : compression}</Fact>
      <Fact name={t('planForm.jobs')}>{jobs}</Fact>
      <Fact name={t('planForm.fingerprint')}>{t(`planFingerprint.${fingerprint}`)}</Fact>
      <Fact name={t('planEncryption.label')}>
        <Sealing encryption={plan.encryption} />
      </Fact>
      <Fact name={t('planForm.drill')}>{t(`planDrill.${plan.drillEvery}`)}</Fact>
    </Facts>
  );
}

function Heading({ text }: { readonly text: string }) {
  return (
    <Title order={3} size="h5">
      {text}
    </Title>
  );
}
