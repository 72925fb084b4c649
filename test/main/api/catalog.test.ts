import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listAudit } from '../../../main/catalog/audit.ts';
import { CATALOG_VERSION } from '../../../main/catalog/migrate.ts';
import { openCatalogReadOnly, type ReadHandle } from '../../../main/catalog/open.ts';
import { insertRun } from '../../../main/catalog/runs.ts';
import { openRunLog } from '../../../main/runs/runLog.ts';
import { caller } from '../helpers/api.ts';
import { openContext } from '../helpers/context.ts';
import { plantBackup } from '../helpers/files.ts';
import { aRun, START } from '../helpers/values.ts';

describe('the catalog', () => {
  it('is checked', async () => {
    const context = openContext();
    expect(await caller(context)('catalog.check', {})).toEqual({ ok: true, problems: [] });
    context.db.pragma('foreign_keys = OFF');
    context.db.prepare(`INSERT INTO verifications VALUES ('gone', 'decoded', 1, 'now', 1.5, NULL)`).run();
    expect(await caller(context)('catalog.check', {})).toMatchObject({ ok: false, problems: [expect.any(String)] });
  });

  it('is rebuilt from folders that are named, which the audit tells', async () => {
    const context = openContext();
    const dir = path.join(context.config.home, 'disk');
    await plantBackup(dir);
    expect(await caller(context)('catalog.rebuild', { dirs: [dir] })).toEqual({
      adopted: 1,
      missing: 0,
      unknown: 0,
      details: [],
    });
    expect(listAudit(context.db, 1)).toMatchObject([{ action: 'catalog.rebuild', subject: dir, outcome: 'adopted 1' }]);
  });

  it('is copied, but not over a file', async () => {
    const context = openContext();
    const file = path.join(context.config.home, 'copy.db');
    expect(await caller(context)('catalog.copy', { file })).toEqual({ file });
    const copy = openCatalogReadOnly(file) as ReadHandle;
    expect(copy.pragma('user_version', { simple: true })).toBe(CATALOG_VERSION);
    copy.close();
    writeFileSync(path.join(context.config.home, 'mine'), '');
    const over = caller(context)('catalog.copy', { file: path.join(context.config.home, 'mine') });
    await expect(over).rejects.toMatchObject({ code: 'bad_input' });
  });
});

describe('runs', () => {
  it('are listed, and their logs are read by the start of the id', async () => {
    const context = openContext();
    const run = aRun({ state: 'succeeded' });
    insertRun(context.db, run, context.owner);
    const log = openRunLog(context.config.logsDir, run.id, context.clock);
    log.write('info', 'run.started');
    log.close();
    const call = caller(context);
    expect(await call('runs.list', {})).toEqual({ runs: [run] });
    expect(await call('runs.list', { plan: 'other' })).toEqual({ runs: [] });
    expect(await call('runs.log', { run: run.id.slice(0, 8) })).toEqual({
      run,
      lines: [{ at: START, level: 'info', event: 'run.started' }],
    });
    await expect(call('runs.log', { run: '00000000' })).rejects.toMatchObject({ code: 'no_run' });
    await expect(call('runs.log', { run: '%%%%%%%%' })).rejects.toMatchObject({ code: 'no_run' });
  });
});
