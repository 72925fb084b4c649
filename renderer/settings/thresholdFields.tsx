import { Button, Group, NumberInput, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Thresholds, thresholds } from '../../shared/model/alert.ts';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { useAction } from '../data/calls.ts';
import { useChanges } from '../forms/useChanges.ts';

interface ThresholdFieldsProps {
  /** Null: of all plans. */
  readonly plan: string | null;
  readonly counts: Thresholds;
  /** It has some of its own, which can be given up. */
  readonly isOwn: boolean;
}

type Typed = Record<keyof Thresholds, number | string>;

export function ThresholdFields({ plan, counts, isOwn }: ThresholdFieldsProps) {
  const { t } = useTranslation();
  const configure = useAction('alerts.configure');
  const [changed, change] = useChanges<Typed>(counts);
  const typed: Typed = { ...counts, overdueHours: counts.overdueHours ?? '', ...changed };
  const parsed = thresholds.safeParse({
    ...typed,
    overdueHours: typed.overdueHours === '' ? null : typed.overdueHours,
  });
  const wrong = new Set(parsed.error?.issues.map(({ path }) => path[0]));
  const field = (name: keyof Thresholds, min: number, max: number, step = 1) => (
    <NumberInput
      label={t(`alertSettings.${name}`)}
      {...(name === 'overdueHours' && { placeholder: t('alertSettings.auto') })}
      value={typed[name]}
      min={min}
      max={max}
      step={step}
      clampBehavior="none"
      error={wrong.has(name) && t('alertSettings.range', { min, max })}
      onChange={(value) => change({ [name]: value })}
    />
  );
  const set = (value: Thresholds | null) => configure.mutate({ thresholds: { plan, value } });
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} spacing="sm">
        {field('overdueHours', 1, 8760)}
        {field('sizePercent', 5, 1000)}
        {field('durationTimes', 1.5, 100, 0.5)}
        {field('rowsPercent', 5, 100)}
      </SimpleGrid>
      <Group gap="sm">
        <Button
          variant="default"
          disabled={!parsed.success || JSON.stringify(parsed.data) === JSON.stringify(counts)}
          loading={configure.isPending}
          onClick={() => parsed.success && set(parsed.data)}
        >
          {t('alertSettings.saveThresholds')}
        </Button>
        {isOwn && (
          <Button variant="subtle" color="gray" onClick={() => set(null)} loading={configure.isPending}>
            {t(plan === null ? 'alertSettings.ordinary' : 'alertSettings.asAll')}
          </Button>
        )}
      </Group>
      {configure.isError && <ErrorNotice error={configure.error} />}
    </>
  );
}
