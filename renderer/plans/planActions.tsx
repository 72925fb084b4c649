import { Button, Group, Menu, Stack } from '@mantine/core';
import { IconDatabaseExport, IconDots, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lifeboat } from '../commandLine.ts';
import { CommandToggle } from '../components/copy.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { useAction } from '../data/calls.ts';
import type { Card } from './card.ts';
import { PrunePlan } from './prunePlan.tsx';
import { RemovePlan } from './removePlan.tsx';

const HOUR_MS = 3_600_000;

interface PlanActionsProps {
  readonly card: Card;
  readonly busy: boolean;
  readonly onEdit: () => void;
}

/** All that can be done with a plan. */
export function PlanActions({ card: { plan, status }, busy, onEdit }: PlanActionsProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'prune' | 'remove' | null>(null);
  const start = useAction('backups.start');
  const resume = useAction('plans.resume');
  const { name } = plan;
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Button
          leftSection={<IconDatabaseExport size={17} aria-hidden />}
          disabled={busy || start.isPending}
          onClick={() => start.mutate({ plan: name })}
        >
          {t('action.backUp')}
        </Button>
        {status.state === 'paused' ? (
          <Button
            variant="default"
            leftSection={<IconPlayerPlay size={17} aria-hidden />}
            loading={resume.isPending}
            onClick={() => resume.mutate({ name })}
          >
            {t('plans.resume')}
          </Button>
        ) : (
          <Pause name={name} />
        )}
        {plan.origin === 'user' && (
          <Button variant="default" onClick={onEdit}>
            {t('plans.edit')}
          </Button>
        )}
        <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <Button variant="default" px="xs" aria-label={t('plans.moreActions')}>
              <IconDots size={17} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setAsking('prune')}>{t('plans.prune')}</Menu.Item>
            <Menu.Item onClick={() => setAsking('remove')}>{t('plans.remove')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      {start.isError && <ErrorNotice error={start.error} />}
      {resume.isError && <ErrorNotice error={resume.error} />}
      <CommandToggle line={lifeboat('backup', name)} />
      {asking === 'prune' && <PrunePlan name={name} onClose={() => setAsking(null)} />}
      {asking === 'remove' && <RemovePlan plan={plan} onClose={() => setAsking(null)} />}
    </Stack>
  );
}

function Pause({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  const pause = useAction('plans.pause');
  const until = (instant: Date | null) => pause.mutate({ name, until: instant?.toISOString() ?? null });
  return (
    <>
      <Menu transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconPlayerPause size={17} aria-hidden />} loading={pause.isPending}>
            {t('plans.pause')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => until(new Date(Date.now() + HOUR_MS))}>{t('plans.pauseHour')}</Menu.Item>
          <Menu.Item onClick={() => until(tomorrow())}>{t('plans.pauseTomorrow')}</Menu.Item>
          <Menu.Item onClick={() => until(null)}>{t('plans.pauseOpen')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {pause.isError && <ErrorNotice error={pause.error} />}
    </>
  );
}

/** The next midnight of this computer. */
function tomorrow(): Date {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
}
