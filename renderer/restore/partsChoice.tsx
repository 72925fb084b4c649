import { Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contents } from '../../shared/model/backup.ts';
import { useFormat } from '../data/format.ts';
import { marksOf, toggleSchema, toggleTable } from './parts.ts';
import { PartsTree } from './partsTree.tsx';
import type { StepProps } from './state.ts';
import { rowsOf } from './treeRows.ts';

/** With no more tables than this, all of them are shown at once. */
const FEW = 40;

const EXTENTS = ['all', 'schema', 'data'] as const;

/** Which schemas and tables are wanted, and what of them. */
export function PartsChoice({ state, dispatch, contents }: StepProps & { readonly contents: Contents }) {
  const { t } = useTranslation();
  const { parts, content } = state;
  const [search, setSearch] = useState('');
  const [opened, setOpened] = useState<ReadonlySet<string>>(
    () => new Set(contents.tables.length <= FEW ? contents.schemas : parts.tables.map(({ schema }) => schema)),
  );
  const rows = useMemo(() => rowsOf(contents, opened, search), [contents, opened, search]);
  return (
    <Stack gap="sm">
      <Text size="sm">{t('restore.parts.comesAlong')}</Text>
      <Radio.Group
        label={t('restore.parts.extent')}
        value={content}
        onChange={(value) => {
          const wanted = EXTENTS.find((extent) => extent === value);
          if (wanted) dispatch({ type: 'content', content: wanted, partial: true });
        }}
      >
        <Group gap="md" mt={6}>
          {EXTENTS.map((extent) => (
            <Radio
              key={extent}
              value={extent}
              disabled={extent === 'data' && state.salvage}
              label={t(`restore.parts.extents.${extent}`)}
            />
          ))}
        </Group>
      </Radio.Group>
      <TextInput
        label={t('restore.parts.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        onKeyDown={(event) => {
          // A search is not the end of the step.
          if (event.key === 'Enter') event.preventDefault();
        }}
        autoComplete="off"
        spellCheck={false}
        maw={520}
      />
      {rows.length === 0 ? (
        <Text c="dimmed">{t('restore.parts.none')}</Text>
      ) : (
        <PartsTree
          rows={rows}
          parts={parts}
          onToggle={(row) =>
            dispatch({
              type: 'parts',
              parts: row.kind === 'schema' ? toggleSchema(parts, row.schema) : toggleTable(parts, row.table, contents),
            })
          }
          onOpen={(schema, open) =>
            setOpened(new Set([...[...opened].filter((other) => other !== schema), ...(open ? [schema] : [])]))
          }
        />
      )}
      <Sum contents={contents} state={state} />
    </Stack>
  );
}

function Sum({ contents, state: { parts } }: Pick<StepProps, 'state'> & { readonly contents: Contents }) {
  const { t } = useTranslation();
  const format = useFormat();
  const marks = marksOf(parts);
  const chosen = contents.tables.filter((table) => marks.table(table) === 'true');
  return (
    <Text size="sm" role="status">
      {t('restore.parts.chosen', {
        schemas: format.count(parts.schemas.length),
        tables: format.count(chosen.length),
        all: format.count(contents.tables.length),
        bytes: format.bytes(chosen.reduce((sum, { bytes }) => sum + bytes, 0)),
      })}
    </Text>
  );
}
