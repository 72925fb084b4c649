import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface TypedNameProps {
  /** What has to be typed, to the letter. */
  readonly name: string;
  readonly typed: string;
  readonly onType: (typed: string) => void;
  /** Whether the focus goes there when a dialog opens. */
  readonly first?: boolean;
}

/** The name of a database, typed once more by whoever means it. The core compares it again. */
export function TypedName({ name, typed, onType, first = false }: TypedNameProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t('replace.typeName', { name })}
      description={t('replace.typeNameHint')}
      value={typed}
      onChange={({ currentTarget }) => onType(currentTarget.value)}
      // What may still become the name is not wrong yet.
      error={!name.startsWith(typed) && t('replace.otherName')}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      maw={520}
      {...(first && { 'data-autofocus': true })}
    />
  );
}
