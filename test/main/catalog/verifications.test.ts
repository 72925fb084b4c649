import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deleteBackupRow, saveBackup } from '../../../main/catalog/backups.ts';
import { openCatalog, type WriteHandle } from '../../../main/catalog/open.ts';
import { addVerification, drilledBackups, listVerifications } from '../../../main/catalog/verifications.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { aBackup, START } from '../helpers/values.ts';

function open(): WriteHandle {
  const db = openCatalog(path.join(temporaryFolder(), 'catalog.db'));
  onTestFinished(() => void db.close());
  return db;
}

const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T02:00:00.000Z`;

describe('verifications', () => {
  it('come back newest first, and go with their backup', () => {
    const db = open();
    const backup = aBackup();
    saveBackup(db, backup, 1);
    const good = { backup: backup.id, level: 'restored', ok: true, at: day(1), durationMs: 0.5 } as const;
    const bad = {
      backup: backup.id,
      level: 'checksum',
      ok: false,
      at: day(2),
      durationMs: 2,
      reason: 'flipped',
    } as const;
    addVerification(db, good);
    addVerification(db, bad);
    addVerification(db, good);
    expect(listVerifications(db, backup.id)).toEqual([bad, good]);
    deleteBackupRow(db, backup.id);
    expect(listVerifications(db, backup.id)).toEqual([]);
  });

  it('tell which backups of a plan a drill has restored', () => {
    const db = open();
    const [drilled, failed, decoded, other] = [aBackup(), aBackup(), aBackup(), aBackup({ plan: 'b' })];
    for (const backup of [drilled, failed, decoded, other]) saveBackup(db, backup, 1);
    const proof = { ok: true, at: START, durationMs: 1 } as const;
    addVerification(db, { ...proof, backup: drilled.id, level: 'restored' });
    addVerification(db, { ...proof, backup: failed.id, level: 'restored', ok: false });
    addVerification(db, { ...proof, backup: decoded.id, level: 'decoded' });
    addVerification(db, { ...proof, backup: other.id, level: 'restored' });
    expect(drilledBackups(db, 'plan')).toEqual(new Set([drilled.id]));
  });
});
