import path from 'node:path';
import { audit } from '../catalog/audit.ts';
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
    const result = await rebuild(
      context,
      dirs.map((dir) => path.resolve(dir)),
    );
    audit(
      context.db,
      context.ports.clock.now(),
      context.actor,
      'catalog.rebuild',
      dirs.join(', '),
      `adopted ${result.adopted}`,
    );
    return result;
  },

  async 'catalog.copy'(context, { file }) {
    const target = path.resolve(file);
    await copyCatalog(context.db, target);
    return { file: target };
  },
};
