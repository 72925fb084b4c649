import { Table } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconHistory, IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Key } from '../../shared/model/key.ts';
import { Recipient } from '../components/recipient.tsx';
import { Marked } from '../components/stateMark.tsx';
import { When } from '../components/when.tsx';

/** Every key: whose, of which kind, how old, and whether its kit was proved. */
export function KeyList({ keys }: { readonly keys: readonly Key[] }) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={640} type="native" tabIndex={0} role="region" aria-label={t('keys.list')}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('keys.list')}</Table.Th>
            <Table.Th scope="col">{t('keys.made')}</Table.Th>
            <Table.Th scope="col">{t('backups.state')}</Table.Th>
            <Table.Th scope="col">{t('keys.recipient')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <Table.Tr key={key.recipient}>
              <Table.Td>
                {t(`keys.role.${key.role}`)} · {t(`keys.form.${key.form}`)}
              </Table.Td>
              <Table.Td>
                <When at={key.createdAt} />
              </Table.Td>
              <Table.Td>
                <KeyMark value={key} />
              </Table.Td>
              <Table.Td>
                <Recipient recipient={key.recipient} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function KeyMark({ value: { role, provedAt, retiredAt } }: { readonly value: Key }) {
  const { t } = useTranslation();
  if (retiredAt !== null) return <Marked icon={IconHistory} tone="idle" text={t('keys.retired')} />;
  if (role !== 'recovery') return <Marked icon={IconKey} tone="idle" text={t('keys.active')} />;
  if (provedAt === null) return <Marked icon={IconAlertTriangle} tone="warn" text={t('keys.notProved')} />;
  return <Marked icon={IconCircleCheck} tone="good" text={t('keys.proved')} />;
}
