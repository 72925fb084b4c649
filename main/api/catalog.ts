import path from 'node:path';
import { copyCatalog } from '../catalog/copy.ts';
import { checkCatalog } from '../runs/catalogCheck.ts';
import { rebuild } from '../runs/rebuild.ts';
import type { Handlers } from './handlers.ts';

export const catalogHandlers: Handlers<'catalog.check' | 'catalog.rebuild' | 'catalog.copy'> = {
  'catalog.check'(context) {
    const problems = checkCatalog(context.db, context.ports.clock.now());
    return { ok: problems.length === 0, problems };
  },

  async 'catalog.rebuild'(context, { dirs }) {
    return await rebuild(
      context,
      dirs.map((dir) => path.resolve(dir)),
    );
  },

  async 'catalog.copy'(context, { file }) {
    const target = path.resolve(file);
    await copyCatalog(context.db, target);
    return { file: target };
  },
};
