import type { Messages } from '../en.ts';

export const drills = {
  drill: {
    title: '恢复演练',
    about: '演练会把此备份恢复到一个临时环境，进行比对，并测量所需时间。结束后不留下任何东西。',
    start: '演练',
    none: '尚未演练过。',
    rto: '恢复耗时',
    notMeasured: '尚未测量',
    measured: '恢复用时 {{time}}',
    compared: '已比对 {{tables}}、{{rows}}',
    tables_one: '1 个表',
    tables_other: '{{count}} 个表',
    rows_one: '1 行',
    rows_other: '{{number}} 行',
    on: '位于 {{connection}}',
    state: {
      restored: '已恢复，与备份一致',
      different: '已恢复，但存在差异',
      damaged: '备份已损坏',
      failed: '无法恢复',
      untestable: '无法在此测试',
    },
    untestable: '这不说明备份有任何问题。',
  },
} satisfies Partial<Messages>;
