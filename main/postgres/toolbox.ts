import os from 'node:os';
import { AppError } from '../../shared/errors.ts';
import { capture } from '../exec.ts';
import { readFileSystem } from './fileSystem.ts';
import { type Client, chooseClient, type Discovery, discoverClients, installHint, type ToolName } from './tools.ts';

/** The PostgreSQL programs of this machine, looked for once. */
export interface Toolbox {
  discovery(): Promise<Discovery>;
  /** The client programs for a server. @throws AppError `tool_missing`, `server_too_new`. */
  forServer(serverMajor: number): Promise<Client>;
  /** The newest client that has all of these programs: for reading archives and for throwaway clusters. @throws AppError `tool_missing`. */
  newestWith<Name extends ToolName>(
    ...names: Name[]
  ): Promise<{ readonly client: Client; readonly tools: Record<Name, string> }>;
}

/** @param only folders named by the user (LIFEBOAT_PG_BIN): when there are any, nothing else is looked at. */
export function createToolbox(only: readonly string[]): Toolbox {
  let found: Promise<Discovery> | undefined;
  const discovery = () => {
    found ??= discoverClients(askProgram, {
      platform: process.platform,
      view: only.length === 0 ? readFileSystem() : onlyWithin(only),
      env: {
        path: process.env['PATH'] ?? '',
        home: os.homedir(),
        programFiles: [process.env['ProgramFiles'], process.env['ProgramFiles(x86)']].filter(
          (dir) => dir !== undefined,
        ),
      },
      extra: only,
    });
    return found;
  };
  return {
    discovery,
    async forServer(serverMajor) {
      const { clients } = await discovery();
      return chooseClient(
        clients.filter((client) => client.tools.pg_dump && client.tools.pg_restore),
        serverMajor,
        process.platform,
      );
    },
    async newestWith(...names) {
      const { clients } = await discovery();
      const client = clients.find((candidate) => names.every((name) => candidate.tools[name] !== undefined));
      if (client) return { client, tools: client.tools as Record<(typeof names)[number], string> };
      throw new AppError(
        'tool_missing',
        `No installed PostgreSQL has ${names.join(' and ')}.`,
        installHint(process.platform, clients[0]?.version.major ?? 17),
      );
    },
  };
}

function onlyWithin(folders: readonly string[]) {
  const view = readFileSystem();
  const inside = (path: string) => folders.some((folder) => path.startsWith(folder));
  return {
    ...view,
    list: (dir: string) => (inside(dir) ? view.list(dir) : []),
    isExecutable: (path: string) => inside(path) && view.isExecutable(path),
  };
}

async function askProgram(file: string, args: readonly string[]): Promise<string> {
  const result = await capture({ file, args, signal: AbortSignal.timeout(10_000) });
  if (result.code !== 0) throw new Error(result.stderr.trim() || `exit code ${result.code}`);
  return result.stdout;
}
