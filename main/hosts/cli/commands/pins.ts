import { AppError } from '../../../../shared/errors.ts';
import { printable } from '../../../../shared/format.ts';
import type { Handler } from '../command.ts';
import { moment, shortId } from '../print/text.ts';

export const pin: Handler = async (cli, input) => {
  const answer = await cli.call('backups.pin', { backup: input.argument(0) });
  return {
    json: answer,
    lines: () => [`Pinned ${shortId(answer.backup.id)}: it stays whatever the retention rules say.`],
  };
};

export const unpin: Handler = async (cli, input) => {
  const answer = await cli.call('backups.unpin', { backup: input.argument(0) });
  return {
    json: answer,
    lines: () => [`Unpinned ${shortId(answer.backup.id)}: the retention rules decide again.`],
  };
};

export const remove: Handler = async (cli, input) => {
  const reference = input.argument(0);
  const confirm = input.text('confirm');
  if (confirm === undefined) {
    const { backup } = await cli.call('backups.show', { backup: reference });
    const id = shortId(backup.id);
    throw new AppError(
      'confirmation_missing',
      `This deletes the backup ${id} of ${printable(backup.plan)}, taken ${moment(backup.createdAt, cli.now)}, for good.`,
      `Type: lifeboat delete ${id} --confirm ${id}`,
    );
  }
  const answer = await cli.call('backups.delete', { backup: reference, confirm });
  return { json: answer, lines: () => [`Deleted ${shortId(answer.backup.id)}.`] };
};
