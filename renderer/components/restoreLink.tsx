import { Button, type ButtonProps } from '@mantine/core';
import { IconDatabaseImport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

interface RestoreLinkProps extends Pick<ButtonProps, 'variant' | 'px'> {
  /** Null where it is still to be chosen. */
  readonly backup: string | null;
}

/** The way into the restore of a backup. */
export function RestoreLink({ backup, variant = 'filled', ...rest }: RestoreLinkProps) {
  const { t } = useTranslation();
  return (
    <Button
      component={Link}
      href={backup === null ? '/restore' : `/restore/${backup}`}
      variant={variant}
      {...rest}
      leftSection={<IconDatabaseImport size={17} aria-hidden />}
    >
      {t('action.restore')}
    </Button>
  );
}
