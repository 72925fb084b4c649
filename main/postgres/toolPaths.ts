import { posix, win32 } from 'node:path';
import type { PlatformPath } from 'node:path';

const TOOL_NAMES = ['pg_dump', 'pg_restore', 'pg_dumpall', 'psql', 'initdb', 'pg_ctl', 'postgres'] as const;

/** The programs of PostgreSQL that Lifeboat starts. */
export type ToolName = (typeof TOOL_NAMES)[number];

/** What the search needs to know of a file system: small enough to be listed by hand in a test. */
export interface FileSystemView {
  /** Names in a folder; empty when it is absent or may not be read. */
  list(dir: string): readonly string[];
  isExecutable(path: string): boolean;
  /** The path with all symbolic links followed; the path itself when it does not exist. */
  realpath(path: string): string;
}

export interface ToolEnvironment {
  /** The PATH variable, as the platform writes it. */
  readonly path?: string | undefined;
  readonly home?: string | undefined;
  /** Windows: the folders of ProgramFiles and ProgramFiles(x86). */
  readonly programFiles?: readonly string[] | undefined;
}

/** The programs found in one folder, by name. */
export interface ToolPath {
  readonly dir: string;
  readonly tools: Partial<Record<ToolName, string>>;
}

/** A folder with one folder per installed version inside: `parent`/`version`/`bin`. */
interface VersionedFolder {
  readonly parent: string;
  readonly version: RegExp;
  readonly bin: string;
}

const HOMEBREW_FORMULA = /^(postgresql|libpq)(@[\d.]+)?$/;

/**
 * Every existing folder where PostgreSQL programs may be, in order of preference: the user's own, then the places
 * packagers use (newest version first within each), then PATH. A folder reached twice through links is listed once.
 * @param extra Folders the user configured; relative ones are ignored, here and in PATH.
 */
export function candidateDirectories(
  platform: NodeJS.Platform,
  view: FileSystemView,
  env: ToolEnvironment,
  extra: readonly string[],
): string[] {
  const path = pathOf(platform);
  const packaged = versionedFolders(platform, env).flatMap((folder) => expand(path, view, folder));
  const all = [...extra, ...packaged, ...fixedFolders(platform, env), ...pathEntries(platform, env.path)];
  const existing = all
    .filter((dir) => path.isAbsolute(dir) && view.list(dir).length > 0)
    .map((dir) => path.normalize(dir));
  return uniqueBy(existing, (dir) => identity(platform, view, dir));
}

/**
 * The folders that hold pg_dump with pg_restore, or psql. A folder whose programs are only links to another one's
 * (Homebrew's bin, RHEL's alternatives) is not a second installation. Debian's /usr/bin/pg_dump is pg_wrapper, which
 * picks a version by its own rules: such a folder counts only when there is no real program at all.
 */
export function findTools(
  platform: NodeJS.Platform,
  view: FileSystemView,
  env: ToolEnvironment,
  extra: readonly string[],
): ToolPath[] {
  const candidates = candidateDirectories(platform, view, env, extra).map((dir) => toolsIn(platform, view, dir));
  const useful = candidates.filter((found) => isUseful(found.tools));
  const real = useful.filter((found) => !isWrapper(view, found));
  const distinct = uniqueBy(real, (found) => identity(platform, view, mainProgram(found)));
  return distinct.length > 0 ? distinct : useful.slice(0, 1);
}

/** True when the programs suffice for something: pg_dump with pg_restore, or psql alone. */
export function isUseful(tools: ToolPath['tools']): boolean {
  return (tools.pg_dump !== undefined && tools.pg_restore !== undefined) || tools.psql !== undefined;
}

function toolsIn(platform: NodeJS.Platform, view: FileSystemView, dir: string): ToolPath {
  const tools: Partial<Record<ToolName, string>> = {};
  for (const name of TOOL_NAMES) {
    const file = pathOf(platform).join(dir, platform === 'win32' ? `${name}.exe` : name);
    if (view.isExecutable(file)) tools[name] = file;
  }
  return { dir, tools };
}

function mainProgram(found: ToolPath): string {
  return found.tools.pg_dump ?? found.tools.psql ?? found.dir;
}

