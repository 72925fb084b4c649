import type { Handler } from '../command.ts';
import { plural } from '../print/text.ts';

/** `lifeboat key trust KEY`: of a lost machine, as its recovery kit has it. */
export const keyTrust: Handler = async (cli, input) => {
  const answer = await cli.call('signing.trust', { key: input.argument(0) });
  return {
    json: answer,
    lines: () => [
      answer.added ? 'What is signed with this key is believed now.' : 'This key was trusted already.',
      ...(answer.backups > 0
        ? [`${plural(answer.backups, 'backup')} that were foreign until now: signed with it.`]
        : []),
    ],
  };
};
