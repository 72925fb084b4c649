import type { ReadHandle, WriteHandle } from './open.ts';

/** That something of a plan's backup was not as usual, whether it was told or not. */
interface Swing {
  readonly rule: string;
  readonly object: string;
  readonly at: string;
  readonly since: string;
  readonly ratio: number;
}

/** So many are remembered of each object of a plan. */
const MOST = 20;

export function swingsOfPlan<Kind extends Swing>(db: ReadHandle, plan: string): Kind[] {
  return db
    .prepare('SELECT rule, object, at, since, ratio FROM swings WHERE plan = ? ORDER BY at DESC')
    .all(plan) as Kind[];
}

export function addSwings(db: WriteHandle, plan: string, swings: readonly Swing[]): void {
  const insert = db.prepare(
    'INSERT OR REPLACE INTO swings (plan, rule, object, at, since, ratio) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const forget = db.prepare(
    `DELETE FROM swings WHERE plan = @plan AND rule = @rule AND object = @object AND at NOT IN
       (SELECT at FROM swings WHERE plan = @plan AND rule = @rule AND object = @object ORDER BY at DESC LIMIT ${MOST})`,
  );
  for (const { rule, object, at, since, ratio } of swings) {
    insert.run(plan, rule, object, at, since, ratio);
    forget.run({ plan, rule, object });
  }
}
