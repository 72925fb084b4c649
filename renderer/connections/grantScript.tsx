import { Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { lifeboat } from '../commandLine.ts';
import { Command, Script } from '../components/copy.tsx';
import { Disclosure } from '../components/disclosure.tsx';
import { Loaded } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';

/** SQL that makes a role with just the rights a backup needs; asked of the server when it is wanted. */
export function GrantScript({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  return (
    <Disclosure
      show={t('servers.grantScript')}
      hide={t('servers.grantScriptHide')}
      icon={<IconKey size={16} aria-hidden />}
    >
      <Shown name={name} />
    </Disclosure>
  );
}

function Shown({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  const script = useCall('connections.grantScript', { name }, { gcTime: 0 });
  return (
    <>
      <Text size="sm" c="dimmed" mt={6}>
        {t('servers.grantScriptText')}
      </Text>
      <Loaded query={script}>{(data) => <Script text={data.script} label={t('servers.grantScript')} />}</Loaded>
      <Command line={lifeboat('connection grant-script', name)} />
    </>
  );
}
