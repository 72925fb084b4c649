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
  /** What `capture` gives the child to read, until it has had enough. */
  readonly input?: AsyncIterable<Uint8Array> | undefined;
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
  let child: ChildProcess;
  try {
    child = spawn(command.file, [...command.args], {
      env: childEnvironment(command.env),
      stdio: [command.stdin ?? 'ignore', command.stdout ?? 'ignore', 'pipe'],
      windowsHide: true,
      ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
      ...command.as,
    });
  } catch (error) {
    // Some reasons (a path through a file, say) are thrown, others come as an event.
    const exit = Promise.reject<Exit>(notStarted(command, error));
    exit.catch(() => undefined);
    return { pid: undefined, stdin: null, stdout: null, exit };
  }
  const tail = stderrTail(child, command);
  const release = stopOnAbort(child, command.signal);
  const exit = new Promise<Exit>((resolve, reject) => {
    child.once('error', (error) => {
      release();
      reject(notStarted(command, error));
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

/** What a program needs to find the person's desktop, and their language. */
const DESKTOP = [
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'XDG_RUNTIME_DIR',
  'XDG_CURRENT_DESKTOP',
  'DBUS_SESSION_BUS_ADDRESS',
  'BROWSER',
  'LANG',
  'LC_ALL',
];

/**
 * Starts a program of the person's desktop, which outlives us and says nothing to us. Resolves when it is started.
 * @throws AppError `tool_missing`
 */
export function launch(file: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args], { env: pick([...INHERITED, ...DESKTOP]), stdio: 'ignore', detached: true });
    child.once('error', (error) => reject(notStarted({ file, args }, error)));
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}

/**
 * Runs a program to its end and returns what it printed, cut after `maxCharacters` (the child is not stopped for that).
 * Rejects with the error of its input, if that breaks off.
 * @param encoding `latin1` gives one character per byte, for output whose encoding is not known.
 */
export async function capture(
  command: Command,
  maxCharacters = 64 * 1024 * 1024,
  encoding: 'utf8' | 'latin1' = 'utf8',
): Promise<Exit & { readonly stdout: string }> {
  const child = start({ ...command, ...(command.input && { stdin: 'pipe' }), stdout: 'pipe' });
  const fed = command.input && feed(child, command.input);
  fed?.catch(() => undefined);
  let stdout = '';
  child.stdout?.setEncoding(encoding);
  child.stdout?.on('data', (chunk: string) => {
    stdout += chunk.slice(0, maxCharacters - stdout.length);
  });
  const exit = await child.exit;
  command.signal?.throwIfAborted();
  await fed;
  return { ...exit, stdout };
}

async function feed({ stdin }: Child, input: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const chunk of input) {
      if (!stdin || stdin.destroyed) return;
      // The callback comes in any case: a child that leaves destroys its stdin, and that answers what was not written yet.
      await new Promise<void>((resolve) => void stdin.write(chunk, () => resolve()));
    }
  } finally {
    stdin?.end();
  }
}

/** Replaces every secret in a text; secrets shorter than 3 characters are left, they would shred the text and hide nothing. */
export function redact(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const secret of secrets) if (secret.length >= 3) safe = safe.replaceAll(secret, '[secret]');
  return safe;
}

function notStarted({ file }: Command, error: unknown): AppError {
  return new AppError(
    'tool_missing',
    `The program ${file} could not be started: ${error instanceof Error ? error.message : String(error)}`,
    'Run `lifeboat doctor` to see which PostgreSQL programs were found.',
    { cause: error },
  );
}

function childEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  // English messages, so that failures can be told apart.
  return { ...pick(INHERITED), LC_ALL: 'C', ...extra };
}

function pick(names: readonly string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of names) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}

/** Reads stderr all the time, so that a talkative child never blocks on a full pipe, and keeps only the end of it. */
function stderrTail(child: ChildProcess, command: Command): () => string {
  const secrets = command.secrets ?? [];
  // A cut may go through a secret; what could be a piece of one at the cut is left out.
  const longest = Math.max(0, ...secrets.map((secret) => secret.length));
  let tail = '';
  let line = '';
  const tell = (complete: string) => {
    const safe = redact(complete.slice(0, LINE_CHARACTERS), secrets);
    command.onStderrLine?.(complete.length > LINE_CHARACTERS ? safe.slice(0, safe.length - longest) : safe);
  };
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (chunk: string) => {
    tail = (tail + chunk).slice(-TAIL_CHARACTERS);
    if (!command.onStderrLine) return;
    const lines = (line + chunk).split('\n');
    line = (lines.pop() ?? '').slice(0, LINE_CHARACTERS + 1);
    for (const complete of lines) tell(complete);
  });
  child.stderr?.once('end', () => {
    if (line !== '') tell(line);
  });
  return () => (tail.length < TAIL_CHARACTERS ? redact(tail, secrets) : redact(tail, secrets).slice(longest));
}

function stopOnAbort(child: ChildProcess, signal: AbortSignal | undefined): () => void {
  if (!signal) return () => undefined;
  let escalation: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill('SIGTERM');
    // An unread pipe would keep `close` waiting for ever.
    child.stdout?.destroy();
    child.stdin?.destroy();
    escalation = setTimeout(() => {
      child.kill('SIGKILL');
      // A process of the child's own may outlive it and hold this end open.
      child.stderr?.destroy();
    }, ESCALATION_MS);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return () => {
    clearTimeout(escalation);
    signal.removeEventListener('abort', stop);
  };
}
