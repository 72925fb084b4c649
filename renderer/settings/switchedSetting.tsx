import { Group, Stack, Switch, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../components/errorNotice.tsx';

interface SwitchedSettingProps {
  readonly label: string;
  readonly description: string;
  readonly checked: boolean;
  /** The time zone that its hours are meant in. */
  readonly zone: string;
  readonly error: Error | null;
  readonly onSwitch: (on: boolean) => void;
  /** What there is to choose while it is on; null while it is off. */
  readonly children: ReactNode;
}

/** A setting that is off, or on at certain hours. */
export function SwitchedSetting({
  label,
  description,
  checked,
  zone,
  error,
  onSwitch,
  children,
}: SwitchedSettingProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs">
      <Switch
        label={label}
        description={description}
        checked={checked}
        onChange={({ currentTarget }) => onSwitch(currentTarget.checked)}
      />
      {children !== null && (
        <Group align="flex-end" gap="sm">
          {children}
          <Text size="sm" c="dimmed">
            {t('alertSettings.zone', { zone })}
          </Text>
        </Group>
      )}
      {error && <ErrorNotice error={error} />}
    </Stack>
  );
}
