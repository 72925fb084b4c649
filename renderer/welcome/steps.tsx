import { Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './welcome.module.css';

const STEPS = ['connect', 'choose', 'backup'] as const;
export type StepName = (typeof STEPS)[number];

/** Where on the way one is. */
export function Steps({ now }: { readonly now: StepName }) {
  const { t } = useTranslation();
  return (
    <ol className={classes['steps']} aria-label={t('welcome.steps')}>
      {STEPS.map((step) => (
        <li key={step} {...(step === now && { 'aria-current': 'step' as const })}>
          {t(`welcome.${step}`)}
        </li>
      ))}
    </ol>
  );
}

interface StepProps {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

/** One step. Its heading gets the focus, so that the keyboard and a screen reader go on where the eye does. */
export function Step({ title, text, children }: StepProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={`card ${classes['step']}`}>
      <Title ref={heading} order={2} size="h4" tabIndex={-1}>
        {title}
      </Title>
      <Text mb="md">{text}</Text>
      {children}
    </section>
  );
}
