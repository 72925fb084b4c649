import type { MenuItemConstructorOptions } from 'electron';
import type { Situation } from './situation.ts';
import type { Words } from './texts/words.ts';
import type { TrayView } from './trayState.ts';

export interface TrayActions {
  readonly open: (route?: string) => void;
  readonly backUp: (plan: string) => void;
  /** Pauses every plan that is not paused, until an instant or until resumed. */
  readonly pause: (until: Date | null) => void;
  readonly resume: () => void;
  readonly quit: () => void;
}

const HOUR_MS = 3_600_000;

/** The menu for a situation; `Open` comes first, so that it is what a double click or Enter takes. */
export function trayMenu(
  view: TrayView,
  situation: Situation,
  words: Words,
  now: Date,
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  const { texts } = words;
  const { failure } = view;
  return [
    { label: texts.open, click: () => actions.open() },
    { label: literal(view.summary), enabled: false },
    { type: 'separator' },
    { label: texts.backUpNow, submenu: planItems(situation, words, actions) },
    ...pauseItems(situation, words, now, actions),
    ...(failure === null
      ? []
      : [
          {
            label: literal(texts.lastFailure(failure.plan, words.instant(failure.at))),
            click: () => actions.open(failure.run === null ? '/runs' : `/runs/${failure.run}`),
          },
        ]),
    { type: 'separator' },
    { label: texts.settings, click: () => actions.open('/settings') },
    { label: texts.quit, click: () => actions.quit() },
  ];
}

function planItems({ plans, running }: Situation, { texts }: Words, actions: TrayActions) {
  if (plans.length === 0) return [{ label: texts.noPlans, enabled: false }];
  return plans.map(({ plan }) => ({
    label: literal(plan),
    enabled: !running.some((run) => run.plan === plan),
    click: () => actions.backUp(plan),
  }));
}

function pauseItems({ plans }: Situation, words: Words, now: Date, actions: TrayActions): MenuItemConstructorOptions[] {
  const { texts } = words;
  const paused = plans.filter(({ state }) => state === 'paused').length;
  const tomorrow = startOfTomorrow(now);
  const pause: MenuItemConstructorOptions = {
    label: texts.pause,
    enabled: paused < plans.length,
    submenu: [
      { label: texts.pauseHour, click: () => actions.pause(new Date(now.getTime() + HOUR_MS)) },
      { label: texts.pauseTomorrow(words.time(tomorrow)), click: () => actions.pause(tomorrow) },
      { label: texts.pauseOpen, click: () => actions.pause(null) },
    ],
  };
  return paused === 0 ? [pause] : [pause, { label: texts.resume, click: () => actions.resume() }];
}

/** A lone ampersand would mark the key of a menu item. */
function literal(text: string): string {
  return text.replaceAll('&', '&&');
}

/** In the time zone of this machine. */
function startOfTomorrow(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
}
