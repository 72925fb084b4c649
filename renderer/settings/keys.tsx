import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { CommandsToggle } from '../components/copy.tsx';
import { Loaded, Section } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { KeyActions } from './keyActions.tsx';
import { KeyList } from './keyList.tsx';
import { KitLies } from './kitLies.tsx';
import { idOf } from './parts.ts';

/** What backups are encrypted for. Identities are never here: a kit is a file, and comes in by the command line. */
export function Keys() {
  const { t } = useTranslation();
  const known = useCall('keys.list', {});
  return (
    <Section title={t('keys.title')} id={idOf('keys')}>
      <Loaded query={known}>{(data) => <Content known={data} />}</Loaded>
    </Section>
  );
}

function Content({ known: { keys, kits } }: { readonly known: CallOutput<'keys.list'> }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" className="card">
      <Text size="sm">{t('keys.about')}</Text>
      {keys.length === 0 ? <Text size="sm">{t('keys.none')}</Text> : <KeyList keys={keys} />}
      {kits.map((kit) => (
        <KitLies key={kit.recipient} kit={kit} />
      ))}
      <KeyActions keys={keys} />
      <CommandsToggle
        lines={[
          'lifeboat key show',
          'lifeboat key recovery --out kit.txt',
          'lifeboat key create',
          'lifeboat key import kit.txt',
          'lifeboat drill latest --kit kit.txt',
          'lifeboat reencrypt --all',
        ]}
      />
    </Stack>
  );
}
