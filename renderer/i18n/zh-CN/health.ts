import type { Messages } from '../en.ts';

export const health = {
  health: {
    title: '健康',
    again: '重新检查',
    checking: '正在检查…',
    problems: '问题',
    noProblems: '未发现问题。',
    servers: '服务器',
    noServers: '尚未描述任何服务器。',
    version: '版本',
    client: '客户端',
    reachable: '可连接',
    unreachable: '无法连接',
    clients: 'PostgreSQL 程序',
    noClients: '未找到。',
    program: '程序',
    path: '路径',
    safety: '安全性',
    safe: '安全',
    unsafe: '版本过旧',
    disks: '磁盘',
    noDisks: '还没有计划写入任何位置。',
    unknown: '未知',
  },
} satisfies Partial<Messages>;
