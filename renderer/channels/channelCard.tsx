import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconClock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../../shared/model/alert.ts';
import { lifeboat } from '../commandLine.ts';
import { Confirm } from '../components/confirm.tsx';
import { CommandToggle } from '../components/copy.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { Marked } from '../components/stateMark.tsx';
import { When } from '../components/when.tsx';
import { useAction } from '../data/calls.ts';
import { kindOf } from './channelFields.ts';

interface ChannelCardProps {
  readonly channel: Channel;
  readonly onEdit: () => void;
}

export function ChannelCard({ channel, onEdit }: ChannelCardProps) {
  const { t } = useTranslation();
  const test = useAction('channels.test');
  const [removing, setRemoving] = useState(false);
  const { name, settings, origin } = channel;
  return (
    <Stack component="article" gap="xs" className="card" aria-label={name}>
      <Group gap="sm">
        <Title order={3} size="h4" className="wrap">
          {name}
        </Title>
        <Badge variant="default" radius="sm" tt="none">
          {t(`channelKind.${kindOf(settings)}`)}
        </Badge>
        {origin === 'environment' && (
          <Badge variant="default" radius="sm" tt="none">
            {t('plans.environment')}
          </Badge>
        )}
      </Group>
      <Target channel={channel} />
      <State channel={channel} isTold={test.isError} />
      <Group gap="sm">
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate({ name })}>
          {t('channels.test')}
        </Button>
        {origin === 'user' && (
          <Button variant="default" onClick={onEdit}>
            {t('plans.edit')}
          </Button>
        )}
        <Button variant="default" onClick={() => setRemoving(true)}>
          {t('channels.remove')}
        </Button>
      </Group>
      <div role="status">
        {test.isSuccess && <Marked icon={IconCircleCheck} tone="good" text={t('channels.tested')} />}
      </div>
      {test.isError && <ErrorNotice error={test.error} />}
      <CommandToggle line={lifeboat('channel test', name)} />
      {removing && <RemoveChannel channel={channel} onClose={() => setRemoving(false)} />}
    </Stack>
  );
}

/** Where it leads. */
function Target({ channel: { settings, hasSecret } }: Pick<ChannelCardProps, 'channel'>) {
  const { t } = useTranslation();
  const parts: string[] = [];
  if (settings.kind === 'email') parts.push(t('channels.mailTo', { to: settings.to.join(', '), host: settings.host }));
  if ('address' in settings) {
    parts.push(settings.address);
    if (hasSecret) parts.push(t('channels.signed'));
    if (settings.allowPrivate) parts.push(t('channels.allowPrivate'));
  }
  return (
    <Text size="sm" className="wrap">
      {parts.join(' · ')}
    </Text>
  );
}

interface StateProps extends Pick<ChannelCardProps, 'channel'> {
  /** The reason is in sight already. */
  readonly isTold: boolean;
}

/** Good is said of what has taken a message, and of nothing else. */
function State({ channel: { failing, lastSentAt }, isTold }: StateProps) {
  const { t } = useTranslation();
  return (
    <>
      <Group gap="sm">
        {failing !== null && <Marked icon={IconCircleX} tone="bad" text={t('channels.failing')} />}
        {failing === null && lastSentAt !== null && (
          <Marked icon={IconCircleCheck} tone="good" text={t('channels.works')} />
        )}
        {failing === null && lastSentAt === null && (
          <Marked icon={IconClock} tone="idle" text={t('channels.untried')} />
        )}
        {lastSentAt !== null && (
          <Text size="sm" c="dimmed">
            {t('channels.lastSent')} <When at={lastSentAt} />
          </Text>
        )}
      </Group>
      {failing !== null && !isTold && (
        <Text size="sm" className="wrap">
          {failing}
        </Text>
      )}
    </>
  );
}

function RemoveChannel({ channel, onClose }: Pick<ChannelCardProps, 'channel'> & { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useAction('channels.remove');
  const { name, origin } = channel;
  return (
    <Confirm
      title={t('channels.removeTitle', { name })}
      action={t('channels.remove')}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ name })}
      onClose={onClose}
    >
      <Text>{t('channels.removeText')}</Text>
      {origin === 'environment' && <Text>{t('channels.removeEnvironment')}</Text>}
      <CommandToggle line={lifeboat('channel remove', name)} />
    </Confirm>
  );
}
