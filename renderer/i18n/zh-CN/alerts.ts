import type { Messages } from '../en.ts';

export const alerts = {
  alerts: {
    title: '警报',
    plan: '计划',
    allPlans: '全部计划',
    kind: '变化类型',
    allKinds: '全部',
    kindOf: {
      failed: '失败',
      recovered: '恢复正常',
      missed: '错过时段',
      drill_failed: '演练发现问题',
      drill_passed: '演练再次恢复成功',
    },
    recovered: '此计划的备份已恢复正常。',
    count_one: '1 项变化',
    count_other: '{{count}} 项变化',
    nothingYet: '过去一年中状态没有变化。计划首次失败、错过时段或恢复正常时，会显示在这里。',
    none: '没有符合筛选条件的变化。',
    clear: '清除筛选',
    run: '查看运行',
    runOf: '{{plan}}，{{when}}',
    truncated: '仅显示最近的 {{count}} 项。',
  },
} satisfies Partial<Messages>;
