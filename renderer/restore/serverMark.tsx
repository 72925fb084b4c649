import { Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconServer } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ConnectionView } from '../../shared/model/connection.ts';
import { Marked } from '../components/stateMark.tsx';

/** A server by its name; production is told by a shape and a word. */
export function ServerMark({ server }: { readonly server: Pick<ConnectionView, 'name' | 'label'> }) {
  const { t } = useTranslation();
  const { name, label } = server;
  return (
    <Group gap="sm" component="span">
      <Text span inherit className="wrap">
        {name}
      </Text>
      {label !== null && (
        <Marked
          icon={label === 'production' ? IconAlertTriangle : IconServer}
          tone={label === 'production' ? 'warn' : 'idle'}
          text={t(`restore.label.${label}`)}
        />
      )}
    </Group>
  );
}
