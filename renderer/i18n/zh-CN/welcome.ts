import type { Messages } from '../en.ts';

export const welcome = {
  welcome: {
    title: '首次备份',
    steps: '步骤',
    connect: '连接',
    choose: '选择数据库',
    backup: '首次备份',
    connectTitle: '哪台服务器？',
    connectText: 'Lifeboat 使用此角色登录并读取数据。可以先测试连接。',
    chooseTitle: '哪些数据库？',
    chooseText: '每个数据库各有一个计划。备份时间和保留期限以后可以更改。',
    databases: '数据库',
    another: '添加另一台服务器',
    allOfThem: '全部选择',
    noneOfThem: '全部不选',
    noDatabases: '此服务器没有可备份的数据库。',
    hasPlan: '已由 {{plan}} 备份',
    planName: '{{database}} 的计划名称',
    start_zero: '开始首次备份',
    start_one: '开始首次备份',
    start_other: '开始首次备份（{{count}} 个数据库）',
    backupTitle: '首次备份',
    backupText: '可以离开此页；只要 Lifeboat 在运行，备份就会继续。',
    done: '完成：保护至 {{when}}。',
    look: '查看备份内容',
  },
} satisfies Partial<Messages>;
