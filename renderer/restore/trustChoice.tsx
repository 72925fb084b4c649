import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReadinessCheck } from '../../shared/contract.ts';
import { isPartOfPlain, type StepProps } from './state.ts';

interface TrustChoiceProps extends StepProps {
  readonly checks: readonly ReadinessCheck[];
}

/** The consent that plain SQL needs which was not taken here; nobody is asked where it would change nothing. */
export function TrustChoice({ state, dispatch, checks }: TrustChoiceProps) {
  const { t } = useTranslation();
  const { trustSql } = state.target;
  const [asked, setAsked] = useState(trustSql);
  // It stays while the answer to what was just said is awaited.
  if (!asked && checks.some(({ fix }) => fix?.trustSql)) setAsked(true);
  if (!asked) return null;
  return (
    <Checkbox
      label={t('restore.trust.label')}
      description={t(isPartOfPlain(state) ? 'restore.trust.whyPart' : 'restore.trust.why')}
      checked={trustSql}
      onChange={({ currentTarget }) => dispatch({ type: 'target', target: { trustSql: currentTarget.checked } })}
    />
  );
}
