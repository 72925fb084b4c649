import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { AppError } from '../shared/errors.ts';

/** How long a child may take to leave after a polite SIGTERM. */
export const ESCALATION_MS = 5_000;
const TAIL_CHARACTERS = 16 * 1024;
const LINE_CHARACTERS = 8 * 1024;

/** Inherited by children. Everything else, PG* above all, is dropped: an inherited PGHOST would redirect a dump. */
const INHERITED = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'SYSTEMROOT',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'ProgramFiles',
  'KRB5CCNAME',
  'KRB5_CONFIG',
];

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Added to the few inherited variables. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: 'ignore' | 'pipe' | number;
  readonly stdout?: 'ignore' | 'pipe' | number;
  /** Stops the child: SIGTERM, and SIGKILL after 5 s. */
  readonly signal?: AbortSignal | undefined;
  /** Texts that must never be seen in what the child says. */
  readonly secrets?: readonly string[];
  readonly onStderrLine?: (line: string) => void;
  /** Run as this OS user (only root can). */
  readonly as?: { readonly uid: number; readonly gid: number } | undefined;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last 16 KiB of stderr, redacted. */
  readonly stderr: string;
}

export interface Child {
  readonly pid: number | undefined;
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  /** Resolves when the child is gone and its streams are closed, whatever the exit code; rejects only when it could not start. */
  readonly exit: Promise<Exit>;
}

/**
 * Starts a program with an argument vector; never through a shell.
 * @throws AppError `tool_missing` (through `exit`) when there is no such program or it may not be run.
 */
export function start(command: Command): Child {
  const child = spawn(command.file, [...command.args], {
    env: childEnvironment(command.env),
    stdio: [command.stdin ?? 'ignore', command.stdout ?? 'ignore', 'pipe'],
    windowsHide: true,
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    ...command.as,
  });
  const tail = stderrTail(child, command);
  const release = stopOnAbort(child, command.signal);
  const exit = new Promise<Exit>((resolve, reject) => {
    child.once('error', (error) => {
      release();
      reject(
        new AppError(
          'tool_missing',
          `The program ${command.file} could not be started: ${error.message}`,
          'Run `lifeboat doctor` to see which PostgreSQL programs were found.',
          { cause: error },
        ),
      );
    });
    child.once('close', (code, signal) => {
      release();
      resolve({ code, signal, stderr: tail() });
    });
  });
  // Whoever awaits `exit` later still gets the rejection; this only keeps it from counting as unhandled until then.
  exit.catch(() => undefined);
  // A child that leaves early closes its stdin; the exit code tells that story better than EPIPE does.
  child.stdin?.on('error', () => undefined);
  return { pid: child.pid, stdin: child.stdin, stdout: child.stdout, exit };
}

/** Runs a program to its end and returns what it printed, cut after `maxCharacters` (the child is not stopped for that). */
export async function capture(
  command: Command,
  maxCharacters = 64 * 1024 * 1024,
): Promise<Exit & { readonly stdout: string }> {
  const child = start({ ...command, stdout: 'pipe' });
  let stdout = '';
  child.stdout?.setEncoding('utf8');
  child.stdout?.on('data', (chunk: string) => {
    if (stdout.length < maxCharacters) stdout += chunk;
  });
  const exit = await child.exit;
  command.signal?.throwIfAborted();
  return { ...exit, stdout };
}

/** Replaces every secret in a text; secrets shorter than 3 characters are left, they would shred the text and hide nothing. */
export function redact(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const secret of secrets) if (secret.length >= 3) safe = safe.replaceAll(secret, '[secret]');
  return safe;
}

function childEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of INHERITED) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  // English messages, so that failures can be told apart.
  return { ...env, LC_ALL: 'C', ...extra };
}

/** Reads stderr all the time, so that a talkative child never blocks on a full pipe, and keeps only the end of it. */
function stderrTail(child: ChildProcess, command: Command): () => string {
  const secrets = command.secrets ?? [];
  let tail = '';
  let line = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (chunk: string) => {
    tail = (tail + chunk).slice(-TAIL_CHARACTERS);
    if (!command.onStderrLine) return;
    const lines = (line + chunk).split('\n');
    line = (lines.pop() ?? '').slice(0, LINE_CHARACTERS);
    for (const complete of lines) command.onStderrLine(redact(complete.slice(0, LINE_CHARACTERS), secrets));
  });
  return () => redact(tail, secrets);
}

function stopOnAbort(child: ChildProcess, signal: AbortSignal | undefined): () => void {
  if (!signal) return () => undefined;
  let escalation: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill('SIGTERM');
    // An unread pipe would keep `close` waiting for ever.
    child.stdout?.destroy();
    child.stdin?.destroy();
    escalation = setTimeout(() => child.kill('SIGKILL'), ESCALATION_MS);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return () => {
    clearTimeout(escalation);
    signal.removeEventListener('abort', stop);
  };
}
