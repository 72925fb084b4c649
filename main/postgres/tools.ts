import type { Client } from './toolChoice.ts';
import { findTools, isUseful } from './toolPaths.ts';
import type { FileSystemView, ToolEnvironment, ToolName, ToolPath } from './toolPaths.ts';
import { compareVersions, isSafe, parseVersion } from './toolVersion.ts';
import type { ToolVersion } from './toolVersion.ts';

export { chooseClient, installHint } from './toolChoice.ts';
export type { Client } from './toolChoice.ts';
export { candidateDirectories, findTools } from './toolPaths.ts';
export type { FileSystemView, ToolEnvironment, ToolName, ToolPath } from './toolPaths.ts';
export { compareVersions, isSafe, parseVersion, SAFE_FLOOR } from './toolVersion.ts';
export type { ToolVersion } from './toolVersion.ts';

/** Starts a program and resolves to its standard output; rejects when it cannot start or exits with an error. */
export type RunProgram = (file: string, args: readonly string[]) => Promise<string>;

export interface ToolSearch {
  readonly platform: NodeJS.Platform;
  readonly view: FileSystemView;
  readonly env: ToolEnvironment;
  /** Folders the user configured. */
  readonly extra: readonly string[];
}

export interface RejectedTool {
  readonly path: string;
  readonly reason: string;
}

export interface Discovery {
  /** Newest version first; equal versions in the order of `candidateDirectories`. */
  readonly clients: readonly Client[];
  /** Programs that were found but cannot be used, each with a reason fit to show. */
  readonly rejected: readonly RejectedTool[];
}

/** Finds the installed client programs by asking each for its version. Never rejects: what does not answer is reported. */
export async function discoverClients(run: RunProgram, search: ToolSearch): Promise<Discovery> {
  const found = findTools(search.platform, search.view, search.env, search.extra);
  const examined = await Promise.all(found.map((place) => examine(run, place)));
  return {
    clients: examined
      .flatMap(({ client }) => (client === null ? [] : [client]))
      .toSorted((a, b) => compareVersions(b.version, a.version)),
    rejected: examined.flatMap(({ rejected }) => rejected),
  };
}

interface Examined {
  readonly client: Client | null;
  readonly rejected: readonly RejectedTool[];
}

async function examine(run: RunProgram, place: ToolPath): Promise<Examined> {
  const names = Object.keys(place.tools) as ToolName[];
  const answers = await Promise.all(names.map((name) => askVersion(run, name, place.tools[name] ?? '')));
  const reference =
    answers.find(({ name, version }) => name === 'pg_dump' && version !== null) ??
    answers.find(({ name, version }) => name === 'psql' && version !== null);
  const tools: Partial<Record<ToolName, string>> = {};
  const rejected: RejectedTool[] = [];
  for (const { name, path, version, reason } of answers) {
    if (version === null) rejected.push({ path, reason });
    else if (reference?.version && compareVersions(version, reference.version) !== 0) {
      rejected.push({
        path,
        reason: `is version ${version.text}, but ${reference.name} beside it is ${reference.version.text}`,
      });
    } else tools[name] = path;
  }
  if (!reference?.version || !isUseful(tools)) return { client: null, rejected };
  const version = reference.version;
  return { client: { dir: place.dir, version, safe: isSafe(version), tools }, rejected };
}

interface Answer {
  readonly name: ToolName;
  readonly path: string;
  readonly version: ToolVersion | null;
  /** Why there is no version. */
  readonly reason: string;
}

async function askVersion(run: RunProgram, name: ToolName, path: string): Promise<Answer> {
  try {
    const output = await run(path, ['--version']);
    return { name, path, version: parseVersion(output), reason: `does not tell its version: ${firstLine(output)}` };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { name, path, version: null, reason: `does not start: ${firstLine(message)}` };
  }
}

function firstLine(text: string): string {
  const line = text.trim().split('\n', 1)[0]?.slice(0, 200) ?? '';
  return line === '' ? 'it printed nothing' : line;
}
