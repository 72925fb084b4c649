import { Checkbox, NumberInput, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './restore.module.css';
import type { Target } from './state.ts';

interface TargetOptionsProps {
  readonly target: Target;
  readonly onChange: (target: Partial<Target>) => void;
}

/** What few people need. */
export function TargetOptions({ target, onChange }: TargetOptionsProps) {
  const { t } = useTranslation();
  return (
    <details className={classes['more']}>
      <summary>{t('restore.more')}</summary>
      <Stack gap="sm" mt="sm">
        <Checkbox
          label={t('restore.noOwner')}
          description={t('restore.noOwnerHint')}
          checked={target.noOwner}
          onChange={({ currentTarget }) => onChange({ noOwner: currentTarget.checked })}
        />
        <NumberInput
          label={t('restore.jobs')}
          description={t('restore.jobsHint')}
          placeholder={t('restore.jobsAuto')}
          value={target.jobs ?? ''}
          onChange={(value) => onChange({ jobs: typeof value === 'number' ? value : null })}
          min={1}
          max={32}
          allowDecimal={false}
          clampBehavior="strict"
          hideControls
          maw={520}
        />
      </Stack>
    </details>
  );
}
