import { capture } from '../../exec.ts';

const PATIENCE_MS = 3_000;
const WATCHER = 'org.kde.StatusNotifierWatcher';
const PLACE = '/StatusNotifierWatcher';
const PROPERTY = 'IsStatusNotifierHostRegistered';

const PROPERTIES = 'org.freedesktop.DBus.Properties.Get';

/** The same question in the words of three programs; a desktop has at least one of them. */
const QUESTIONS: readonly { readonly file: string; readonly args: readonly string[] }[] = [
  { file: 'busctl', args: `--user get-property ${WATCHER} ${PLACE} ${WATCHER} ${PROPERTY}`.split(' ') },
  {
    file: 'gdbus',
    args: `call --session --dest ${WATCHER} --object-path ${PLACE} --method ${PROPERTIES} ${WATCHER} ${PROPERTY}`.split(
      ' ',
    ),
  },
  {
    file: 'dbus-send',
    args: `--session --print-reply --dest=${WATCHER} ${PLACE} ${PROPERTIES} string:${WATCHER} string:${PROPERTY}`.split(
      ' ',
    ),
  },
];

/** Whether this desktop shows tray icons: asked over D-Bus on Linux, and taken for granted elsewhere. Nobody to ask means no. */
export async function hasTrayHost(env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const names = ['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'];
  const bus = Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  for (const question of QUESTIONS) {
    const answer = await capture({ ...question, env: bus, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
    if (answer?.code === 0) return /\btrue\b/.test(answer.stdout);
  }
  return false;
}
