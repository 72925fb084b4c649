import { Button, Group, TextInput } from '@mantine/core';
import { type ClipboardEvent, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../shared/errors.ts';
import { parseServerUrl, type ServerAddress } from '../../shared/serverUrl.ts';
import { useFieldProblem } from '../forms/fieldProblem.ts';

/** Takes a connection URL apart as soon as it is pasted. It may hold a password, so it does not stay in sight once it is read. */
export function UrlField({ onRead }: { readonly onRead: (address: ServerAddress) => void }) {
  const { t } = useTranslation();
  const tell = useFieldProblem(true);
  const [text, setText] = useState('');
  const [error, setError] = useState<AppError | null>(null);
  const [done, setDone] = useState(false);
  const read = (url: string) => {
    try {
      const address = parseServerUrl(url.trim());
      onRead(address);
      setText('');
      setError(address.sslrootcert === undefined ? null : withheld());
      setDone(true);
      return true;
    } catch (thrown) {
      setError(AppError.from(thrown));
      return false;
    }
  };
  const paste = (event: ClipboardEvent) => {
    if (text === '' && read(event.clipboardData.getData('text'))) event.preventDefault();
  };
  const enter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (text !== '') read(text);
  };
  return (
    <div>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          label={t('connectionForm.url')}
          placeholder="postgres://backup@db.example.org:5432/shop"
          value={text}
          maxLength={2000}
          autoComplete="off"
          spellCheck={false}
          onPaste={paste}
          onKeyDown={enter}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            setError(null);
            setDone(false);
          }}
          flex={1}
        />
        <Button variant="default" disabled={text === ''} onClick={() => read(text)}>
          {t('connectionForm.readUrl')}
        </Button>
      </Group>
      <div role="status" className={error === null ? '' : 'tone-bad wrap'}>
        {error === null ? done && t('connectionForm.urlRead') : tell(error)}
      </div>
    </div>
  );
}

function withheld(): AppError {
  return new AppError(
    'unsafe_path',
    'A file of this machine cannot be named from the browser; the rest of the URL was read.',
    'Use the command line for sslrootcert: lifeboat connection add --url',
  );
}
