import {
  Autocomplete,
  Button,
  Collapse,
  Group,
  Select,
  Stack,
  Text,
  TextInput,
  Title,
  UnstyledButton,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../shared/model/plan.ts';
import { CommandToggle } from '../components/copy.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { useAction, useCall } from '../data/calls.ts';
import { useFields } from '../forms/useFields.ts';
import { EncryptionFields } from './encryptionFields.tsx';
import { KeepFields } from './keepFields.tsx';
import { MoreFields } from './moreFields.tsx';
import { planAddLine } from './planAddLine.ts';
import { checkPlan, fieldsOf, newFields, orderOf, type PlanFields, type PlanOrder } from './planFields.ts';
import { PlanPreview } from './planPreview.tsx';
import classes from './plans.module.css';
import { ScheduleFields } from './scheduleFields.tsx';

interface PlanFormProps {
  /** The plan that is changed; null for a new one. */
  readonly plan: Plan | null;
  readonly connections: readonly string[];
  readonly names: readonly string[];
  readonly onSaved: () => void;
}

export function PlanForm({ plan, connections, names, onSaved }: PlanFormProps) {
  const { t } = useTranslation();
  const [first] = useState(() =>
    plan === null ? newFields({ connection: connections.length === 1 ? (connections[0] ?? '') : '' }) : fieldsOf(plan),
  );
  const { fields, right, form, change, errorOf, attempt } = useFields(first, (typed: PlanFields) =>
    checkPlan(typed, plan === null ? names : null),
  );
  const [more, { toggle }] = useDisclosure(false);
  const save = useAction(plan === null ? 'plans.add' : 'plans.change');
  const order = orderOf(plan === null ? { ...fields, name: fields.name.trim() } : fields);
  const submit = attempt(() => save.mutate(order, { onSuccess: onSaved }));
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <Stack gap="md">
        {plan === null ? (
          <Source fields={fields} connections={connections} change={change} errorOf={errorOf} />
        ) : (
          <Text className="wrap">
            {plan.name} · {plan.database} · {plan.connection}
          </Text>
        )}
        <ScheduleFields
          choice={fields.schedule}
          error={errorOf('schedule')}
          onChange={(schedule) => change({ schedule })}
        />
        <KeepFields keep={fields.keep} error={errorOf('keep')} onChange={(keep) => change({ keep })} />
        <EncryptionFields fields={fields} errorOf={errorOf} onChange={change} />
        <UnstyledButton className={classes['more'] ?? ''} onClick={toggle} aria-expanded={more}>
          {more ? t('planForm.less') : t('planForm.more')}
        </UnstyledButton>
        <Collapse expanded={more} transitionDuration={0} keepMounted={false}>
          <MoreFields fields={fields} jobsError={errorOf('jobs')} onChange={change} />
        </Collapse>
        <section className="card" aria-label={t('planPreview.title')}>
          <Title order={3} size="h5" mb="xs">
            {t('planPreview.title')}
          </Title>
          {right ? (
            <PlanPreview order={withoutPassphrase(order)} />
          ) : (
            <Text c="dimmed">{t('planPreview.incomplete')}</Text>
          )}
        </section>
        {save.isError && <ErrorNotice error={save.error} />}
        <Group>
          <Button type="submit" loading={save.isPending}>
            {plan === null ? t('planForm.add') : t('action.save')}
          </Button>
        </Group>
        {plan === null && right && <CommandToggle line={planAddLine(order)} />}
      </Stack>
    </form>
  );
}

/** A preview asks whether there is a passphrase, and not for what it is. */
function withoutPassphrase(order: PlanOrder): PlanOrder {
  return order.passphrase === undefined ? order : { ...order, passphrase: 'typed' };
}

interface SourceProps {
  readonly fields: PlanFields;
  readonly connections: readonly string[];
  readonly change: (change: Partial<PlanFields>) => void;
  readonly errorOf: (name: keyof PlanFields) => string | null;
}

/** The server, the database, and the name, which follows the database until it is typed. */
function Source({ fields, connections, change, errorOf }: SourceProps) {
  const { t } = useTranslation();
  const { connection, database, name } = fields;
  const server = useCall('connections.test', { name: connection }, { enabled: connection !== '' });
  return (
    <>
      <Select
        label={t('planForm.connection')}
        placeholder={t('planForm.choose')}
        data={[...connections]}
        value={connection === '' ? null : connection}
        error={errorOf('connection')}
        allowDeselect={false}
        onChange={(value) => change({ connection: value ?? '' })}
        required
      />
      <Autocomplete
        label={t('planForm.database')}
        data={server.data?.connection.databases.map((one) => one.name) ?? []}
        value={database}
        error={errorOf('database')}
        spellCheck={false}
        onChange={(value) => change({ database: value, ...(name === database && { name: value }) })}
        required
      />
      <TextInput
        label={t('planForm.name')}
        value={name}
        error={errorOf('name')}
        maxLength={200}
        spellCheck={false}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        required
      />
    </>
  );
}
