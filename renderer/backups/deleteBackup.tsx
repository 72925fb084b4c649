import { Button, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Backup } from '../../shared/model/backup.ts';
import { Confirm } from '../components/confirm.tsx';
import { CommandToggle } from '../components/copy.tsx';
import { useAction } from '../data/calls.ts';

/** As many characters of the id as the core asks for. */
const CONFIRM_LENGTH = 8;

/** Deletes a backup once its id was typed; the core checks that again. A pinned one is not deleted. */
export function DeleteBackup({ backup }: { readonly backup: Backup }) {
  const { t } = useTranslation();
  const [asked, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTrash size={17} aria-hidden />}
        disabled={backup.pinned}
        title={backup.pinned ? t('backup.deletePinned') : undefined}
        onClick={open}
      >
        {t('backup.delete')}
      </Button>
      {asked && <Question backup={backup} onClose={close} />}
    </>
  );
}

function Question({ backup, onClose }: { readonly backup: Backup; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const remove = useAction('backups.delete');
  const short = backup.id.slice(0, CONFIRM_LENGTH);
  const confirm = typed.trim();
  return (
    <Confirm
      title={t('backup.deleteTitle')}
      action={t('backup.delete')}
      ready={confirm === short}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ backup: backup.id, confirm }, { onSuccess: () => navigate('/backups') })}
      onClose={onClose}
    >
      <Text className="wrap">{t('backup.deleteText', { file: backup.path })}</Text>
      <TextInput
        label={t('backup.deleteConfirm', { id: short })}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
      />
      <CommandToggle line={`lifeboat delete ${short} --confirm ${short}`} />
    </Confirm>
  );
}
