import { Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { CommandsToggle } from '../components/copy.tsx';
import { Loaded, Section } from '../components/screen.tsx';
import { Marked } from '../components/stateMark.tsx';
import { When } from '../components/when.tsx';
import { useCall } from '../data/calls.ts';
import { idOf } from './parts.ts';
import classes from './settings.module.css';

const NEWEST = 5;

/** Whether the audit log is whole, and what was done last. */
export function AuditLog() {
  const { t } = useTranslation();
  // No event tells of an entry.
  const verdict = useCall('audit.verify', {}, { gcTime: 0 });
  const newest = useCall('audit.list', { limit: NEWEST }, { gcTime: 0 });
  return (
    <Section title={t('settings.audit')} id={idOf('audit')}>
      <Stack gap="sm" className="card">
        <Text size="sm">{t('settings.auditText')}</Text>
        <Loaded query={verdict}>{(data) => <Verdict verdict={data} />}</Loaded>
        <Loaded query={newest}>{({ entries }) => (entries.length > 0 ? <Entries entries={entries} /> : null)}</Loaded>
        <CommandsToggle lines={['lifeboat audit', 'lifeboat audit verify']} />
      </Stack>
    </Section>
  );
}

function Verdict({ verdict }: { readonly verdict: CallOutput<'audit.verify'> }) {
  const { t } = useTranslation();
  const { ok, entries, brokenAt, problem = '' } = verdict;
  if (ok) return <Marked icon={IconCircleCheck} tone="good" text={t('settings.auditWhole', { count: entries })} />;
  const text = brokenAt === undefined ? t('settings.auditBroken') : t('settings.auditBrokenAt', { number: brokenAt });
  return (
    <div role="alert">
      <Marked icon={IconAlertTriangle} tone="warn" text={text} />
      <Text size="sm" className="wrap">
        {problem}
      </Text>
    </div>
  );
}

function Entries({ entries }: CallOutput<'audit.list'>) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer
      minWidth={560}
      type="native"
      tabIndex={0}
      role="region"
      aria-label={t('settings.auditNewest')}
    >
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('settings.auditWhen')}</Table.Th>
            <Table.Th scope="col">{t('settings.auditWho')}</Table.Th>
            <Table.Th scope="col">{t('settings.auditWhat')}</Table.Th>
            <Table.Th scope="col">{t('settings.auditOutcome')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map(({ id, at, actor, host, action, subject, outcome }) => (
            <Table.Tr key={id}>
              <Table.Td className={classes['whole']}>
                <When at={at} />
              </Table.Td>
              <Table.Td className={classes['whole']}>{host === '' ? actor : `${actor}@${host}`}</Table.Td>
              <Table.Td className="wrap">
                <span className="mono">{action}</span> {subject}
              </Table.Td>
              <Table.Td className={classes['whole']}>{outcome}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
