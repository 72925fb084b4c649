import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/contract.ts';
import { Exact } from '../components/copy.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { Fact, Facts } from '../components/facts.tsx';
import { TextLink } from '../components/textLink.tsx';
import { useAction } from '../data/calls.ts';

type Kit = CallOutput<'keys.list'>['kits'][number];

/** A kit that was just made, or was forgotten here. */
export function KitLies({ kit }: { readonly kit: Kit }) {
  const { t } = useTranslation();
  const prove = useAction('keys.prove');
  return (
    <Alert
      variant="default"
      role="status"
      icon={<IconAlertTriangle className="tone-warn" aria-hidden />}
      title={t('keys.lies')}
    >
      <Stack gap="xs">
        <Text size="sm">{t('keys.liesText')}</Text>
        <Facts>
          <Fact name={t('keys.page')}>
            <Exact text={kit.page} />
          </Fact>
          <Fact name={t('keys.text')}>
            <Exact text={kit.text} />
          </Fact>
        </Facts>
        <Group gap="sm">
          <Button
            variant="default"
            loading={prove.isPending}
            onClick={() => prove.mutate({ recipient: kit.recipient })}
          >
            {t('keys.prove')}
          </Button>
          <Text size="sm">
            {prove.data === undefined ? t('keys.proveText') : t('keys.proving')}{' '}
            {prove.data && <TextLink to={`/runs/${prove.data.run.id}`}>{t('keys.seeDrill')}</TextLink>}
          </Text>
        </Group>
        {prove.isError && <ErrorNotice error={prove.error} />}
      </Stack>
    </Alert>
  );
}
