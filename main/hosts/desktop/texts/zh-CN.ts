import type { Texts } from './en.ts';

export const zhCN: Texts = {
  open: '打开 Lifeboat',
  backUpNow: '立即备份',
  noPlans: '还没有计划',
  pause: '暂停',
  pauseHour: '1 小时',
  pauseTomorrow: (when) => `到明天 ${when}`,
  pauseOpen: '直到我恢复',
  resume: '恢复',
  lastFailure: (plan, when) => `最近一次失败：${plan}，${when}…`,
  settings: '设置…',
  quit: '退出 Lifeboat',

  running: (plans) => `正在运行：${plans}。`,
  unprotected: (plans) => `还没有可用的备份：${plans}。`,
  failing: (plans) => `最近一次备份失败：${plans}。`,
  overdue: (plans) => `备份已逾期：${plans}。`,
  protected: (when) => `所有数据已保护至 ${when}。`,
  paused: '所有计划均已暂停。',
  empty: '还没有备份任何内容。',
  next: (when) => `下次备份：${when}。`,
  problems: {
    notifications: '无法显示通知。',
    schedule: '备份计划由另一个 Lifeboat 执行。',
  },

  failedTitle: (plan) => `${plan} 备份失败`,
  recoveredTitle: (plan) => `${plan} 已恢复保护`,
  recoveredBody: '已完成一次可用的备份。',
  missedTitle: (plan) => `${plan} 错过了一次备份`,
  overdueTitle: (plan) => `${plan} 的备份已逾期`,
  overdueBody: (since) => `最近一次可用的备份：${since}。`,
  hintTitle: 'Lifeboat 仍在运行',
  hintBody: '它位于系统托盘，会继续执行备份计划。可从托盘菜单退出。',

  quitQuestion: '有任务正在运行。仍要退出吗？',
  quitDetail: '正在运行的任务会被妥善取消，计划内的备份将在下次启动时补做。',
  quitStay: '继续运行',
  quitLeave: '取消任务并退出',
  crashed: '窗口多次停止工作。',
  crashedDetail: '备份仍在继续。请从图标重新打开 Lifeboat；如果再次发生，请重新启动 Lifeboat。',
};
