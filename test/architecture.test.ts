import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { breaches } from './helpers/architecture.ts';

const top = join(import.meta.dirname, '..');

describe('the import rules of the house', () => {
  it('hold for every file', () => {
    const files = sourceFiles();
    expect(files.size).toBeGreaterThan(0);
    expect(breaches(files)).toEqual([]);
  });
});

describe('the checker of the import rules', () => {
  it.each<[rule: string, file: string, source: string]>([
    ['a lower layer does not import a higher one', 'main/runs/a.ts', "import '../api/b.ts'"],
    ['nothing below the hosts imports the application', 'main/api/a.ts', "import type { App } from '../app.ts'"],
    ['the application does not import the demonstration', 'main/app.ts', "import './demo/run.ts'"],
    ['shared does not import main', 'shared/a.ts', "import '../main/ports.ts'"],
    ['type-only imports count', 'main/catalog/a.ts', "import type { X } from '../runs/b.ts'"],
    ['re-exports count', 'main/catalog/a.ts', "export * from '../runs/b.ts'"],
    ['named re-exports count', 'main/catalog/a.ts', "export { x } from '../runs/b.ts'"],
    ['dynamic imports count', 'main/catalog/a.ts', "const x = await import('../runs/b.ts')"],
    ['imports inside a type count', 'main/catalog/a.ts', "type X = import('../runs/b.ts').X"],
    ['computed imports are refused', 'main/catalog/a.ts', 'await import(name)'],
    ['adapters do not import each other', 'main/storage/a.ts', "import '../crypto/b.ts'"],
    ['config imports shared only', 'main/config.ts', "import './ports.ts'"],
    ['ports import shared only', 'main/ports.ts', "import './exec.ts'"],
    ['exec does not import config', 'main/exec.ts', "import './config.ts'"],
    ['main does not import its tests', 'main/runs/a.ts', "import '../../test/helpers/b.ts'"],
    ['a new folder needs a place', 'main/utils/a.ts', ''],
    ['electron stays in the desktop host', 'main/hosts/cli/a.ts', "import { app } from 'electron/main'"],
    ['better-sqlite3 stays in the catalog', 'main/runs/a.ts', "import Database from 'better-sqlite3'"],
    ['child processes stay in exec', 'main/postgres/a.ts', "import { spawn } from 'node:child_process'"],
    ['the prefix does not matter', 'main/postgres/a.ts', "import { spawn } from 'child_process'"],
    ['execa stays in exec', 'main/hosts/cli/a.ts', "import { execa } from 'execa'"],
    ['HTTP stays in the web host', 'main/alerts/a.ts', "import { request } from 'node:https'"],
    ['HTTP is for one file of the channels only', 'main/alerts/channels/webhook.ts', "import http from 'node:http'"],
    ['Hono is not for that one', 'main/alerts/channels/request.ts', "import { Hono } from 'hono'"],
    ['nodemailer stays in its channel', 'main/runs/a.ts', "import { createTransport } from 'nodemailer'"],
    ['Hono stays in the web host', 'main/api/a.ts', "import { serve } from '@hono/node-server'"],
    ['pg stays in postgres', 'main/runs/a.ts', "import type { Client } from 'pg'"],
    ['node-cron stays in the scheduler', 'main/api/a.ts', "import cron from 'node-cron'"],
    ['shared knows no Node', 'shared/a.ts', "import { join } from 'node:path'"],
    ['shared knows no other package', 'shared/a.ts', "import { Command } from 'commander'"],
    ['the renderer does not import main', 'renderer/a.tsx', "import '../main/ports.ts'"],
    ['the renderer knows no Node', 'renderer/a.tsx', "import { readFile } from 'node:fs/promises'"],
    ['a file does not import itself', 'main/runs/a.ts', "import './a.ts'"],
  ])('%s', (_rule, file, source) => {
    expect(breaches(new Map([[file, source]]))).toEqual([expect.stringContaining(file)]);
  });

  it('names the files of a cycle', () => {
    const files = new Map([
      ['main/runs/a.ts', "import type { B } from './b.ts'"],
      ['main/runs/b.ts', "import { c } from './c.ts'"],
      ['main/runs/c.ts', "import { a } from './a.ts'"],
    ]);
    expect(breaches(files)).toEqual(['cycle: main/runs/a.ts -> main/runs/b.ts -> main/runs/c.ts -> main/runs/a.ts']);
  });

  it('accepts what the rules allow', () => {
    const files = new Map([
      ['shared/model/run.ts', "import { z } from 'zod'; import { Cron } from 'croner'"],
      ['main/exec.ts', "import { spawn } from 'node:child_process'; import type { Ports } from './ports.ts'"],
      ['main/catalog/open.ts', "import Database from 'better-sqlite3'; import { migrate } from './migrate.ts'"],
      ['main/runs/backup.ts', "import '../catalog/open.ts'; import '../postgres/dump.ts'; import '../exec.ts'"],
      ['main/alerts/channels/request.ts', "import https from 'node:https'; import '../../config.ts'"],
      ['main/demo/run.ts', "import { createApp } from '../app.ts'"],
      ['main/hosts/cli/main.ts', "import '../../demo/run.ts'; await import('./commands/backup.ts')"],
      ['main/hosts/desktop/main.ts', "import { app } from 'electron'; // import '../../../test/a.ts'"],
      ['renderer/app.tsx', "import { useState } from 'react'; import '../shared/model/run.ts'; <App />"],
    ]);
    expect(breaches(files)).toEqual([]);
  });
});

function sourceFiles(): Map<string, string> {
  const paths = ['main', 'shared', 'renderer'].flatMap((folder) => listed(folder));
  return new Map(paths.map((path) => [path, readFileSync(join(top, path), 'utf8')]));
}

function listed(folder: string): string[] {
  try {
    const names = readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' });
    return names.filter((name) => /\.tsx?$/.test(name)).map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
