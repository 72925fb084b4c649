import path from 'node:path';
import type { App } from '../../../main/app.ts';
import { backupsByPrefix } from '../../../main/catalog/backups.ts';
import { openCatalogReadOnly } from '../../../main/catalog/open.ts';
import type { CallInput } from '../../../shared/contract.ts';
import { backupId, makeHistory, planName, writeManifests } from '../history.ts';
import { withApp } from '../lifeboat.ts';
import { interleave, median } from '../measure.ts';
import type { Line } from '../report.ts';
import type { Stage } from '../stage.ts';

const ROWS = 200_000;
const MANIFESTS = 5_000;
const QUERY_AT_MOST_MS = 5;
const REBUILD_AT_MOST_S = 10;
const QUERIES = 101;

/** The history of decades, listed; and read back from the manifests. */
export async function catalogCase(stage: Stage): Promise<Line[]> {
  return [...(await queries(stage)), await rebuilding(stage)];
}

async function queries(stage: Stage): Promise<Line[]> {
  const rows = stage.settings.quick ? ROWS / 10 : ROWS;
  const home = await stage.folder();
  stage.say(`a catalog of ${rows} backups`);
  await makeHistory(home, rows);
  return withApp(home, async (app) => {
    const reader = openCatalogReadOnly(path.join(home, 'catalog.db'));
    if (!reader) throw new Error('the catalog is not there');
    const list = (filter: CallInput<'backups.list'>) => () => listed(app, { ...filter, limit: 50 });
    const sides = {
      'newest 50': list({}),
      'newest 50 of a plan': list({ plan: planName(7) }),
      'newest 50 good': list({ state: 'good' }),
      'newest 50 damaged, one in 1000': list({ state: 'damaged' }),
      'newest 50 missing, of which there are none': list({ state: 'missing' }),
      'by the start of an id': async () => {
        if (backupsByPrefix(reader, backupId(rows >> 1).slice(0, 8)).length !== 1) throw new Error('not found');
      },
      'newest 50 with a text that none has': list({ search: 'nowhere' }),
    };
    const times = await interleave(QUERIES, mapValues(sides, timed));
    reader.close();
    // No index helps a search within names; it is shown for what it costs.
    return Object.entries(times).map(([name, values]) => ({
      ...figure(`catalog: ${name}`, values, 'ms'),
      ...(!name.includes('text') && { atMost: QUERY_AT_MOST_MS }),
    }));
  });
}

async function rebuilding(stage: Stage): Promise<Line> {
  const count = stage.settings.quick ? MANIFESTS / 10 : MANIFESTS;
  const root = await stage.folder();
  stage.say(`a catalog from ${count} manifests`);
  await writeManifests(root, count);
  const { rebuild } = await interleave(stage.settings.rounds, {
    rebuild: async () => {
      const home = await stage.folder();
      return withApp(home, async (app) => {
        const began = performance.now();
        const { adopted } = await app.call('catalog.rebuild', { dirs: [root] });
        if (adopted !== count) throw new Error(`${adopted} of ${count} manifests were adopted`);
        return (performance.now() - began) / 1000;
      });
    },
  });
  return { ...figure(`catalog: rebuilt from ${count} manifests`, rebuild, 's'), atMost: REBUILD_AT_MOST_S };
}

/** Through the dispatcher, which checks what comes out: what every host waits for. */
async function listed(app: App, filter: CallInput<'backups.list'>): Promise<void> {
  await app.call('backups.list', filter);
}

function timed(work: () => Promise<void>): () => Promise<number> {
  return async () => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
}

function mapValues<Name extends string, From, To>(
  values: Readonly<Record<Name, From>>,
  change: (value: From) => To,
): Record<Name, To> {
  return Object.fromEntries(Object.entries<From>(values).map(([name, value]) => [name, change(value)])) as Record<
    Name,
    To
  >;
}

function figure(name: string, values: readonly number[], unit: 'ms' | 's'): Line {
  const value = median(values);
  return { name, value, unit, medians: {}, samples: { [unit]: values } };
}
