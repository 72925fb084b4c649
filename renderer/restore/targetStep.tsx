import { Select, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ConnectionView } from '../../shared/model/connection.ts';
import { Loaded } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { ServerMark } from './serverMark.tsx';
import { isDivisible, type StepProps } from './state.ts';
import { StepForm } from './stepForm.tsx';
import { TargetOptions } from './targetOptions.tsx';
import { useName } from './useName.ts';

/** Step 3: a new database, on the server that the backup came from or on another one. */
export function TargetStep(props: StepProps) {
  const connections = useCall('connections.list', {});
  return <Loaded query={connections}>{(data) => <Chosen {...props} servers={data.connections} />}</Loaded>;
}

interface ServersProps extends StepProps {
  readonly servers: readonly ConnectionView[];
}

function Chosen({ state, dispatch, servers }: ServersProps) {
  const { t } = useTranslation();
  const wanted = state.target.connection ?? state.backup?.connection;
  const server = servers.find(({ name }) => name === wanted) ?? null;
  const { name, problem } = useName(state, server);
  const shown = useCall('backups.show', { backup: state.backup?.id ?? '' }, { enabled: state.backup !== null });
  const settle = () => {
    dispatch({ type: 'target', target: { database: name } });
    dispatch({ type: 'go', step: 'readiness' });
  };
  return (
    <StepForm
      title={t('restore.where')}
      onBack={() => dispatch({ type: 'go', step: 'content' })}
      next={t('restore.check')}
      onNext={server && problem === null ? settle : null}
    >
      <Select
        label={t('restore.server')}
        description={t('restore.serverHint')}
        placeholder={t('restore.serverChoose')}
        data={servers.map((one) => one.name)}
        value={server?.name ?? null}
        onChange={(connection) => dispatch({ type: 'target', target: { connection } })}
        allowDeselect={false}
        renderOption={({ option }) => <Option name={option.value} servers={servers} />}
        maw={520}
      />
      {server && <ServerFacts server={server} own={server.name === state.backup?.connection} />}
      <TextInput
        label={t('restore.name')}
        description={t('restore.nameHint')}
        value={name}
        onChange={({ currentTarget }) => dispatch({ type: 'target', target: { database: currentTarget.value } })}
        error={problem !== null && t(`restore.nameProblem.${problem}`)}
        autoComplete="off"
        spellCheck={false}
        maw={520}
      />
      {isDivisible(state.backup) && (
        <TargetOptions
          target={state.target}
          extensions={shown.data?.contents?.extensions.map((extension) => extension.name) ?? []}
          onChange={(target) => dispatch({ type: 'target', target })}
        />
      )}
    </StepForm>
  );
}

function Option({ name, servers }: { readonly name: string; readonly servers: readonly ConnectionView[] }) {
  const server = servers.find((one) => one.name === name);
  return server && <ServerMark server={server} />;
}

function ServerFacts({ server, own }: { readonly server: ConnectionView; readonly own: boolean }) {
  const { t } = useTranslation();
  return (
    <div>
      <Text size="sm" component="div">
        <ServerMark server={server} />
      </Text>
      <Text size="sm" c="dimmed" className="wrap">
        {server.user}@{server.host}:{server.port}
        {own && ` · ${t('restore.ownServer')}`}
      </Text>
      {server.label === 'production' && <Text size="sm">{t('restore.production')}</Text>}
    </div>
  );
}
