import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RestoreResult } from '../../shared/model/restore.ts';
import { Command } from '../components/copy.tsx';
import { Section } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { connectLine, dropLine, restoreLine, rowsLine } from './commands.ts';
import { isRows, type Order } from './orders.ts';

interface NextStepsProps {
  readonly result: RestoreResult;
  readonly order: Order | null;
  /** The database was there before: nobody is told how to drop it. */
  readonly filled: boolean;
}

/** How to look into the database, how to be rid of it where it is new, and how to do the same again. */
export function NextSteps({ result, order, filled }: NextStepsProps) {
  const { t } = useTranslation();
  const { connections } = useCall('connections.list', {}).data ?? {};
  const { backup } = useCall('backups.show', { backup: result.backup }).data ?? {};
  const server = connections?.find(({ name }) => name === result.connection);
  return (
    <Section title={t('restore.nextSteps')}>
      <Stack gap="sm" className="card">
        {server && <Line text={t('restore.connect')} line={connectLine(server, result.database)} />}
        {server && !filled && <Line text={t('restore.drop')} line={dropLine(server, result.database)} />}
        {order && <Line text={t('restore.command')} line={lineOf(order, backup?.connection ?? null)} />}
      </Stack>
    </Section>
  );
}

const lineOf = (order: Order, own: string | null) => (isRows(order) ? rowsLine(order, own) : restoreLine(order, own));

/** What can be done on the command line, and how. */
export function Line({ text, line }: { readonly text: string; readonly line: string }) {
  return (
    <div>
      <Text size="sm">{text}</Text>
      <Command line={line} />
    </div>
  );
}
