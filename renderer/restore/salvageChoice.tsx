import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface SalvageChoiceProps {
  readonly chosen: boolean;
  readonly onChange: (salvage: boolean) => void;
}

/** The explicit way to a damaged backup. */
export function SalvageChoice({ chosen, onChange }: SalvageChoiceProps) {
  const { t } = useTranslation();
  return (
    <Checkbox
      label={t('restore.salvage.take')}
      description={t('restore.salvage.choiceHint')}
      checked={chosen}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
  );
}
