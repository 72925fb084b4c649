import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RestoreOrder } from '../../shared/contract.ts';
import type { RestoreResult } from '../../shared/model/restore.ts';
import { Command } from '../components/copy.tsx';
import { Section } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { connectLine, dropLine, restoreLine } from './commands.ts';

interface NextStepsProps {
  readonly result: RestoreResult;
  readonly order: RestoreOrder | null;
}

/** How to look into the new database, how to be rid of it, and how to do the same again. */
export function NextSteps({ result, order }: NextStepsProps) {
  const { t } = useTranslation();
  const { connections } = useCall('connections.list', {}).data ?? {};
  const { backup } = useCall('backups.show', { backup: result.backup }).data ?? {};
  const server = connections?.find(({ name }) => name === result.connection);
  return (
    <Section title={t('restore.nextSteps')}>
      <Stack gap="sm" className="card">
        {server && <Line text={t('restore.connect')} line={connectLine(server, result.database)} />}
        {server && <Line text={t('restore.drop')} line={dropLine(server, result.database)} />}
        {order && <Line text={t('restore.command')} line={restoreLine(order, backup?.connection ?? null)} />}
      </Stack>
    </Section>
  );
}

/** What can be done on the command line, and how. */
export function Line({ text, line }: { readonly text: string; readonly line: string }) {
  return (
    <div>
      <Text size="sm">{text}</Text>
      <Command line={line} />
    </div>
  );
}
