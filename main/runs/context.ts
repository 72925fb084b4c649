import type { Progress } from '../../shared/model/run.ts';
import type { Actor } from '../catalog/audit.ts';
import type { WriteHandle } from '../catalog/open.ts';
import type { Owner } from '../catalog/owner.ts';
import type { Config } from '../config.ts';
import type { Listener, Ports } from '../ports.ts';
import type { Toolbox } from '../postgres/toolbox.ts';
import type { RunQueue } from './runQueue.ts';

/** What every workflow works with; made once by the composition root. */
export interface Context {
  readonly config: Config;
  readonly ports: Ports;
  readonly db: WriteHandle;
  readonly owner: Owner;
  readonly isAlive: (owner: string) => boolean;
  readonly toolbox: Toolbox;
  readonly queue: RunQueue;
  /** Runs of this process that can be cancelled, by id. */
  readonly cancels: Map<string, AbortController>;
  /** The latest progress of each run of this process. */
  readonly progress: Map<string, Progress>;
  /** Runs that were started for somebody who does not wait for them. */
  readonly background: Set<Promise<void>>;
  /** Encrypted archives that were found to be what their manifests say, by path, each with what marks it as unchanged since. */
  readonly checkedArchives: Map<string, string>;
  readonly emit: Listener;
  readonly actor: Actor;
  /** Wall clock (ms since 1970) and uptime of the machine when this process started, to notice a clock that was set. */
  readonly clockBase: { readonly wall: number; readonly uptime: number };
}

/** The private folder for this process's password files and for what it has decrypted; swept once the process is gone. */
export function scratchDir(context: Context): string {
  return `${context.config.scratchDir}/${context.owner.id}`;
}
