import { VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './restore.module.css';
import { type Step, STEPS } from './state.ts';

interface StepsProps {
  readonly current: Step;
  /** What to do to go to a step; null where one cannot. */
  readonly open: (step: Step) => (() => void) | null;
}

/** Where one is, what is behind, and what is still to come. */
export function Steps({ current, open }: StepsProps) {
  const { t } = useTranslation();
  const position = STEPS.indexOf(current);
  return (
    <nav aria-label={t('restore.steps')}>
      <ol className={classes['steps']}>
        {STEPS.map((step, index) => (
          <li key={step} {...(index === position && { 'aria-current': 'step' as const })}>
            <Step
              step={step}
              number={index + 1}
              done={index < position}
              onOpen={index === position ? null : open(step)}
            />
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface StepProps {
  readonly step: Step;
  readonly number: number;
  readonly done: boolean;
  readonly onOpen: (() => void) | null;
}

function Step({ step, number, done, onOpen }: StepProps) {
  const { t } = useTranslation();
  const inside = (
    <>
      <span className={classes['number']} aria-hidden>
        {done ? <IconCheck size={14} stroke={3} /> : number}
      </span>
      {t(`restore.step.${step}`)}
      {done && <VisuallyHidden>{t('restore.done')}</VisuallyHidden>}
    </>
  );
  if (onOpen === null) return <span className={classes['step']}>{inside}</span>;
  return (
    <button type="button" className={classes['step']} onClick={onOpen}>
      {inside}
    </button>
  );
}
