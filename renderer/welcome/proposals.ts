import type { Plan } from '../../shared/model/plan.ts';

/** A name for the plan of a database: as short as may be, and free. */
export function proposeName(database: string, connection: string, taken: readonly string[]): string {
  const plain = database.trim() === '' ? connection : database.trim();
  const names = [plain, `${plain} (${connection})`.slice(0, 190)];
  const free = names.find((name) => !taken.includes(name));
  if (free !== undefined) return free;
  let number = 2;
  while (taken.includes(`${plain} ${number}`)) number += 1;
  return `${plain} ${number}`;
}

export interface Choice {
  readonly database: string;
  readonly bytes: number | null;
  /** The plan that it has already. */
  readonly plan: string | null;
}

/** The databases of a server, and which of them are backed up already. */
export function choicesOf(
  databases: readonly { readonly name: string; readonly bytes: number | null }[],
  connection: string,
  plans: readonly Plan[],
): Choice[] {
  return databases.map(({ name, bytes }) => {
    const plan = plans.find((one) => one.connection === connection && one.database === name);
    return { database: name, bytes, plan: plan?.name ?? null };
  });
}

/** Chosen from the start: the one database that there is, beside the one that every server has. */
export function firstChosen(choices: readonly Choice[]): readonly string[] {
  const own = choices.filter(({ database }) => database !== 'postgres');
  const open = (own.length === 0 ? choices : own).filter(({ plan }) => plan === null);
  return open.length === 1 ? open.map(({ database }) => database) : [];
}
