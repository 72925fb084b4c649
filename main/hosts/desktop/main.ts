import path from 'node:path';
import { app, ipcMain, session } from 'electron';
import { APP_VERSION, readConfig } from '../../config.ts';
import { type Clock, systemClock } from '../../ports.ts';
import { applicationLogFile, logRuns, openApplicationLog } from '../applicationLog.ts';
import { createScreens } from '../page/screens.ts';
import { programFolder } from '../programFolder.ts';
import { followActivity } from './activity.ts';
import type { Purpose } from './arguments.ts';
import { createAutostart } from './autostart.ts';
import { createDesktopPort } from './desktopPort.ts';
import { openEngine } from './engine.ts';
import { followCore } from './follow.ts';
import { firstTime, introduce, ownCommand, setApplicationMenu } from './identity.ts';
import { serveIpc } from './ipc.ts';
import { confinePages, denyPermissions } from './lockdown.ts';
import { freshMemory, judgeNotices } from './notices.ts';
import { createNotifier } from './notifier.ts';
import { messageOf } from './noticeText.ts';
import { createWakeLock, lookAfterSleep } from './power.ts';
import { registerPageScheme, servePage } from './protocol.ts';
import { handleQuit } from './quit.ts';
import { desktopSecrets } from './secrets.ts';
import type { Situation } from './situation.ts';
import { wordsOf } from './texts/words.ts';
import { createTray } from './tray.ts';
import { createTrayActions } from './trayActions.ts';
import { hasTrayHost } from './trayHost.ts';
import { followUpdates, loadUpdater } from './updates.ts';
import { createWindow } from './window.ts';

export interface DesktopOptions {
  readonly purpose: Extract<Purpose, { kind: 'window' }>;
  readonly clock?: Clock;
}

/**
 * Opens Lifeboat as a desktop program: a tray icon, and a window when it is wanted.
 * @throws AppError as `readConfig` and `createApp`; nothing is open then.
 */
export async function startDesktop({ purpose, clock = systemClock }: DesktopOptions): Promise<void> {
  // Electron wants to know all this before it is ready, so nothing is awaited until then.
  const cwd = app.isPackaged ? app.getPath('home') : process.cwd();
  const config = readConfig({ home: purpose.home, env: process.env, cwd });
  const folder = introduce(config);
  if (!app.requestSingleInstanceLock()) return app.exit(0);
  registerPageScheme();
  const logger = openApplicationLog(applicationLogFile(config), clock);
  confinePages(logger);
  const started = clock.now();
  await app.whenReady();

  const out = path.join(programFolder(import.meta.dirname), 'out');
  const trayHost = await hasTrayHost(process.env);
  let words = wordsOf('system', app.getLocale());
  const opened = Promise.withResolvers<void>();
  let busy = () => false;
  handleQuit({
    busy: () => busy(),
    words: () => words,
    logger,
    async stop() {
      // Whoever quits at once waits until everything is there to be ended.
      await opened.promise;
      stopUpdates();
      follower.stop();
      await engine.stop();
      logger.log('info', 'host.stopped', { door: 'desktop', pid: process.pid });
      window.release();
      tray.remove();
    },
  });
  setApplicationMenu();
  denyPermissions(session.defaultSession);
  servePage(createScreens(path.join(out, 'renderer')));

  const autostart = createAutostart({
    app,
    platform: process.platform,
    command: ownCommand(config.env),
    configDir: config.env['XDG_CONFIG_HOME'] || path.join(app.getPath('home'), '.config'),
  });
  const notifier = createNotifier(logger, () => void follower.look());
  const desktop = createDesktopPort(autostart, notifier, () => engine.scheduleElsewhere());
  const engine = await openEngine(config, { clock, logger, secrets: desktopSecrets(config), desktop });
  engine.app.listen(logRuns(logger));
  logger.log('info', 'host.started', { door: 'desktop', version: APP_VERSION, pid: process.pid });

  const window = createWindow({
    preload: path.join(out, 'preload', 'preload.cjs'),
    clock,
    logger,
    hidesToTray: () => trayHost,
    onHidden() {
      const { hintTitle, hintBody } = words.texts;
      if (firstTime(folder, 'hint-shown')) notifier.show({ title: hintTitle, body: hintBody }, () => window.open());
    },
    onGivenUp() {
      const { crashed, crashedDetail } = words.texts;
      notifier.show({ title: crashed, body: crashedDetail }, () => window.open());
    },
  });
  serveIpc({ ipcMain, app: engine.app, send: (channel, event) => window.send(channel, event) });

  const tray = createTray(createTrayActions(engine.app, window), clock);
  let memory = freshMemory(started);
  const show = (situation: Situation) => {
    words = wordsOf(situation.language, app.getLocale());
    tray.show(situation, words, clock.now());
    const judged = judgeNotices(memory, situation);
    ({ memory } = judged);
    for (const notice of judged.notices) {
      const { route, ...message } = messageOf(notice, words);
      notifier.show(message, () => window.open(route));
    }
  };
  const follower = followCore({
    app: engine.app,
    clock,
    logger,
    problems: () => desktop.kinds(),
    onSituation: show,
    onMinute: () => engine.scheduleElsewhere() && reconcile(),
  });
  const reconcile = () => {
    engine
      .reconcile()
      .then(() => follower.look())
      .catch((error: unknown) => logger.log('error', 'scheduler.failed', { error: String(error) }));
  };
  const wakeLock = createWakeLock();
  busy = followActivity(engine.app, wakeLock);
  lookAfterSleep(reconcile);
  const stopUpdates = followUpdates({ load: () => loadUpdater(app.isPackaged), clock, logger, busy: () => busy() });
  app.on('second-instance', (_event, argv) => {
    if (!argv.includes('--hidden')) window.open();
  });
  app.on('activate', () => window.open());

  reconcile();
  await follower.look();
  const atLogin = process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
  if (!trayHost || !(purpose.hidden || atLogin)) window.open();
  opened.resolve();
}
