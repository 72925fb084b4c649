import { TITLES } from '../../../alerts/words.ts';

/** What the desktop says outside its window. Lists and instants come formatted. */
export const en = {
  open: 'Open Lifeboat',
  backUpNow: 'Back up now',
  noPlans: 'No plans yet',
  pause: 'Pause',
  pauseHour: 'For 1 hour',
  pauseTomorrow: (when: string) => `Until tomorrow, ${when}`,
  pauseOpen: 'Until I resume',
  resume: 'Resume',
  lastFailure: (plan: string, when: string) => `Last failure: ${plan}, ${when}…`,
  settings: 'Settings…',
  quit: 'Quit Lifeboat',

  running: (plans: string) => `Running now: ${plans}.`,
  unprotected: (plans: string) => `No good backup yet: ${plans}.`,
  failing: (plans: string) => `The last backup failed: ${plans}.`,
  overdue: (plans: string) => `Overdue: ${plans}.`,
  doubted: (plans: string) => `The last drill found a fault: ${plans}.`,
  protected: (when: string) => `Everything is protected up to ${when}.`,
  paused: 'All plans are paused.',
  empty: 'Nothing is backed up yet.',
  next: (when: string) => `Next backup: ${when}.`,
  problems: {
    notifications: 'Notifications cannot be shown.',
    schedule: 'Another Lifeboat runs the schedule.',
  },

  alertTitles: TITLES,
  recoveredBody: 'A good backup was taken.',
  drillPassedBody: 'The newest backup was restored and compared.',
  overBody: 'This is over.',
  hintTitle: 'Lifeboat keeps running',
  hintBody: 'It is in the tray, and goes on with the schedule. Quit it from there.',

  quitQuestion: 'A run is under way. Quit all the same?',
  quitDetail: 'What runs is cancelled cleanly, and a scheduled backup is caught up at the next start.',
  quitStay: 'Keep running',
  quitLeave: 'Cancel it and quit',
  crashed: 'The window stopped working several times.',
  crashedDetail: 'Backups go on. Open Lifeboat again from its icon; if it happens again, restart Lifeboat.',
};

export type Texts = typeof en;
