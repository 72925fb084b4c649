import { printable } from '../../../../shared/format.ts';
import type { Handler } from '../command.ts';
import { table } from '../print/table.ts';
import { plural, shortId } from '../print/text.ts';

export const prune: Handler = async (cli, input) => {
  const dryRun = input.flag('dryRun');
  const answer = await cli.call('plans.prune', { name: input.optional(0), dryRun });
  return {
    json: answer,
    lines() {
      const { kept, deleted, suspended } = answer;
      if (kept.length + deleted.length === 0) return ['No backup to prune.', '`lifeboat backups` lists them.'];
      const rows = [
        ...deleted.map(({ backup, reason }) => [shortId(backup), dryRun ? 'would go' : 'deleted', printable(reason)]),
        ...kept.map(({ backup, reasons }) => [shortId(backup), 'kept', printable(reasons.join(', '))]),
      ];
      const verb = dryRun ? 'would be deleted' : 'deleted';
      return [
        ...table(['BACKUP', '', 'REASON'], rows),
        `${plural(deleted.length, 'backup')} ${verb}, ${kept.length.toLocaleString('en')} kept.`,
        ...(suspended === undefined ? [] : ['The clock moved by more than a day, so pruning would refuse.']),
      ];
    },
  };
};
