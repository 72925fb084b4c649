import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Fact, Facts } from '../components/facts.tsx';
import { PlanMark } from '../components/stateMark.tsx';
import { TextLink } from '../components/textLink.tsx';
import { When } from '../components/when.tsx';
import { ActiveRun } from '../runs/activeRun.tsx';
import type { Active, Card } from './card.ts';
import { PlanActions } from './planActions.tsx';
import { planPath } from './planPath.ts';
import { useWords } from './useWords.ts';

interface PlanCardProps {
  readonly card: Card;
  /** The backup of this plan that is under way. */
  readonly running: Active | undefined;
  readonly onEdit: () => void;
}

export function PlanCard({ card, running, onEdit }: PlanCardProps) {
  const { t } = useTranslation();
  const words = useWords();
  const { plan, status } = card;
  return (
    <Stack component="article" gap="sm" className="card" aria-label={plan.name}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Title order={2} size="h4" miw={0}>
          <TextLink to={planPath(plan.name)}>{plan.name}</TextLink>
        </Title>
        <Group gap="sm" wrap="nowrap">
          {plan.origin === 'environment' && (
            <Badge variant="default" radius="sm" tt="none">
              {t('plans.environment')}
            </Badge>
          )}
          <PlanMark state={status.state} />
        </Group>
      </Group>
      {status.reason !== undefined && (
        <Text size="sm" className="wrap">
          {status.reason}
        </Text>
      )}
      <Facts>
        <Fact name={t('plans.source')}>{`${plan.database} · ${plan.connection}`}</Fact>
        <Fact name={t('plans.schedule')}>{words.schedule(plan.schedule)}</Fact>
        <Fact name={t('overview.nextSlot')}>{status.nextSlot === null ? '–' : <When at={status.nextSlot} />}</Fact>
        <Fact name={t('plans.keeps')}>{words.retention(plan.retention)}</Fact>
        <Fact name={t('plans.lastGood')}>
          {status.lastGood === null ? t('overview.never') : <When at={status.lastGood} />}
        </Fact>
      </Facts>
      {running !== undefined && <ActiveRun active={running} />}
      <PlanActions card={card} busy={running !== undefined} onEdit={onEdit} />
    </Stack>
  );
}
