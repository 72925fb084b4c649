import type { Messages } from '../en.ts';

export const runs = {
  runs: {
    title: '运行',
    none: '还没有任何运行。',
    kind: '内容',
    plan: '计划',
    state: '状态',
    started: '开始',
    duration: '用时',
    trigger: '发起者',
    open: '{{plan}} 的{{kind}}，{{when}}',
    openNoPlan: '{{kind}}，{{when}}',
    openRestore: '查看此次恢复及其结果',
    log: '日志',
    noLog: '日志为空。',
    progress: '运行进度',
    warnings: '警告',
    advisories: '提示',
    attempt: '第 {{count}} 次尝试',
    command: '用命令行查看日志',
  },
} satisfies Partial<Messages>;
