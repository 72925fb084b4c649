import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { leasedResources, releaseLeases, takeLease } from '../../../main/catalog/leases.ts';
import { openCatalog } from '../../../main/catalog/open.ts';
import { isAlive, openOwner, type Owner } from '../../../main/catalog/owner.ts';
import { temporaryFolder } from '../../helpers/app.ts';
import { startHelper } from '../helpers/programs.ts';
import { START } from '../helpers/values.ts';

function open() {
  const home = temporaryFolder();
  const ownersDir = path.join(home, 'owners');
  const file = path.join(home, 'catalog.db');
  const db = openCatalog(file);
  onTestFinished(() => void db.close());
  const newOwner = (): Owner => {
    const owner = openOwner(ownersDir);
    onTestFinished(() => owner.close());
    return owner;
  };
  const alive = (id: string) => isAlive(ownersDir, id);
  const take = (owner: Owner, resource: string, shared = false, run: string = randomUUID()) =>
    takeLease(db, { resource, run, what: 'backup', shared }, owner, new Date(START), alive);
  return { db, file, ownersDir, newOwner, alive, take };
}

describe('a lease', () => {
  it('is exclusive unless it is shared', () => {
    const { take, newOwner } = open();
    const [one, other] = [newOwner(), newOwner()];
    const run = randomUUID();
    expect(take(one, 'plan:a', false, run)).toBeNull();
    expect(take(other, 'plan:a')).toMatchObject({
      resource: 'plan:a',
      run,
      owner: one.id,
      pid: process.pid,
      what: 'backup',
      since: START,
    });
    expect(take(one, 'plan:a')).toMatchObject({ run });
    expect(take(other, 'plan:a', true)).toMatchObject({ run });
    expect(take(other, 'plan:b')).toBeNull();
  });

  it('of a reader is shared by readers, and stands in the way of everybody else', () => {
    const { take, newOwner } = open();
    const [one, other] = [newOwner(), newOwner()];
    expect([take(one, 'backup:a', true), take(other, 'backup:a', true), take(one, 'backup:a', true)]).toEqual([
      null,
      null,
      null,
    ]);
    expect(take(other, 'backup:a')).toMatchObject({ shared: 1 });
  });

  it('is given back with all others of its run', () => {
    const { db, take, newOwner, alive } = open();
    const owner = newOwner();
    const run = randomUUID();
    take(owner, 'plan:a', false, run);
    take(owner, 'backup:b', true, run);
    take(owner, 'plan:c');
    expect(leasedResources(db, alive)).toEqual(new Set(['plan:a', 'backup:b', 'plan:c']));
    releaseLeases(db, run);
    expect(leasedResources(db, alive)).toEqual(new Set(['plan:c']));
    expect(take(owner, 'plan:a')).toBeNull();
  });

  it('of a name that looks like SQL is that of this name', () => {
    const { take, newOwner } = open();
    const owner = newOwner();
    expect([take(owner, `plan:' OR 1=1 --`), take(owner, 'plan:x')]).toEqual([null, null]);
  });

  it('of a process holds while that lives, and is cleared when it was killed', async () => {
    const { db, file, ownersDir, take, newOwner, alive } = open();
    const helper = await startHelper('owner', ownersDir, file, 'plan:a');
    expect(take(newOwner(), 'plan:a')).toMatchObject({ owner: helper.line });
    expect(leasedResources(db, alive)).toEqual(new Set(['plan:a']));
    await helper.kill();
    expect(leasedResources(db, alive)).toEqual(new Set());
    const owner = newOwner();
    expect(take(owner, 'plan:a')).toBeNull();
    expect(db.prepare('SELECT owner FROM leases').pluck().all()).toEqual([owner.id]);
  });
});
