import type { Messages } from '../en.ts';

export const charts = {
  charts: {
    showHistory: '显示历史',
    hideHistory: '隐藏历史',
    noHistory: '还没有完好的备份；其大小和用时将显示在这里。',
    oneBackup: '目前只有一个完好的备份（{{when}}）：{{size}}，用时 {{duration}}。有两个备份后即可绘制图表。',
    size: '磁盘占用',
    duration: '用时',
    course_one: '{{from}} 有 1 个备份：{{last}}。',
    course_other:
      '{{from}} 至 {{until}} 共 {{count}} 个备份：介于 {{lowest}} 和 {{highest}} 之间，最近一个为 {{last}}。',
    showTable: '以表格显示',
    hideTable: '隐藏表格',
    table: '每个备份的大小和用时',
    taken: '时间',
    showForecast: '显示预测',
    hideForecast: '隐藏预测',
    forecast: '备份占用的空间',
    takenSoFar: '已占用',
    coming: '按此速度',
    diskFull: '磁盘写满',
    noForecast: '备份占用 {{now}}。它们没有增长，或数量还太少，无法判断增长速度。',
    full: '备份占用 {{now}}，每天增长 {{perDay}}。按此速度，磁盘将于 {{day}} 写满。增删相抵的计划按不变计算。',
    neverFull: '备份占用 {{now}}，每天增长 {{perDay}}。按此速度，磁盘不会写满。增删相抵的计划按不变计算。',
  },
} satisfies Partial<Messages>;
