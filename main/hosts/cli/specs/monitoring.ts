import { type CommandSpec, option, wholeNumber } from '../command.ts';

export const monitoringSpecs: readonly CommandSpec[] = [
  {
    usage: 'metrics',
    about: 'everything there is to monitor, in the text format of Prometheus',
    examples: ['lifeboat metrics', 'lifeboat metrics --textfile /var/lib/node_exporter/lifeboat.prom'],
    options: [option('--textfile <file>', 'write it there, for the textfile collector of node_exporter')],
    load: async () => (await import('../commands/metrics.ts')).metrics,
    commands: [
      {
        usage: 'token',
        about: 'the token with which Prometheus asks `lifeboat serve`; made at the first time',
        examples: ['lifeboat metrics token > lifeboat.token', 'lifeboat metrics token --rotate'],
        options: [option('--rotate', 'make a new one; the old one is no longer let in')],
        load: async () => (await import('../commands/metrics.ts')).token,
      },
    ],
  },
  {
    usage: 'audit',
    about: 'who did what, through which door, and what came of it; newest first',
    examples: ['lifeboat audit --limit 20'],
    options: [option('--limit <count>', 'at most so many (50)', wholeNumber)],
    load: async () => (await import('../commands/audit.ts')).audit,
    commands: [
      {
        usage: 'verify',
        about: 'is the log whole: nothing changed, removed or added; exit code 1 if it is not',
        examples: ['lifeboat audit verify'],
        load: async () => (await import('../commands/audit.ts')).verify,
      },
      {
        usage: 'accept',
        about: 'count the log as whole again after a catalog was put back from a copy; itself an entry',
        examples: ['lifeboat audit accept'],
        load: async () => (await import('../commands/audit.ts')).accept,
      },
    ],
  },
];
