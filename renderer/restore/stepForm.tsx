import { Button, Group, Stack, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface StepFormProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onBack?: () => void;
  /** The name of the button that goes on. */
  readonly next: string;
  /** Null while there is nothing to go on with. */
  readonly onNext: (() => void) | null;
  readonly busy?: boolean;
}

/** One step of the wizard: Enter goes on, as the button does. */
export function StepForm({ title, children, onBack, next, onNext, busy = false }: StepFormProps) {
  const { t } = useTranslation();
  return (
    <Stack
      component="form"
      className="card"
      gap="md"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onNext?.();
      }}
    >
      <Title order={2} size="h4" tabIndex={-1}>
        {title}
      </Title>
      {children}
      <Group justify="space-between">
        {onBack ? (
          <Button variant="default" leftSection={<IconArrowLeft size={17} aria-hidden />} onClick={onBack}>
            {t('restore.back')}
          </Button>
        ) : (
          <span />
        )}
        <Button type="submit" disabled={onNext === null} loading={busy}>
          {next}
        </Button>
      </Group>
    </Stack>
  );
}
