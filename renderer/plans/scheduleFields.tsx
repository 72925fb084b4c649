import { Group, NumberInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { HINT_BELOW } from '../forms/hintBelow.ts';
import { type ScheduleChoice, type ScheduleKind, scheduleKinds } from './schedule.ts';
import { useWords } from './useWords.ts';

interface ScheduleFieldsProps {
  readonly choice: ScheduleChoice;
  readonly error: string | null;
  readonly onChange: (choice: ScheduleChoice) => void;
}

/** When the backups are made: a kind, and what that kind needs. */
export function ScheduleFields({ choice, error, onChange }: ScheduleFieldsProps) {
  const { t } = useTranslation();
  const { weekday } = useWords();
  const { kind } = choice;
  const days = [1, 2, 3, 4, 5, 6, 0].map((day) => ({ value: String(day), label: weekday(day) }));
  return (
    <Group align="flex-start" grow preventGrowOverflow={false} gap="sm">
      <Select<ScheduleKind>
        label={t('planForm.schedule')}
        data={scheduleKinds.map((value) => ({ value, label: t(`scheduleKind.${value}`) }))}
        value={kind}
        allowDeselect={false}
        onChange={(value) => value && onChange({ ...choice, kind: value })}
        w={190}
      />
      {kind === 'hourly' && (
        <NumberInput
          label={t('planForm.minute')}
          value={choice.minute}
          min={0}
          max={59}
          clampBehavior="none"
          allowDecimal={false}
          error={error}
          onChange={(minute) => onChange({ ...choice, minute })}
          w={190}
        />
      )}
      {kind === 'weekly' && (
        <Select
          label={t('planForm.day')}
          data={days}
          value={String(choice.day)}
          allowDeselect={false}
          onChange={(day) => day && onChange({ ...choice, day: Number(day) })}
          w={140}
        />
      )}
      {(kind === 'daily' || kind === 'weekly') && (
        <TextInput
          type="time"
          label={t('planForm.time')}
          value={choice.time}
          error={error}
          onChange={({ currentTarget }) => onChange({ ...choice, time: currentTarget.value })}
          w={140}
        />
      )}
      {kind === 'cron' && (
        <TextInput
          label={t('planForm.cron')}
          description={t('planForm.cronHint')}
          inputWrapperOrder={HINT_BELOW}
          value={choice.cron}
          error={error}
          maxLength={200}
          spellCheck={false}
          onChange={({ currentTarget }) => onChange({ ...choice, cron: currentTarget.value })}
          w={260}
        />
      )}
    </Group>
  );
}
