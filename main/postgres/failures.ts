import { AppError } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { archiveRules } from './failures/archiveRules.ts';
import { connectionRules } from './failures/connectionRules.ts';
import {
  explainSocketError,
  explainSqlState,
  isSqlState,
  onConnection,
  readDriverError,
} from './failures/driverErrors.ts';
import { permissionRules } from './failures/permissionRules.ts';
import { firstExplanation, isRestoring } from './failures/rule.ts';
import type { Explanation } from './failures/rule.ts';
import { serverRules } from './failures/serverRules.ts';

export { parseWarnings } from './failures/warnings.ts';

export interface ToolFailure {
  /** The program's name, such as "pg_dump". */
  readonly tool: string;
  readonly exitCode: number | null;
  /** The signal that ended it, such as "SIGKILL". */
  readonly signal: string | null;
  /** The end of what it printed on standard error, already redacted. */
  readonly stderr: string;
  /** The role it connected as, for the statements in the next step. */
  readonly role?: string | undefined;
}

// What the server says comes before what the lost connection or the local program says in consequence.
const RULES = [...serverRules, ...permissionRules, ...connectionRules, ...archiveRules];

const TRANSIENT: ReadonlySet<ErrorCode> = new Set([
  'server_unreachable',
  'connection_lost',
  'lock_timeout',
  'dump_stalled',
]);

/** pg_dump and pg_restore with several jobs add this to what the worker itself said. */
const WORKER_DIED = /a worker process died unexpectedly/;

// Windows reports a crash as an exit code: 0xC0000005 is an access violation. https://learn.microsoft.com/openspecs/windows_protocols/ms-erref
const FIRST_NTSTATUS_ERROR = 0xc0000000;

/**
 * What a failed pg_dump, pg_restore, pg_dumpall, psql or initdb means. Never throws; an unknown failure becomes
 * restore_failed or tool_failed and quotes the last line.
 */
export function classifyFailure(failure: ToolFailure): AppError {
  const text = errorText(failure.stderr);
  const role = failure.role === undefined ? '<role>' : quoteWhereNeeded(failure.role);
  const explanation =
    explainEnd(failure, text) ??
    firstExplanation(RULES, { tool: failure.tool, role, text }) ??
    unknownFailure(failure, text === '' ? failure.stderr : text);
  const detail = failure.stderr.trim();
  return new AppError(explanation.code, explanation.message, explanation.nextStep, {
    detail: detail === '' ? undefined : detail,
  });
}

/**
 * What an error thrown by the `pg` package means. Never throws; an AppError passes through, and what neither the
 * server nor the network said becomes `internal`.
 * @param subject The name of the connection, and the role it uses when the next step should name it.
 */
export function classifyDriverError(
  error: unknown,
  subject: { readonly connection: string; readonly role?: string | undefined },
): AppError {
  if (error instanceof AppError) return error;
  const fields = readDriverError(error);
  const detail = [`${fields.code} ${fields.message}`.trim(), fields.detail, fields.hint]
    .filter((part) => part !== '')
    .join('\n');
  const explanation = isSqlState(fields.code) ? explainServerError(fields, subject.role) : explainSocketError(fields);
  return explanation === null ? AppError.from(error) : onConnection(explanation, subject.connection, error, detail);
}

/** True when trying again later, unchanged, can succeed. */
export function isTransient(code: ErrorCode): boolean {
  return TRANSIENT.has(code);
}

function explainServerError(fields: ReturnType<typeof readDriverError>, role: string | undefined): Explanation {
  const text = [`${fields.severity || 'ERROR'}:  ${fields.message}`, fields.detail, fields.hint].join('\n');
  const bySqlState = explainSqlState(fields);
  const byText = firstExplanation(RULES, {
    tool: '',
    role: role === undefined ? '<role>' : quoteWhereNeeded(role),
    text,
  });
  // The wording tells more, but only the SQLSTATE is certain: 57014 also covers a lock or statement timeout.
  if (byText !== null && (bySqlState === null || bySqlState.code === byText.code || fields.code === '57014'))
    return byText;
  return (
    bySqlState ?? {
      code: 'tool_failed',
      message: `The server answered with an error: ${fields.message}`,
      nextStep: `Look up the code ${fields.code} in the PostgreSQL manual (appendix A), or in the server's log.`,
    }
  );
}

