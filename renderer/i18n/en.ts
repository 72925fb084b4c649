import { alerts } from './en/alerts.ts';
import { backups } from './en/backups.ts';
import { channels } from './en/channels.ts';
import { charts } from './en/charts.ts';
import { common } from './en/common.ts';
import { connections } from './en/connections.ts';
import { drills } from './en/drills.ts';
import { errors } from './en/errors.ts';
import { desktop } from './en/desktop.ts';
import { health } from './en/health.ts';
import { keys } from './en/keys.ts';
import { overview } from './en/overview.ts';
import { plans } from './en/plans.ts';
import { replace } from './en/replace.ts';
import { restore } from './en/restore.ts';
import { runs } from './en/runs.ts';
import { settings } from './en/settings.ts';
import { welcome } from './en/welcome.ts';

export const en = {
  ...common,
  ...errors,
  ...overview,
  ...backups,
  ...drills,
  ...restore,
  ...replace,
  ...plans,
  ...connections,
  ...welcome,
  ...runs,
  ...alerts,
  ...charts,
  ...health,
  ...settings,
  ...channels,
  ...keys,
  ...desktop,
};

type Shape<Text> = { [Key in keyof Text]: Text[Key] extends string ? string : Shape<Text[Key]> };
/** What every language has to say. */
export type Messages = Shape<typeof en>;
