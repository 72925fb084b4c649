import { Select, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ConnectionView } from '../../shared/model/connection.ts';
import { Loaded } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { ReplaceFields } from '../replace/replaceFields.tsx';
import { ChoiceRow } from './choiceRow.tsx';
import { FillFields } from './fillFields.tsx';
import classes from './restore.module.css';
import { ServerMark } from './serverMark.tsx';
import { canReplace, replacementOf, rowsOf, type StepProps, wantsReplace } from './state.ts';
import { StepForm } from './stepForm.tsx';
import { TargetOptions } from './targetOptions.tsx';
import { useName } from './useName.ts';

/** Step 3: a new database, one that is replaced, or one whose tables get rows alone; on the server that the backup came from or on another one. */
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
  const fills = state.content === 'data';
  const place = fills ? 'fill' : replaces ? 'replace' : 'beside';
  const ready = { fill: rowsOf(state) !== null, replace: replacementOf(state) !== null, beside: problem === null }[
    place
  ];
  const settle = () => {
    if (place === 'beside') dispatch({ type: 'target', target: { database: name } });
    dispatch({ type: 'go', step: 'readiness' });
  };
  return (
    <StepForm
      title={t('restore.where')}
      onBack={() => dispatch({ type: 'go', step: 'content' })}
      next={t('restore.check')}
      onNext={server && ready ? settle : null}
    >
      {(canReplace(state) || fills) && <Places place={place} dispatch={dispatch} />}
      <Select
        label={t('restore.server')}
        description={t(SERVER_HINTS[place])}
        placeholder={t('restore.serverChoose')}
        data={servers.map((one) => one.name)}
        value={server?.name ?? null}
        // A name that was chosen on one server is not meant for another.
        onChange={(connection) => dispatch({ type: 'target', target: { connection, replaced: null, filled: null } })}
        allowDeselect={false}
        renderOption={({ option }) => <Option name={option.value} servers={servers} />}
        maw={520}
      />
      {server && <ServerFacts server={server} own={server.name === state.backup?.connection} place={place} />}
      {replaces && server && <ReplaceFields state={state} dispatch={dispatch} server={server} />}
      {fills && server && <FillFields state={state} dispatch={dispatch} server={server} />}
      {place === 'beside' && (
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
      {!fills && (
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

type Place = 'beside' | 'replace' | 'fill';

const SERVER_HINTS = {
  beside: 'restore.serverHint',
  replace: 'replace.serverHint',
  fill: 'restore.fill.serverHint',
} as const;

const PRODUCTION = {
  beside: 'restore.production',
  replace: 'replace.production',
  fill: 'restore.fill.production',
} as const;

/** Rows alone go nowhere else than into tables that exist. */
function Places({ place: chosen, dispatch }: { readonly place: Place } & Pick<StepProps, 'dispatch'>) {
  const { t } = useTranslation();
  const places = chosen === 'fill' ? (['fill'] as const) : (['beside', 'replace'] as const);
  return (
    <fieldset className={classes['fieldset']} aria-label={t('restore.where')}>
      {places.map((place) => (
        <ChoiceRow
          key={place}
          name="place"
          chosen={chosen === place}
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
  readonly place: Place;
}

function ServerFacts({ server, own, place }: ServerFactsProps) {
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
      {server.label === 'production' && <Text size="sm">{t(PRODUCTION[place])}</Text>}
    </div>
  );
}
