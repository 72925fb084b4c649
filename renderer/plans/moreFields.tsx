import { NumberInput, Select, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  type ArchiveFormat,
  archiveFormats,
  type ContentChoice,
  contentChoices,
  type FingerprintMode,
  fingerprintModes,
} from '../../shared/model/plan.ts';
import { type DrillInterval, drillIntervals } from '../../shared/model/drill.ts';
import type { PlanFields } from './planFields.ts';

const COMPRESSIONS = ['auto', 'none', 'gzip:1', 'gzip:6', 'gzip:9', 'zstd:3', 'zstd:9', 'zstd:19'];

interface MoreFieldsProps {
  readonly fields: PlanFields;
  readonly jobsError: string | null;
  readonly onChange: (change: Partial<PlanFields>) => void;
}

/** What is good as it is for nearly everybody. */
export function MoreFields({ fields, jobsError, onChange }: MoreFieldsProps) {
  const { t } = useTranslation();
  const { format, content, compression, jobs, fingerprint, drillEvery, zone } = fields;
  const compressions = COMPRESSIONS.includes(compression) ? COMPRESSIONS : [...COMPRESSIONS, compression];
  const zones = Intl.supportedValuesOf('timeZone');
  return (
    <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
      <Select
        label={t('planForm.zone')}
        data={zones.includes(zone) ? zones : [zone, ...zones]}
        value={zone}
        searchable
        limit={50}
        allowDeselect={false}
        onChange={(value) => value && onChange({ zone: value })}
      />
      <Select<ArchiveFormat>
        label={t('planForm.format')}
        data={archiveFormats.map((value) => ({ value, label: t(`planFormat.${value}`) }))}
        value={format}
        allowDeselect={false}
        onChange={(value) => value && onChange({ format: value })}
      />
      <Select<ContentChoice>
        label={t('planForm.content')}
        data={contentChoices.map((value) => ({ value, label: t(`planContent.${value}`) }))}
        value={content}
        allowDeselect={false}
        onChange={(value) => value && onChange({ content: value })}
      />
      <Select
        label={t('planForm.compression')}
        data={compressions.map((value) => ({ value, label: value === 'auto' ? t('planForm.auto') : value }))}
        value={compression}
        allowDeselect={false}
        onChange={(value) => value && onChange({ compression: value })}
      />
      <Select<FingerprintMode>
        label={t('planForm.fingerprint')}
        data={fingerprintModes.map((value) => ({ value, label: t(`planFingerprint.${value}`) }))}
        value={fingerprint}
        allowDeselect={false}
        onChange={(value) => value && onChange({ fingerprint: value })}
      />
      <Select<DrillInterval>
        label={t('planForm.drill')}
        data={drillIntervals.map((value) => ({ value, label: t(`planDrill.${value}`) }))}
        value={drillEvery}
        allowDeselect={false}
        onChange={(value) => value && onChange({ drillEvery: value })}
      />
      {format === 'directory' && (
        <NumberInput
          label={t('planForm.jobs')}
          value={jobs}
          min={1}
          max={32}
          clampBehavior="none"
          allowDecimal={false}
          error={jobsError}
          onChange={(value) => onChange({ jobs: value })}
        />
      )}
    </SimpleGrid>
  );
}
