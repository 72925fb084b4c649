import { formatBytes, printable } from '../../../../shared/format.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { CallInput, CallOutput } from '../../../../shared/contract.ts';
import type { Cli } from '../cli.ts';
import type { Handler, Input } from '../command.ts';
import { facts, table } from '../print/table.ts';
import { exact, moment, paint, plural, shortId } from '../print/text.ts';
import { describeRestore } from '../print/restored.ts';

const SHOWN_TABLES = 10;

/** `restore --replace`: without the confirmation it only says what would be lost. */
export async function replace(cli: Cli, input: Input): ReturnType<Handler> {
  const backup = input.argument(0);
  const database = input.required('replace', '--replace NAME');
  const question = {
    backup,
    database,
    on: input.text('on'),
    jobs: input.number('jobs'),
    noOwner: !input.flag('owner'),
    trustSql: input.flag('trustSql'),
  };
  const confirm = input.text('confirm');
  if (confirm === undefined) throw await unconfirmedReplace(cli, question);
  const keepDays = input.number('keepDays');
  const answer = await cli.call('restores.replace', {
    ...question,
    confirm,
    ...(keepDays !== undefined && { keepDays }),
  });
  const { id, previousDatabase, keepUntil, safetyBackup } = answer.restore;
  return {
    json: answer,
    lines: () => [
      ...describeRestore(answer.restore),
      ...facts([
        ['Kept as', printable(previousDatabase ?? '')],
        ['Until', keepUntil === null ? null : exact(keepUntil)],
        ['Safety backup', safetyBackup === null ? null : shortId(safetyBackup)],
      ]),
      `To go back: lifeboat undo ${shortId(id)} --confirm ${printable(answer.restore.database)}`,
    ],
  };
}

export const undo: Handler = async (cli, input) => {
  const restore = input.argument(0);
  const confirm = input.text('confirm');
  if (confirm === undefined) throw await unconfirmedUndo(cli, restore);
  const answer = await cli.call('restores.undo', { restore, confirm });
  const { database, previousDatabase, restore: id } = answer.undo;
  return {
    json: answer,
    lines: () => [
      `${printable(database)} is again what it was before the restore.`,
      `What took its place is kept as ${printable(previousDatabase ?? '')}.`,
      `To go back: lifeboat undo ${shortId(id)} --confirm ${printable(database)}`,
    ],
  };
};

export const forget: Handler = async (cli, input) => {
  const restore = input.argument(0);
  const confirm = input.text('confirm');
  if (confirm === undefined) {
    const { previousDatabase } = await cli.call('restores.previewUndo', { restore });
    throw new AppError(
      'confirmation_missing',
      `This drops the database ${previousDatabase} for good; the restore cannot be undone after that.`,
      `Type: lifeboat forget ${restore} --confirm ${previousDatabase}`,
    );
  }
  const answer = await cli.call('restores.forget', { restore, confirm });
  return { json: answer, lines: () => [`Dropped ${printable(answer.dropped)}.`] };
};

export const restores: Handler = async (cli, input) => {
  const limit = input.number('limit');
  const answer = await cli.call('restores.list', limit === undefined ? {} : { limit });
  return {
    json: answer,
    lines() {
      if (answer.restores.length === 0) return ['There was no restore yet.', 'Begin with `lifeboat restore --help`.'];
      return table(
        ['RESTORE', 'WHEN', 'KIND', 'DATABASE', 'STATE', 'KEPT AS', ''],
        answer.restores.map((one) => [
          shortId(one.id),
          moment(one.startedAt, cli.now),
          one.kind,
          printable(one.database),
          one.state,
          printable(one.previousDatabase ?? '–'),
          one.overdue ? paint('yellow', 'to be dropped') : '',
        ]),
      );
    },
  };
};

async function unconfirmedReplace(cli: Cli, question: Parameters<typeof ask>[1]): Promise<AppError> {
  const { checks, loses } = await ask(cli, question);
  const faults = checks.filter(({ ok }) => !ok).map(({ message, nextStep }) => `${message} ${nextStep}`);
  const { database, backup } = question;
  return new AppError(
    'confirmation_missing',
    [
      `This replaces the database ${database}${loses ? ` (${formatBytes(loses.bytes)})` : ''} by the backup ${backup}; the old one is kept under another name.`,
      ...(loses ? whatItLoses(loses) : []),
      ...faults,
    ].join('\n'),
    `Type: lifeboat restore ${backup} --replace ${database} --confirm ${database}`,
  );
}

function ask(cli: Cli, question: CallInput<'restores.checkReplace'>): Promise<CallOutput<'restores.checkReplace'>> {
  return cli.call('restores.checkReplace', question);
}

function whatItLoses({ sessions, tables }: NonNullable<CallOutput<'restores.checkReplace'>['loses']>): string[] {
  const differing = tables.filter(({ rowsNow, rowsBackup }) => rowsNow !== rowsBackup);
  return [
    `${plural(sessions.length, 'session')} in it will be ended.`,
    ...differing
      .slice(0, SHOWN_TABLES)
      .map(
        ({ schema, name, rowsNow, rowsBackup }) =>
          `${schema}.${name}: ${rows(rowsNow)} now, ${rows(rowsBackup)} in the backup.`,
      ),
    ...(differing.length > SHOWN_TABLES ? [`And ${plural(differing.length - SHOWN_TABLES, 'more table')}.`] : []),
  ];
}

const rows = (count: number | null): string => (count === null ? 'none known' : plural(count, 'row'));

async function unconfirmedUndo(cli: Cli, restore: string): Promise<AppError> {
  const preview = await cli.call('restores.previewUndo', { restore });
  const { database, previousDatabase, tables, comparable, counted, sessions } = preview;
  const written = tables.slice(0, SHOWN_TABLES).map((one) => {
    const counts =
      one.inserted === null ? '' : `; ${one.inserted} inserted, ${one.updated} updated, ${one.deleted} deleted`;
    return `${one.schema}.${one.name}: ${rows(one.rowsThen)} then, ${rows(one.rowsNow)} now${counts}.`;
  });
  const told = !comparable
    ? ['Another database serves by now, so what was written since cannot be told.']
    : [
        tables.length === 0
          ? `Nothing is seen to have been written since.`
          : `Written since in ${plural(tables.length, 'table')}, and set aside with it:`,
        ...written,
        ...(counted ? [] : ['The counts of the server began anew meanwhile: changes within rows cannot be told.']),
      ];
  return new AppError(
    'confirmation_missing',
    [
      `This lets ${previousDatabase} take the place of ${database} again. ${plural(sessions, 'session')} will be ended.`,
      ...told,
    ].join('\n'),
    `Type: lifeboat undo ${restore} --confirm ${database}`,
  );
}
