import { AppError } from '../../../shared/errors.ts';
import type { TableName } from '../../../shared/model/restore.ts';

const PART = String.raw`(?:"((?:[^"]|"")+)"|([^".]+))`;
const NAME = new RegExp(`^(?:${PART}\\.)?${PART}$`, 'su');

/**
 * `orders`, `billing.orders`, or with quotes as in SQL `"My.Schema"."a.b"`. Without a schema, `public` is meant; unlike in SQL,
 * letters stay as they are.
 * @throws AppError `bad_input`
 */
export function readTableName(text: string): TableName {
  const [, quotedSchema, schema, quotedName, name] = NAME.exec(text) ?? [];
  const unquote = (quoted: string | undefined) => quoted?.replaceAll('""', '"');
  const found = unquote(quotedName) ?? name;
  if (found !== undefined) return { schema: unquote(quotedSchema) ?? schema ?? 'public', name: found };
  throw new AppError(
    'bad_input',
    `${text} does not name a table.`,
    'Write schema.table, with quotes where a name has a dot: "a.b".c',
  );
}
