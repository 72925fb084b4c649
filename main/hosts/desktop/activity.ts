import type { App } from '../../app.ts';

/** Follows the runs of this process. @returns whether one is under way; `onTurn` hears when that changes. */
export function followActivity(app: Pick<App, 'listen'>, onTurn: (busy: boolean) => void): () => boolean {
  const open = new Set<string>();
  app.listen((event) => {
    if (event.type !== 'run') return;
    const before = open.size > 0;
    if (event.run.endedAt === null) open.add(event.run.id);
    else open.delete(event.run.id);
    const busy = open.size > 0;
    if (busy !== before) onTurn(busy);
  });
  return () => open.size > 0;
}
