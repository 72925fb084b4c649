import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { RestoreRecord } from '../../shared/model/restore.ts';
import { Confirm } from '../components/confirm.tsx';
import { CommandToggle } from '../components/copy.tsx';
import { Loaded } from '../components/screen.tsx';
import { useAction } from '../data/calls.ts';
import { undoLine } from '../restore/commands.ts';
import { useFresh } from '../restore/useFresh.ts';
import { ServerLine } from './serverLine.tsx';
import { TypedName } from './typedName.tsx';
import { Written } from './written.tsx';

/** Lets the database that a restore replaced take its place again, once its name was typed. */
export function Undo({ restore }: { readonly restore: RestoreRecord }) {
  const { t } = useTranslation();
  const [asked, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" leftSection={<IconArrowBackUp size={17} aria-hidden />} onClick={open}>
        {t('undo.ask')}
      </Button>
      {asked && <Question restore={restore} onClose={close} />}
    </>
  );
}

function Question({ restore, onClose }: { readonly restore: RestoreRecord; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const preview = useFresh('restores.previewUndo', { restore: restore.id });
  const undo = useAction('restores.startUndo');
  const { id, database, connection, previousDatabase } = restore;
  return (
    <Confirm
      title={t(restore.kind === 'undo' ? 'undo.titleAgain' : 'undo.title')}
      action={t('undo.action')}
      ready={typed === database && preview.isSuccess}
      pending={undo.isPending}
      error={undo.error}
      onConfirm={() =>
        undo.mutate({ restore: id, confirm: typed }, { onSuccess: ({ run }) => navigate(`/restore/run/${run.id}`) })
      }
      onClose={onClose}
    >
      <ServerLine connection={connection} />
      <Text className="wrap">{t('undo.text', { database, previous: previousDatabase })}</Text>
      <Loaded query={preview}>{(data) => <Written preview={data} />}</Loaded>
      <TypedName name={database} typed={typed} onType={setTyped} first />
      <CommandToggle line={undoLine(id, database)} />
    </Confirm>
  );
}
