import { Select, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ConnectionView } from '../../shared/model/connection.ts';
import { Loaded } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { ReplaceFields } from '../replace/replaceFields.tsx';
import { ChoiceRow } from './choiceRow.tsx';
import classes from './restore.module.css';
import { ServerMark } from './serverMark.tsx';
import { canReplace, isDivisible, replacementOf, type StepProps, wantsReplace } from './state.ts';
import { StepForm } from './stepForm.tsx';
import { TargetOptions } from './targetOptions.tsx';
import { useName } from './useName.ts';

/** Step 3: a new database, or one that is replaced, on the server that the backup came from or on another one. */
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
  const replaces = wantsReplace(state);
  const ready = replaces ? replacementOf(state) !== null : problem === null;
  const settle = () => {
    if (!replaces) dispatch({ type: 'target', target: { database: name } });
    dispatch({ type: 'go', step: 'readiness' });
  };
  return (
    <StepForm
      title={t('restore.where')}
      onBack={() => dispatch({ type: 'go', step: 'content' })}
      next={t('restore.check')}
      onNext={server && ready ? settle : null}
    >
      {canReplace(state) && <Places replaces={replaces} dispatch={dispatch} />}
      <Select
        label={t('restore.server')}
        description={t(replaces ? 'replace.serverHint' : 'restore.serverHint')}
        placeholder={t('restore.serverChoose')}
        data={servers.map((one) => one.name)}
        value={server?.name ?? null}
        // A name that was chosen on one server is not meant for another.
        onChange={(connection) => dispatch({ type: 'target', target: { connection, replaced: null } })}
        allowDeselect={false}
        renderOption={({ option }) => <Option name={option.value} servers={servers} />}
        maw={520}
      />
      {server && <ServerFacts server={server} own={server.name === state.backup?.connection} replaces={replaces} />}
      {replaces && server && <ReplaceFields state={state} dispatch={dispatch} server={server} />}
      {!replaces && (
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
      )}
      {isDivisible(state.backup) && (
        <TargetOptions
          target={state.target}
          whole={replaces}
          extensions={shown.data?.contents?.extensions.map((extension) => extension.name) ?? []}
          onChange={(target) => dispatch({ type: 'target', target })}
        />
      )}
    </StepForm>
  );
}

function Places({ replaces, dispatch }: { readonly replaces: boolean } & Pick<StepProps, 'dispatch'>) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes['fieldset']} aria-label={t('restore.where')}>
      {(['beside', 'replace'] as const).map((place) => (
        <ChoiceRow
          key={place}
          name="place"
          chosen={replaces === (place === 'replace')}
          onChoose={() => dispatch({ type: 'target', target: { replaces: place === 'replace' } })}
        >
          <Text span fw={600} display="block">
            {t(`replace.place.${place}`)}
          </Text>
          <Text span size="sm" c="dimmed">
            {t(`replace.placeHint.${place}`)}
          </Text>
        </ChoiceRow>
      ))}
    </fieldset>
  );
}

function Option({ name, servers }: { readonly name: string; readonly servers: readonly ConnectionView[] }) {
  const server = servers.find((one) => one.name === name);
  return server && <ServerMark server={server} />;
}

interface ServerFactsProps {
  readonly server: ConnectionView;
  readonly own: boolean;
  readonly replaces: boolean;
}

function ServerFacts({ server, own, replaces }: ServerFactsProps) {
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
      {server.label === 'production' && (
        <Text size="sm">{t(replaces ? 'replace.production' : 'restore.production')}</Text>
      )}
    </div>
  );
}
