import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { logRuns, openApplicationLog } from '../../../main/hosts/applicationLog.ts';
import type { Logger } from '../../../main/ports.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { fakeClock } from '../../helpers/clock.ts';
import { modeOf } from '../helpers/files.ts';
import { aRun, START } from '../helpers/values.ts';

const top = path.join(import.meta.dirname, '..', '..', '..');

function open(maxBytes?: number) {
  const file = path.join(temporaryFolder(), 'logs', 'lifeboat.log');
  return { file, logger: openApplicationLog(file, fakeClock(START), maxBytes) };
}

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the application log', () => {
  it('is a line of JSON for each event, readable to its user alone', () => {
    const { file, logger } = open();
    logger.log('warn', 'link.refused', { url: 'a\nb', event: 'another', at: 'never' });
    logger.log('debug', 'not.told');
    expect(linesOf(file)).toEqual([{ at: START, level: 'warn', event: 'link.refused', url: 'a\nb' }]);
    expect([modeOf(path.dirname(file)), modeOf(file)]).toEqual(['700', '600']);
  });

  it('is begun anew when it has grown, and the three before it are kept', () => {
    const { file, logger } = open(300);
    for (let number = 0; number < 100; number++) logger.log('info', 'recovery', { number });
    expect(readdirSync(path.dirname(file)).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'lifeboat.log',
      'lifeboat.log.1',
      'lifeboat.log.2',
      'lifeboat.log.3',
    ]);
    const all = [3, 2, 1].flatMap((number) => linesOf(`${file}.${number}`)).concat(linesOf(file));
    const numbers = all.map((line) => line['number']);
    expect(numbers).toEqual(numbers.map((_, index) => 100 - numbers.length + index));
    for (const ending of ['', '.1', '.2', '.3']) expect(readFileSync(file + ending).length).toBeLessThan(400);
    expect(modeOf(`${file}.3`)).toBe('600');
  });

  it('stops nobody when it cannot be written', () => {
    const { file, logger } = open();
    const inTheWay = openApplicationLog(path.join(file, 'lifeboat.log'), fakeClock(START));
    expect(existsSync(file)).toBe(true);
    expect(() => logger.log('info', 'recovery')).not.toThrow();
    expect(() => inTheWay.log('info', 'recovery')).not.toThrow();
  });

  it('tells how each run ended, and nothing while it goes on', () => {
    const told: unknown[] = [];
    const logger: Logger = { log: (...args) => told.push(args) };
    const listener = logRuns(logger);
    const error = { code: 'disk_full', message: 'full', nextStep: 'free', detail: 'long' } as const;
    listener({ type: 'run', run: aRun({ state: 'running', endedAt: null }) });
    listener({ type: 'run', run: aRun({ state: 'succeeded', endedAt: START, error: null }) });
    listener({ type: 'run', run: aRun({ state: 'failed', endedAt: START, error }) });
    listener({
      type: 'run',
      run: aRun({ state: 'cancelled', endedAt: START, error: { ...error, code: 'cancelled' } }),
    });
    expect(told).toMatchObject([
      ['info', 'run.ended', { state: 'succeeded' }],
      ['error', 'run.ended', { state: 'failed', code: 'disk_full', message: 'full' }],
      ['warn', 'run.ended', { state: 'cancelled', code: 'cancelled' }],
    ]);
    expect(JSON.stringify(told)).not.toContain('long');
  });
});

describe('the names of events', () => {
  it('are those that are documented, and none of them is out of use', () => {
    const documented = readFileSync(path.join(top, 'docs', 'monitoring', 'README.md'), 'utf8')
      .split('## Logs')[1]
      ?.split('## Audit log')[0]
      ?.split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    expect(new Set(documented)).toEqual(eventsInUse());
    expect(documented).toHaveLength(new Set(documented).size);
  });
});

/** The event of every call of a log: the second argument, written out or by the name of a constant. */
function eventsInUse(): Set<string> {
  const sources = readdirSync(path.join(top, 'main'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(path.join(top, 'main', name), 'utf8'));
  const constants = new Map(
    sources.flatMap((source) =>
      [...source.matchAll(/const ([A-Z_]+) = '([^']+)'/g)].map(([, name, value]) => [name, value]),
    ),
  );
  // `(level, event` only passes on what was said elsewhere.
  const called = /\b(?:logger\??\.log|log\??\.(?:log|write))\((?!level, event\b)/g;
  const told = /^\s*(?:level|'\w+'|[^,'()]+ \? '\w+' : '\w+'),\s*(?:'([^']+)'|([A-Z_]+))/;
  return new Set(
    sources.flatMap((source) =>
      [...source.matchAll(called)].map(({ 0: { length }, index }) => {
        const rest = source.slice(index + length);
        const [, name, constant] = told.exec(rest) ?? [];
        return name ?? constants.get(constant) ?? `not understood: ${rest.slice(0, 40)}`;
      }),
    ),
  );
}
