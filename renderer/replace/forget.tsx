import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RestoreRecord } from '../../shared/model/restore.ts';
import { Confirm } from '../components/confirm.tsx';
import { CommandToggle } from '../components/copy.tsx';
import { useAction } from '../data/calls.ts';
import { forgetLine } from '../restore/commands.ts';
import { ServerLine } from './serverLine.tsx';
import { TypedName } from './typedName.tsx';

interface ForgetProps {
  readonly restore: RestoreRecord;
  /** The name of the database that was replaced. */
  readonly kept: string;
}

/** Drops the database that a restore replaced, once its name was typed. */
export function Forget({ restore, kept }: ForgetProps) {
  const { t } = useTranslation();
  const [asked, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" leftSection={<IconTrash size={17} aria-hidden />} onClick={open}>
        {t('kept.drop')}
      </Button>
      {asked && <Question restore={restore} kept={kept} onClose={close} />}
    </>
  );
}

function Question({ restore, kept, onClose }: ForgetProps & { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const forget = useAction('restores.forget');
  return (
    <Confirm
      title={t('kept.dropTitle')}
      action={t('kept.dropAction')}
      ready={typed === kept}
      pending={forget.isPending}
      error={forget.error}
      onConfirm={() => forget.mutate({ restore: restore.id, confirm: typed }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <ServerLine connection={restore.connection} />
      <Text className="wrap">{t('kept.dropText', { kept, database: restore.database })}</Text>
      <TypedName name={kept} typed={typed} onType={setTyped} first />
      <CommandToggle line={forgetLine(restore.id, kept)} />
    </Confirm>
  );
}
