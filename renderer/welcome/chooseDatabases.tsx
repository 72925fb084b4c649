import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../shared/model/plan.ts';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { Loaded } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';
import type { FieldProblems } from '../forms/fieldProblem.ts';
import { useFields } from '../forms/useFields.ts';
import { Problems } from '../health/problems.tsx';
import { KeepFields } from '../plans/keepFields.tsx';
import { checkPlan, nameProblem, newFields, orderOf, type PlanFields } from '../plans/planFields.ts';
import { ScheduleFields } from '../plans/scheduleFields.tsx';
import { type Choice, choicesOf, firstChosen, proposeName } from './proposals.ts';
import { type Begun, useProtect } from './useProtect.ts';
import classes from './welcome.module.css';

interface ChooseDatabasesProps {
  readonly connection: string;
  readonly plans: readonly Plan[];
  readonly onBegun: (begun: Begun) => void;
  readonly onStarted: () => void;
}

/** The databases of a server, each to get a plan; when and for how long is said once for all. */
export function ChooseDatabases(props: ChooseDatabasesProps) {
  const { connection, plans } = props;
  const server = useCall('connections.test', { name: connection }, { gcTime: 0 });
  return (
    <Loaded query={server}>
      {({ connection: { databases, problems } }) => (
        <Stack gap="md">
          {problems.some(({ severity }) => severity === 'error') && <Problems problems={problems} />}
          <Choose {...props} choices={choicesOf(databases, connection, plans)} />
        </Stack>
      )}
    </Loaded>
  );
}

/** The name of the plan for each database that is chosen, and what all the plans share. */
interface Chosen extends Pick<PlanFields, 'schedule' | 'keep'> {
  readonly names: ReadonlyMap<string, string>;
}

function Choose(props: ChooseDatabasesProps & { readonly choices: readonly Choice[] }) {
  const { connection, plans, choices, onBegun, onStarted } = props;
  const { t } = useTranslation();
  const taken = plans.map(({ name }) => name);
  const chosen = (databases: readonly string[], before: Chosen['names'] = new Map()): Chosen['names'] => {
    const names = new Map<string, string>();
    for (const database of databases)
      names.set(database, before.get(database) ?? proposeName(database, connection, [...taken, ...names.values()]));
    return names;
  };
  const [first] = useState<Chosen>(() => {
    const { schedule, keep } = newFields();
    return { names: chosen(firstChosen(choices)), schedule, keep };
  });
  const { fields, form, tried, change, errorOf, attempt } = useFields(first, (typed: Chosen) => check(typed, taken));
  const protect = useProtect(onBegun);
  const submit = attempt(() =>
    protect.mutate(
      [...fields.names].map(([database, name]) =>
        orderOf({ ...newFields(fields), name: name.trim(), database, connection }),
      ),
      { onSuccess: onStarted },
    ),
  );
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <Stack gap="md">
        <Databases
          choices={choices}
          names={fields.names}
          taken={taken}
          onChoose={(databases) => change({ names: chosen(databases, fields.names) })}
          onName={(database, name) => change({ names: new Map(fields.names).set(database, name) })}
        />
        <ScheduleFields
          choice={fields.schedule}
          error={errorOf('schedule')}
          onChange={(schedule) => change({ schedule })}
        />
        <KeepFields keep={fields.keep} error={errorOf('keep')} onChange={(keep) => change({ keep })} />
        {tried && errorOf('names') !== null && (
          <Text className="tone-bad" role="alert">
            {errorOf('names')}
          </Text>
        )}
        {protect.isError && <ErrorNotice error={protect.error} />}
        <div>
          <Button type="submit" loading={protect.isPending}>
            {t('welcome.start', { count: fields.names.size })}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

function check(typed: Chosen, taken: readonly string[]): FieldProblems<Chosen> {
  const { schedule, keep } = checkPlan(newFields(typed), null);
  const names = [...typed.names.values()];
  const wrong = names.some((name) => nameProblemAmong(name, names, taken) !== undefined);
  return { schedule, keep, names: names.length === 0 ? 'noDatabase' : wrong ? 'planNames' : undefined };
}

function nameProblemAmong(name: string, names: readonly string[], taken: readonly string[]) {
  const twice = names.filter((other) => other.trim() === name.trim()).length > 1;
  return twice ? 'taken' : nameProblem(name, taken);
}

interface DatabasesProps {
  readonly choices: readonly Choice[];
  readonly names: Chosen['names'];
  readonly taken: readonly string[];
  readonly onChoose: (databases: readonly string[]) => void;
  readonly onName: (database: string, name: string) => void;
}

function Databases({ choices, names, taken, onChoose, onName }: DatabasesProps) {
  const { t } = useTranslation();
  const open = choices.filter(({ plan }) => plan === null).map(({ database }) => database);
  const all = open.every((database) => names.has(database));
  const toggle = (database: string) =>
    onChoose(names.has(database) ? [...names.keys()].filter((one) => one !== database) : [...names.keys(), database]);
  return (
    <Stack gap="xs" role="group" aria-label={t('welcome.databases')}>
      {open.length > 1 && (
        <Group>
          <Button size="xs" variant="default" onClick={() => onChoose(all ? [] : open)}>
            {t(all ? 'welcome.noneOfThem' : 'welcome.allOfThem')}
          </Button>
        </Group>
      )}
      {choices.length === 0 && <Text>{t('welcome.noDatabases')}</Text>}
      <div className={classes['choices']}>
        {choices.map((choice) => (
          <Fragment key={choice.database}>
            <DatabaseBox choice={choice} checked={names.has(choice.database)} onToggle={toggle} />
            <PlanName
              database={choice.database}
              names={names}
              taken={taken}
              onChange={(name) => onName(choice.database, name)}
            />
          </Fragment>
        ))}
      </div>
    </Stack>
  );
}

interface DatabaseBoxProps {
  readonly choice: Choice;
  readonly checked: boolean;
  readonly onToggle: (database: string) => void;
}

function DatabaseBox({ choice: { database, bytes, plan }, checked, onToggle }: DatabaseBoxProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const notes = [bytes !== null && format.bytes(bytes), plan !== null && t('welcome.hasPlan', { plan })];
  return (
    <Checkbox
      label={<span className="wrap">{database}</span>}
      description={<span className="wrap">{notes.filter(Boolean).join(' · ')}</span>}
      checked={checked || plan !== null}
      disabled={plan !== null}
      onChange={() => onToggle(database)}
    />
  );
}

interface PlanNameProps {
  readonly database: string;
  readonly names: Chosen['names'];
  readonly taken: readonly string[];
  readonly onChange: (name: string) => void;
}

function PlanName({ database, names, taken, onChange }: PlanNameProps) {
  const { t } = useTranslation();
  const name = names.get(database);
  if (name === undefined) return <div />;
  const problem = nameProblemAmong(name, [...names.values()], taken);
  return (
    <TextInput
      size="xs"
      aria-label={t('welcome.planName', { database })}
      value={name}
      maxLength={200}
      spellCheck={false}
      error={problem === undefined || problem instanceof Error ? null : t(`field.${problem}`)}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
