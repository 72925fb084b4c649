import { ScrollArea, Table, Text } from '@mantine/core';
import { IconArchive, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { lifeboat } from '../commandLine.ts';
import { Confirm } from '../components/confirm.tsx';
import { CommandToggle } from '../components/copy.tsx';
import { Loaded } from '../components/screen.tsx';
import { Marked } from '../components/stateMark.tsx';
import { useAction, useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';

type Pruned = CallOutput<'plans.prune'>;
type Known = CallOutput<'backups.list'>['backups'];

/** More than any preview shows. */
const MOST = 1000;

interface PrunePlanProps {
  readonly name: string;
  readonly onClose: () => void;
}

/** What retention would delete now, and why it keeps the rest; then it is done, or not. */
export function PrunePlan({ name, onClose }: PrunePlanProps) {
  const { t } = useTranslation();
  const prune = useAction('plans.prune');
  // Never one of an earlier look: what is shown is agreed to.
  const preview = useCall('plans.prune', { name, dryRun: true }, { gcTime: 0, enabled: !prune.isSuccess });
  const backups = useCall('backups.list', { plan: name, limit: MOST }, { gcTime: 0, enabled: !prune.isSuccess });
  const count = preview.data?.deleted.length ?? 0;
  const known = backups.data?.backups ?? [];
  return (
    <Confirm
      title={t('prune.title', { name })}
      action={prune.isSuccess || count === 0 ? null : t('prune.confirm', { count })}
      pending={prune.isPending}
      error={prune.error}
      onConfirm={() => prune.mutate({ name })}
      onClose={onClose}
    >
      {prune.isSuccess ? (
        <Text role="status">{t('prune.done', { count: prune.data.deleted.length })}</Text>
      ) : (
        <Loaded query={preview}>{(pruned) => <Decision pruned={pruned} known={known} />}</Loaded>
      )}
      <CommandToggle line={lifeboat('prune --dry-run', name)} />
    </Confirm>
  );
}

function Decision({ pruned, known }: { readonly pruned: Pruned; readonly known: Known }) {
  const { t, i18n } = useTranslation();
  const reasonOf = (reason: string) =>
    i18n.exists(`keepReason.${reason}`) ? t(`keepReason.${reason}` as 'keepReason.pinned') : reason;
  const lines = [
    ...pruned.deleted.map(({ backup, reason }) => ({ backup, stays: false, why: reason })),
    ...pruned.kept.map(({ backup, reasons }) => ({ backup, stays: true, why: reasons.map(reasonOf).join(', ') })),
  ].slice(0, MOST);
  return (
    <>
      {pruned.suspended !== undefined && <Text>{t('prune.suspended')}</Text>}
      <Text>{t('prune.summary', { count: pruned.deleted.length, kept: pruned.kept.length })}</Text>
      {lines.length > 0 && (
        <ScrollArea.Autosize mah="40vh" viewportProps={{ tabIndex: 0, 'aria-label': t('prune.list') }}>
          <Table verticalSpacing={4}>
            <Table.Tbody>
              {lines.map(({ backup, stays, why }) => (
                <Table.Tr key={backup}>
                  <Table.Td>
                    <Marked
                      icon={stays ? IconArchive : IconTrash}
                      tone={stays ? 'idle' : 'warn'}
                      text={t(stays ? 'prune.stays' : 'prune.goes')}
                    />
                  </Table.Td>
                  <Table.Td>
                    <Backup id={backup} known={known} />
                  </Table.Td>
                  <Table.Td className="wrap">{why}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
    </>
  );
}

function Backup({ id, known }: { readonly id: string; readonly known: Known }) {
  const format = useFormat();
  const backup = known.find((one) => one.id === id);
  if (backup === undefined) return <span className="mono">{id.slice(0, 8)}</span>;
  return [format.instant(backup.createdAt), format.bytes(backup.storedBytes)].join(' · ');
}
