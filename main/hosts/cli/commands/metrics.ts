import path from 'node:path';
import type { Handler } from '../command.ts';
import { writeTextfile } from '../textfile.ts';

export const metrics: Handler = async (cli, input) => {
  const file = input.text('textfile');
  const { text } = await cli.call('metrics.get', {});
  if (file === undefined) return { json: { text }, lines: () => [text.trimEnd()] };
  const target = path.resolve(file);
  writeTextfile(target, text);
  // Quiet, as cron mails whatever is said.
  return { json: { file: target }, lines: () => [] };
};

export const token: Handler = async (cli, input) => {
  const answer = await cli.call('metrics.token', { rotate: input.flag('rotate') });
  return { json: answer, lines: () => [answer.token] };
};
