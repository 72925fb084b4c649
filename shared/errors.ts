import { z } from 'zod';

/**
 * What an error means to whoever asked; hosts turn it into an exit code or a status.
 * `failed`: it was tried and did not work. `usage`: the input is wrong. `absent`: the thing named does not exist.
 * `refused`: a safety rule said no. `cancelled`: a person or a shutdown stopped it.
 */
export type ErrorKind = 'failed' | 'usage' | 'absent' | 'refused' | 'cancelled';

/** Every stable code, and what kind of error it is. Codes are part of the JSON contract: never rename one. */
const ERROR_KINDS = {
  // input
  bad_input: 'usage',
  name_taken: 'usage',
  unknown_call: 'usage',
  // things that do not exist
  no_plan: 'absent',
  no_connection: 'absent',
  no_backup: 'absent',
  no_run: 'absent',
  no_channel: 'absent',
  no_alert: 'absent',
  ambiguous_backup: 'usage',
  // safety rules
  busy: 'refused',
  confirmation_missing: 'refused',
  default_credentials: 'refused',
  in_use: 'refused',
  protected_backup: 'refused',
  database_exists: 'refused',
  target_unfit: 'refused',
  unsafe_tool: 'refused',
  untrusted_sql: 'refused',
  unsafe_path: 'refused',
  catalog_newer: 'refused',
  clock_moved: 'refused',
  scheduler_running: 'refused',
  // the way from a screen to its host
  no_session: 'refused',
  host_unreachable: 'failed',
  // the server
  server_unreachable: 'failed',
  authentication_failed: 'failed',
  no_database: 'failed',
  permission_denied: 'failed',
  tls_failed: 'failed',
  connection_lost: 'failed',
  lock_timeout: 'failed',
  server_disk_full: 'failed',
  server_too_new: 'failed',
  roles_missing: 'failed',
  extension_missing: 'failed',
  tablespace_missing: 'failed',
  major_missing: 'failed',
  collation_missing: 'failed',
  // the programs
  tool_missing: 'failed',
  tool_failed: 'failed',
  tool_killed: 'failed',
  dump_empty: 'failed',
  dump_truncated: 'failed',
  dump_incomplete: 'failed',
  dump_stalled: 'failed',
  restore_failed: 'failed',
  // storage and catalog
  disk_low: 'failed',
  disk_full: 'failed',
  not_writable: 'failed',
  hash_mismatch: 'failed',
  archive_damaged: 'failed',
  file_missing: 'failed',
  manifest_invalid: 'failed',
  catalog_damaged: 'failed',
  secret_unavailable: 'failed',
  // where messages go
  mail_unreachable: 'failed',
  mail_refused: 'failed',
  webhook_unreachable: 'failed',
  webhook_refused: 'failed',
  address_refused: 'refused',
  // keys
  key_missing: 'failed',
  kit_missing: 'refused',
  signature_invalid: 'failed',
  // the rest
  interrupted: 'failed',
  cancelled: 'cancelled',
  internal: 'failed',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;

export const errorCodes = Object.keys(ERROR_KINDS) as [ErrorCode, ...ErrorCode[]];

/** The form in which an error leaves the core: to a terminal, over HTTP, over IPC, into the catalog. */
export const errorJson = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  nextStep: z.string(),
  detail: z.string().optional(),
});
export type ErrorJson = z.infer<typeof errorJson>;

export interface AppErrorOptions {
  /** What a program printed, already redacted: for the copyable detail, never needed to understand the message. */
  readonly detail?: string | undefined;
  readonly cause?: unknown;
}

/** The one error of Lifeboat: a stable code for programs, a sentence and the next step for a person. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly nextStep: string;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, message: string, nextStep: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.nextStep = nextStep;
    this.detail = options.detail;
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.code];
  }

  toJSON(): ErrorJson {
    const json: ErrorJson = { code: this.code, message: this.message, nextStep: this.nextStep };
    if (this.detail !== undefined) json.detail = this.detail;
    return json;
  }

  static fromJSON(json: ErrorJson): AppError {
    return new AppError(json.code, json.message, json.nextStep, { detail: json.detail });
  }

  /** Any thrown value as an AppError; what is not one already is a defect of ours and says so. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new AppError(
      'internal',
      `Something went wrong inside Lifeboat: ${message}`,
      'Please report this with the run log.',
      {
        detail: thrown instanceof Error ? thrown.stack : undefined,
        cause: thrown,
      },
    );
  }
}
