import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type KeyForm, keyForms } from '../../shared/model/encryption.ts';
import type { Key } from '../../shared/model/key.ts';
import { Confirm } from '../components/confirm.tsx';
import { CommandToggle } from '../components/copy.tsx';
import { ErrorNotice } from '../components/errorNotice.tsx';
import { useAction } from '../data/calls.ts';

/** Make a kit and a key of this machine; what takes the place of another asks first. */
export function KeyActions({ keys }: { readonly keys: readonly Key[] }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<KeyForm>('x25519');
  const [asked, setAsked] = useState<'kit' | 'key' | null>(null);
  const kit = useAction('keys.recovery');
  const key = useAction('keys.create');
  const has = (role: Key['role']) =>
    keys.some((one) => one.role === role && one.form === form && one.retiredAt === null);
  const done = { onSuccess: () => setAsked(null) };
  const makeKit = () => kit.mutate({ form }, done);
  const makeKey = () => key.mutate({ form, rotate: has('device') }, done);
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Text size="sm" aria-hidden>
          {t('keys.kind')}
        </Text>
        <SegmentedControl<KeyForm>
          aria-label={t('keys.kind')}
          value={form}
          onChange={setForm}
          data={keyForms.map((value) => ({ value, label: t(`keys.form.${value}`) }))}
        />
        <Button
          variant="default"
          loading={kit.isPending}
          onClick={() => (has('recovery') ? setAsked('kit') : makeKit())}
        >
          {t('keys.makeKit')}
        </Button>
        <Button variant="default" loading={key.isPending} onClick={() => (has('device') ? setAsked('key') : makeKey())}>
          {has('device') ? t('keys.rotate') : t('keys.makeKey')}
        </Button>
      </Group>
      {asked === null && kit.isError && <ErrorNotice error={kit.error} />}
      {asked === null && key.isError && <ErrorNotice error={key.error} />}
      {asked === 'kit' && (
        <Confirm
          title={t('keys.makeKitTitle')}
          action={t('keys.makeKit')}
          pending={kit.isPending}
          error={kit.error}
          onConfirm={makeKit}
          onClose={() => setAsked(null)}
        >
          <Text>{t('keys.makeKitText')}</Text>
          <CommandToggle line={`lifeboat key recovery${formOption(form)} --out kit.txt`} />
        </Confirm>
      )}
      {asked === 'key' && (
        <Confirm
          title={t('keys.rotateTitle')}
          action={t('keys.rotate')}
          pending={key.isPending}
          error={key.error}
          onConfirm={makeKey}
          onClose={() => setAsked(null)}
        >
          <Text>{t('keys.rotateText')}</Text>
          <CommandToggle line={`lifeboat key create${formOption(form)} --rotate`} />
        </Confirm>
      )}
    </Stack>
  );
}

const formOption = (form: KeyForm) => (form === 'x25519' ? '' : ` --form ${form}`);