function isWrapper(view: FileSystemView, found: ToolPath): boolean {
  return posix.basename(view.realpath(mainProgram(found))) === 'pg_wrapper';
}

function versionedFolders(platform: NodeJS.Platform, env: ToolEnvironment): VersionedFolder[] {
  if (platform === 'win32') {
    return programFiles(env).map((dir) => ({ parent: win32.join(dir, 'PostgreSQL'), version: /^\d/, bin: 'bin' }));
  }
  const homebrew = (prefix: string): VersionedFolder => ({
    parent: `${prefix}/opt`,
    version: HOMEBREW_FORMULA,
    bin: 'bin',
  });
  if (platform === 'darwin') {
    const applications = ['/Applications', ...(env.home === undefined ? [] : [`${env.home}/Applications`])];
    return [
      homebrew('/opt/homebrew'),
      homebrew('/usr/local'),
      ...applications.map((dir) => ({
        parent: `${dir}/Postgres.app/Contents/Versions`,
        version: /^(\d|latest$)/,
        bin: 'bin',
      })),
      { parent: '/Library/PostgreSQL', version: /^\d/, bin: 'bin' },
      { parent: '/opt/local/lib', version: /^postgresql\d+$/, bin: 'bin' },
    ];
  }
  return [
    { parent: '/usr/lib/postgresql', version: /^\d/, bin: 'bin' }, // Debian, Ubuntu
    { parent: '/usr', version: /^pgsql-\d/, bin: 'bin' }, // RHEL, Fedora (postgresql.org packages)
    { parent: '/usr/lib', version: /^postgresql\d+$/, bin: 'bin' }, // SUSE
    { parent: '/usr/lib64', version: /^postgresql-\d/, bin: 'bin' }, // Gentoo
    { parent: '/usr/libexec', version: /^postgresql\d+$/, bin: '' }, // Alpine
    homebrew('/home/linuxbrew/.linuxbrew'),
    { parent: '/opt/PostgreSQL', version: /^\d/, bin: 'bin' }, // EDB
  ];
}

function fixedFolders(platform: NodeJS.Platform, env: ToolEnvironment): string[] {
  if (platform === 'win32') {
    const scoop = env.home === undefined ? [] : [win32.join(env.home, 'scoop', 'apps', 'postgresql', 'current', 'bin')];
    return [...scoop, ...programFiles(env).map((dir) => win32.join(dir, 'pgAdmin 4', 'runtime'))];
  }
  const nix = [...(env.home === undefined ? [] : [`${env.home}/.nix-profile/bin`]), '/run/current-system/sw/bin'];
  const pgAdmin = platform === 'darwin' ? ['/Applications/pgAdmin 4.app/Contents/SharedSupport'] : [];
  return ['/usr/local/pgsql/bin', ...nix, ...pgAdmin];
}

function programFiles(env: ToolEnvironment): readonly string[] {
  return env.programFiles ?? ['C:\\Program Files'];
}

function pathEntries(platform: NodeJS.Platform, value: string | undefined): string[] {
  const entries = (value ?? '').split(pathOf(platform).delimiter);
  // Windows allows entries in double quotes.
  return platform === 'win32' ? entries.map((entry) => entry.replaceAll('"', '')) : entries;
}

function expand(path: PlatformPath, view: FileSystemView, folder: VersionedFolder): string[] {
  const names = view.list(folder.parent).filter((name) => folder.version.test(name));
  return names.toSorted(newestNameFirst).map((name) => path.join(folder.parent, name, folder.bin));
}

/** By the first number in the name, so that 17 precedes 9.6; names without one ("latest", "libpq") come last. */
function newestNameFirst(a: string, b: string): number {
  return numberIn(b) - numberIn(a) || (a < b ? 1 : -1);
}

function numberIn(name: string): number {
  return Number.parseFloat(/\d+(\.\d+)?/.exec(name)?.[0] ?? '-1');
}

function pathOf(platform: NodeJS.Platform): PlatformPath {
  return platform === 'win32' ? win32 : posix;
}

function identity(platform: NodeJS.Platform, view: FileSystemView, path: string): string {
  const real = view.realpath(path);
  return platform === 'win32' ? real.toLowerCase() : real;
}

function uniqueBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const value = key(item);
    if (seen.has(value)) return false;
    seen.add(value);
    return true;
  });
}
