import type { CallOutput, Problem } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Connection } from '../../shared/model/connection.ts';
import { listConnections } from '../catalog/connections.ts';
import { integrityProblems } from '../catalog/open.ts';
import { listPlans } from '../catalog/plans.ts';
import type { ServerAccess } from '../postgres/access.ts';
import { mayCreateDatabases } from '../postgres/database.ts';
import { openSession, type Session } from '../postgres/session.ts';
import { installHint, SAFE_FLOOR } from '../postgres/tools.ts';
import { isProduction, resolveAccess, weakCredentials } from '../runs/access.ts';
import type { Context } from '../runs/context.ts';
import { diskSpace } from '../storage/space.ts';
import { mailProblems } from './environmentChannel.ts';
import type { Handlers } from './handlers.ts';

/** Less than this share of a disk free is worth a word. */
const LOW_DISK = 0.05;

export const doctorHandlers: Handlers<'doctor.run'> = {
  'doctor.run': (context, _input, signal) => runDoctor(context, signal),
};

/** Looks at programs, connections, disks and the catalog; what is wrong is a finding, never an error. */
export async function runDoctor(context: Context, signal: AbortSignal): Promise<CallOutput<'doctor.run'>> {
  const { clients, rejected } = await context.toolbox.discovery();
  const problems: Problem[] = [...(context.ports.desktop?.problems() ?? [])];
  if (clients.length === 0)
    problems.push({
      code: 'tool_missing',
      severity: 'error',
      message: 'No PostgreSQL client programs were found.',
      nextStep: installHint(process.platform, 17),
    });
  for (const { path, reason } of rejected)
    problems.push({
      code: 'tool_rejected',
      severity: 'note',
      message: `${path} ${reason}.`,
      nextStep: 'Repair or remove it; it is not used.',
    });
  for (const { version } of clients.filter((client) => !client.safe)) {
    const floor = SAFE_FLOOR[version.major];
    problems.push({
      code: 'unsafe_tool',
      severity: 'warning',
      message: `The PostgreSQL ${version.text} programs are older than ${floor === undefined ? 'every safe version' : `the safe ${version.major}.${floor}`} (CVE-2026-18408).`,
      nextStep: 'Update them; until then plain SQL backups are not restored.',
    });
  }
  const connections = [];
  for (const connection of listConnections(context.db)) {
    const examined = await examine(context, connection, signal);
    connections.push(examined.summary);
    problems.push(...examined.problems);
  }
  problems.push(...(await diskProblems(context)));
  problems.push(...mailProblems(context).map((problem) => ({ ...problem, severity: 'warning' as const })));
  for (const message of integrityProblems(context.db))
    problems.push({
      code: 'catalog_damaged',
      severity: 'error',
      message,
      nextStep: 'Run `lifeboat catalog rebuild`.',
    });
  return {
    tools: clients.flatMap(({ tools, version, safe }) =>
      Object.entries(tools).map(([name, path]) => ({
        name,
        path,
        version: version.text,
        major: version.major,
        safe,
      })),
    ),
    connections,
    problems,
  };
}

interface Examined {
  readonly summary: {
    readonly name: string;
    readonly reachable: boolean;
    readonly serverVersion: string | null;
    readonly clientChosen: string | null;
  };
  readonly problems: Problem[];
}

/** Tries a connection: reachable, which client, which rights, which credentials. Finds problems instead of throwing. */
async function examine(context: Context, connection: Connection, signal: AbortSignal): Promise<Examined> {
  const { name } = connection;
  try {
    const access = await resolveAccess(context, connection);
    await using session = await openSession(access, connection.database, signal);
    const { clientChosen, problems } = await examineServer(context, connection, access, session);
    return { summary: { name, reachable: true, serverVersion: session.serverVersion, clientChosen }, problems };
  } catch (error) {
    const { code, message, nextStep } = AppError.from(error);
    return {
      summary: { name, reachable: false, serverVersion: null, clientChosen: null },
      problems: [{ code, severity: 'error', message: `${name}: ${message}`, nextStep }],
    };
  }
}

/** What is to be said of a server that answers. */
export async function examineServer(
  context: Context,
  connection: Connection,
  access: ServerAccess,
  session: Session,
): Promise<{ readonly clientChosen: string | null; readonly problems: Problem[] }> {
  const problems: Problem[] = [];
  const weak = weakCredentials(connection, access.password);
  if (weak) problems.push({ ...weak, severity: isProduction(context, connection) ? 'error' : 'warning' });
  if (!(await mayCreateDatabases(session))) {
    problems.push({
      code: 'no_createdb',
      severity: 'note',
      message: `${connection.user} on ${connection.name} may not create databases, so nothing can be restored there.`,
      nextStep: `ALTER ROLE "${connection.user}" CREATEDB; or restore with another connection.`,
    });
  }
  try {
    const client = await context.toolbox.forServer(Math.floor(session.serverVersionNumber / 10_000));
    return { clientChosen: client.version.text, problems };
  } catch (error) {
    const { code, message, nextStep } = AppError.from(error);
    problems.push({ code, severity: 'error', message: `${connection.name}: ${message}`, nextStep });
    return { clientChosen: null, problems };
  }
}

async function diskProblems(context: Context): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const root of new Set(listPlans(context.db).map((plan) => plan.root))) {
    try {
      const { freeBytes, totalBytes } = await diskSpace(root);
      if (freeBytes < totalBytes * LOW_DISK)
        problems.push({
          code: 'disk_low',
          severity: 'warning',
          message: `The disk of ${root} is nearly full.`,
          nextStep: 'Free some space or run `lifeboat prune`.',
        });
    } catch (error) {
      const { code, message, nextStep } = AppError.from(error);
      problems.push({ code, severity: 'error', message, nextStep });
    }
  }
  return problems;
}
