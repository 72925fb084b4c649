/** A version of a PostgreSQL program or server. */
export interface ToolVersion {
  /** 15 of 15.18; 9 of 9.6.24. */
  readonly major: number;
  /** 18 of 15.18; 624 of 9.6.24, as in `server_version_num` modulo 10000; 0 before the first release (17beta1). */
  readonly minor: number;
  /** As printed, without the packager's suffix: "15.18", "17beta1", "9.6.24". */
  readonly text: string;
}

/**
 * The first minor release of each major that contains the fix for CVE-2026-18408: below it a dump of a hostile server
 * runs commands of its own on the machine that restores it with psql.
 */
export const SAFE_FLOOR: Readonly<Record<number, number>> = { 18: 6, 17: 11, 16: 15, 15: 19, 14: 24 };

const NEWEST_FLOOR = 18;
const VERSION = /^(?:[\w.-]+ \(PostgreSQL\) )?((\d+)(?:\.(\d+))?(?:\.(\d+))?(?:(?:devel|alpha|beta|rc)\d*)?)(?=\s|$)/;
const STAGES = ['devel', 'alpha', 'beta', 'rc'] as const;

/**
 * Reads what `pg_dump --version` and its siblings print, or a `server_version` setting.
 * @returns null when the text is neither.
 */
export function parseVersion(output: string): ToolVersion | null {
  const match = VERSION.exec(output.trim());
  const [, text, first, second, third] = match ?? [];
  if (text === undefined || first === undefined) return null;
  const major = Number(first);
  // Until 9.6 the first two numbers named the major release.
  const minor = major < 10 ? Number(second ?? 0) * 100 + Number(third ?? 0) : Number(second ?? 0);
  return { major, minor, text };
}

/** Negative when `a` is older than `b`, 0 when equal; 17beta1 < 17beta2 < 17rc1 < 17.0. */
export function compareVersions(a: ToolVersion, b: ToolVersion): number {
  return a.major - b.major || a.minor - b.minor || stageOf(a) - stageOf(b);
}

/** True when the version contains the fix of SAFE_FLOOR; majors without a floor are too old (fixed in none) or newer. */
export function isSafe(version: ToolVersion): boolean {
  if (version.major > NEWEST_FLOOR) return true;
  const floor = SAFE_FLOOR[version.major];
  return floor !== undefined && version.minor >= floor;
}

function stageOf(version: ToolVersion): number {
  const stage = /(devel|alpha|beta|rc)(\d*)$/.exec(version.text);
  if (stage === null) return STAGES.length * 100;
  return STAGES.findIndex((name) => name === stage[1]) * 100 + Number(stage[2] ?? 0);
}
