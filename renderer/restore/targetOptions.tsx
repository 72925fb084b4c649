import { Checkbox, MultiSelect, NumberInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './restore.module.css';
import type { Target } from './state.ts';

interface TargetOptionsProps {
  readonly target: Target;
  /** Nothing may be left out, and tablespaces are those of the database that is replaced. */
  readonly whole: boolean;
  /** Those of the backup. */
  readonly extensions: readonly string[];
  readonly onChange: (target: Partial<Target>) => void;
}

/** What few people need. */
export function TargetOptions({ target, whole, extensions, onChange }: TargetOptionsProps) {
  const { t } = useTranslation();
  const { noOwner, noTablespaces, skipExtensions, jobs } = target;
  // What was set is seen without looking for it.
  const [open] = useState(noOwner || noTablespaces || skipExtensions.length > 0 || jobs !== null);
  const known = [...new Set([...extensions, ...skipExtensions])];
  return (
    <details className={classes['more']} open={open}>
      <summary>{t('restore.more')}</summary>
      <Stack gap="sm" mt="sm">
        <Checkbox
          label={t('restore.noOwner')}
          description={t('restore.noOwnerHint')}
          checked={noOwner}
          onChange={({ currentTarget }) => onChange({ noOwner: currentTarget.checked })}
        />
        {!whole && (
          <Checkbox
            label={t('restore.noTablespaces')}
            description={t('restore.noTablespacesHint')}
            checked={noTablespaces}
            onChange={({ currentTarget }) => onChange({ noTablespaces: currentTarget.checked })}
          />
        )}
        {!whole && known.length > 0 && (
          <MultiSelect
            label={t('restore.skipExtensions')}
            description={t('restore.skipExtensionsHint')}
            data={known}
            value={[...skipExtensions]}
            onChange={(names) => onChange({ skipExtensions: names })}
            maw={520}
          />
        )}
        <NumberInput
          label={t('restore.jobs')}
          description={t('restore.jobsHint')}
          placeholder={t('restore.jobsAuto')}
          value={jobs ?? ''}
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
