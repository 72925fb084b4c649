import { Button, Group, Modal, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from './errorNotice.tsx';

interface ConfirmProps {
  readonly title: string;
  /** What the button says that does it; without one there is nothing to confirm. */
  readonly action: string | null;
  /** False while something has to be typed first. */
  readonly ready?: boolean;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Asks before something is done that is not undone by doing the opposite. */
export function Confirm({ title, action, ready = true, pending, error, onConfirm, onClose, children }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={
        <Title order={2} size="h4" component="span" className="wrap">
          {title}
        </Title>
      }
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack gap="md">
        {children}
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t(action === null ? 'action.close' : 'action.cancel')}
          </Button>
          {action !== null && (
            <Button color="red.9" loading={pending} disabled={!ready} onClick={onConfirm}>
              {action}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
