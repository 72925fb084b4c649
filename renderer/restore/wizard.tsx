import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useReducer, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Backup } from '../../shared/model/backup.ts';
import { BackupStep } from './backupStep.tsx';
import { ContentStep } from './contentStep.tsx';
import { ReadinessStep } from './readinessStep.tsx';
import { begin, canOpen, CHOICES, type Choice, isRestorable, reduce } from './state.ts';
import { Steps } from './steps.tsx';
import { TargetStep } from './targetStep.tsx';

interface WizardProps {
  /** Chosen elsewhere. */
  readonly offered: Backup | null;
  readonly salvage?: boolean;
}

/** The steps in which a person decides; the run that they start has a page of its own. */
export function Wizard({ offered, salvage = false }: WizardProps) {
  const { t } = useTranslation();
  const [state, dispatch] = useReducer(reduce, null, () => begin(offered, salvage));
  const view = useRef<HTMLDivElement>(null);
  const shown = useRef(state.step);
  useEffect(() => {
    if (shown.current === state.step) return;
    shown.current = state.step;
    // The button that was pressed is gone: whoever cannot see the screen hears the new heading.
    view.current?.querySelector('h2')?.focus();
  }, [state.step]);
  const open = (step: Choice) => () => dispatch({ type: 'go', step });
  return (
    <>
      <Steps
        current={state.step}
        open={(step) => {
          const choice = CHOICES.find((one) => one === step);
          return choice !== undefined && canOpen(choice, state) ? open(choice) : null;
        }}
      />
      {offered !== null && !isRestorable(offered, state.salvage) && state.step === 'backup' && (
        <Alert variant="default" role="alert" icon={<IconAlertTriangle className="tone-bad" aria-hidden />}>
          {t('restore.notRestorable')}
        </Alert>
      )}
      {state.salvage && (
        <Alert variant="default" icon={<IconAlertTriangle className="tone-warn" aria-hidden />}>
          {t('restore.salvage.warning')}
        </Alert>
      )}
      <div ref={view}>
        {state.step === 'backup' && <BackupStep state={state} dispatch={dispatch} offered={offered} />}
        {state.step === 'content' && <ContentStep state={state} dispatch={dispatch} />}
        {state.step === 'target' && <TargetStep state={state} dispatch={dispatch} />}
        {state.step === 'readiness' && <ReadinessStep state={state} dispatch={dispatch} />}
      </div>
    </>
  );
}
