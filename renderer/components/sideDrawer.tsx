import { Drawer, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface SideDrawerProps {
  readonly title: string;
  readonly opened: boolean;
  /** It holds something typed, which a slip beside it must not lose. */
  readonly keep?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A drawer with its heading and a way out that says so. */
export function SideDrawer({ title, opened, keep = false, onClose, children }: SideDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      closeOnClickOutside={!keep}
      title={
        <Title order={2} size="h4" component="span" className="wrap">
          {title}
        </Title>
      }
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {children}
    </Drawer>
  );
}
