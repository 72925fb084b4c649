import { formatBytes, formatDuration, printable } from '../../../../shared/format.ts';
import type { Handler } from '../command.ts';
import { shortId } from '../print/text.ts';

export const backup: Handler = async (cli, input) => {
  const answer = await cli.call('backups.take', { plan: input.optional(0) });
  return {
    json: answer,
    lines() {
      const { id, plan, storedBytes, verification, path } = answer.backup;
      const time = formatDuration(answer.run.durationMs ?? 0);
      return [
        `Backup ${shortId(id)} of ${printable(plan)}: ${formatBytes(storedBytes)} in ${time}, proof: ${verification.level}.`,
        `  ${printable(path)}`,
      ];
    },
  };
};
