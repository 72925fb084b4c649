import { Button, Group, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionView } from '../../shared/model/connection.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { ConnectionForm } from '../connections/connectionForm.tsx';
import { Loaded, Screen } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { ChooseDatabases } from './chooseDatabases.tsx';
import { FirstBackups } from './firstBackups.tsx';
import { Step, Steps } from './steps.tsx';
import type { Begun } from './useProtect.ts';

/** From nothing to a protected database. Where one is follows from what is there, so one can leave and come back. */
export function Welcome() {
  const { t } = useTranslation();
  const connections = useCall('connections.list', {});
  const plans = useCall('plans.list', {});
  return (
    <Screen title={t('welcome.title')}>
      <Loaded query={connections}>
        {(known) => (
          <Loaded query={plans}>{(made) => <Path connections={known.connections} plans={made.plans} />}</Loaded>
        )}
      </Loaded>
    </Screen>
  );
}

interface PathProps {
  readonly connections: readonly ConnectionView[];
  readonly plans: readonly Plan[];
}

function Path({ connections, plans }: PathProps) {
  const { t } = useTranslation();
  const [begun, setBegun] = useState<readonly Begun[]>([]);
  const [started, setStarted] = useState(false);
  const [adding, setAdding] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const names = connections.map(({ name }) => name);
  const connection = chosen !== null && names.includes(chosen) ? chosen : names[0];
  if (started)
    return (
      <>
        <Steps now="backup" />
        <FirstBackups begun={begun} />
      </>
    );
  if (connection === undefined || adding)
    return (
      <>
        <Steps now="connect" />
        <Step key="connect" title={t('welcome.connectTitle')} text={t('welcome.connectText')}>
          <ConnectionForm
            connection={null}
            names={names}
            onSaved={(name) => {
              setChosen(name);
              setAdding(false);
            }}
          />
        </Step>
      </>
    );
  return (
    <>
      <Steps now="choose" />
      <Step key="choose" title={t('welcome.chooseTitle')} text={t('welcome.chooseText')}>
        <Group align="flex-end" mb="md">
          <Select
            label={t('planForm.connection')}
            data={names}
            value={connection}
            allowDeselect={false}
            onChange={setChosen}
          />
          <Button variant="default" onClick={() => setAdding(true)}>
            {t('welcome.another')}
          </Button>
        </Group>
        <ChooseDatabases
          key={connection}
          connection={connection}
          plans={plans}
          onBegun={(one) => setBegun((before) => [...before, one])}
          onStarted={() => setStarted(true)}
        />
      </Step>
    </>
  );
}