/** How the program ended, where that says more than its words. */
function explainEnd({ tool, exitCode, signal, stderr }: ToolFailure, text: string): Explanation | null {
  const ended =
    signal ?? (exitCode === 137 ? 'SIGKILL' : exitCode === 141 ? 'SIGPIPE' : exitCode === 139 ? 'SIGSEGV' : null);
  const crashed =
    ended === 'SIGSEGV' || ended === 'SIGBUS' || ended === 'SIGABRT' || (exitCode ?? 0) >= FIRST_NTSTATUS_ERROR;
  if (crashed && tool === 'pg_restore') {
    return {
      code: 'archive_damaged',
      message: 'pg_restore crashed while it read the archive, which it does when the archive is damaged.',
      nextStep: 'Use another backup; "lifeboat verify --all" says which are whole.',
    };
  }
  if (crashed) {
    return {
      code: 'tool_failed',
      message: `${tool} crashed (${ended ?? `exit code 0x${(exitCode ?? 0).toString(16)}`}).`,
      nextStep: 'Update the PostgreSQL client programs to the newest minor version and try again.',
    };
  }
  if (ended === 'SIGKILL' || WORKER_DIED.test(text)) {
    const worker = ended === 'SIGKILL' ? tool : `A worker of ${tool}`;
    // A worker's own words, printed before the leader noticed its end, are the reason.
    if (ended === null && lastErrorLine(text) !== '') return null;
    return {
      code: 'tool_killed',
      message: `${worker} was killed, perhaps by the system because memory ran out.`,
      nextStep: 'Look for "Out of memory" in the system\'s log; free memory or use fewer jobs, then try again.',
    };
  }
  if (ended !== null || /terminated by user/.test(stderr)) {
    return {
      code: 'tool_killed',
      message:
        ended === 'SIGPIPE'
          ? `${tool} stopped because its output was no longer taken.`
          : `${tool} was stopped${ended === null ? '' : ` by ${ended}`}.`,
      nextStep: 'If nobody stopped it on purpose, look into the run log for what happened just before, then try again.',
    };
  }
  return null;
}

function unknownFailure({ tool, exitCode }: ToolFailure, text: string): Explanation {
  const code = isRestoring(tool) ? 'restore_failed' : 'tool_failed';
  const nextStep =
    'The run log has everything the program said; "lifeboat doctor" checks the connection and its rights.';
  const said = lastErrorLine(text);
  if (said === '')
    return { code, message: `${tool} failed with exit code ${exitCode ?? 'unknown'} and gave no reason.`, nextStep };
  return { code, message: `${tool} failed: ${said}`, nextStep };
}

/** The last line that names an error, without the program's name; else the last line. */
function lastErrorLine(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !WORKER_DIED.test(line));
  const naming = lines.findLast((line) => /(?:error|fatal|ERROR|FATAL|PANIC): /.test(line));
  return (naming ?? lines.at(-1) ?? '').replace(/^[\w.-]+: +(?:error: +)?/, '').slice(0, 500);
}

/**
 * Leaves out what is no error: with --verbose the names of tables stand on lines of their own (`pg_dump: dumping
 * contents of table "…"`), and a table may be called "No space left on device".
 */
function errorText(stderr: string): string {
  const kept: string[] = [];
  let keeping = true;
  for (const line of stderr.split(/\r?\n/)) {
    const own = /^(?:pg_\w+|psql|initdb|postgres)(?:\.exe)?: (.*)$/.exec(line);
    if (own !== null) keeping = isAboutError(own[1] ?? '', keeping);
    if (/^(?:WARNING|NOTICE|INFO|LOG): /.test(line)) keeping = false;
    if (/^(?:psql:.*: )?(?:ERROR|FATAL|PANIC): /.test(line)) keeping = true;
    if (keeping) kept.push(line);
  }
  return kept.join('\n');
}

function isAboutError(rest: string, afterError: boolean): boolean {
  if (/^(?:error|fatal): |^terminated by user/.test(rest)) return true;
  if (/^(?:detail|hint): /.test(rest)) return afterError;
  return /^(?:could not|out of memory|cannot|invalid|aborting)/.test(rest);
}

function quoteWhereNeeded(role: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(role) ? role : `"${role.replaceAll('"', '""')}"`;
}
