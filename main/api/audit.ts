import { acceptAudit, listAudit } from '../catalog/audit.ts';
import { verifyAudit } from '../catalog/auditVerify.ts';
import type { Handlers } from './handlers.ts';

export const auditHandlers: Handlers<'audit.list' | 'audit.verify' | 'audit.accept'> = {
  'audit.list': (context, { limit }) => ({ entries: listAudit(context.db, limit) }),

  'audit.verify': (context) => verifyAudit(context.db),

  async 'audit.accept'(context) {
    const before = await verifyAudit(context.db);
    if (before.ok) return before;
    acceptAudit(context.db, context.ports.clock.now(), context.actor, before.problem ?? '');
    return verifyAudit(context.db);
  },
};
