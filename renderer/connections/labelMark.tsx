import { Badge } from '@mantine/core';
import { IconCode, IconFlask, IconShieldLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ConnectionView } from '../../shared/model/connection.ts';

const SHAPES = {
  production: { icon: IconShieldLock, tone: 'tone-bad' },
  staging: { icon: IconFlask, tone: 'tone-idle' },
  development: { icon: IconCode, tone: 'tone-idle' },
} as const;

/** How careful to be with a server, by word and shape. */
export function LabelMark({ label }: { readonly label: NonNullable<ConnectionView['label']> }) {
  const { t } = useTranslation();
  const { icon: Icon, tone } = SHAPES[label];
  return (
    <Badge
      variant={label === 'production' ? 'outline' : 'default'}
      color="red"
      radius="sm"
      tt="none"
      leftSection={<Icon size={14} aria-hidden />}
      className={tone}
    >
      {t(`serverLabel.${label}`)}
    </Badge>
  );
}
