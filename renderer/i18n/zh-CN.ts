import type { Messages } from './en.ts';
import { alerts } from './zh-CN/alerts.ts';
import { backups } from './zh-CN/backups.ts';
import { channels } from './zh-CN/channels.ts';
import { charts } from './zh-CN/charts.ts';
import { common } from './zh-CN/common.ts';
import { connections } from './zh-CN/connections.ts';
import { drills } from './zh-CN/drills.ts';
import { errors } from './zh-CN/errors.ts';
import { desktop } from './zh-CN/desktop.ts';
import { health } from './zh-CN/health.ts';
import { keys } from './zh-CN/keys.ts';
import { overview } from './zh-CN/overview.ts';
import { plans } from './zh-CN/plans.ts';
import { replace } from './zh-CN/replace.ts';
import { restore } from './zh-CN/restore.ts';
import { runs } from './zh-CN/runs.ts';
import { settings } from './zh-CN/settings.ts';
import { welcome } from './zh-CN/welcome.ts';

export const zhCN: Messages = {
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
