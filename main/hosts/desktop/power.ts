import { powerMonitor, powerSaveBlocker } from 'electron';

/** Keeps the machine from falling asleep by itself, from one call with `true` to the next with `false`. */
export function createWakeLock(): (busy: boolean) => void {
  let blocker: number | null = null;
  return (busy) => {
    if (blocker !== null) powerSaveBlocker.stop(blocker);
    blocker = busy ? powerSaveBlocker.start('prevent-app-suspension') : null;
  };
}

/** After sleep no timer has fired for a while, and behind a locked screen they may have been late. */
export function lookAfterSleep(look: () => void): void {
  powerMonitor.on('resume', look);
  powerMonitor.on('unlock-screen', look);
}
