import type { Messages } from '../en.ts';

export const settings = {
  settings: {
    title: '设置',
    language: '语言',
    theme: '主题',
    system: '跟随系统',
    light: '浅色',
    dark: '深色',
    english: 'English',
    chinese: '简体中文',
    catalog: '目录',
    catalogText: 'Lifeboat 对计划、运行和备份的记录。可根据备份旁的清单重建。',
    check: '检查',
    rebuild: '重建',
    whole: '目录完好。',
    broken: '目录存在问题：',
    rebuilt: '已重建：收录 {{adopted}} 个，缺失 {{missing}} 个，未知 {{unknown}} 个。',
    folders: '文件夹',
    home: '主目录',
    catalogFile: '目录文件',
    roots: '备份',
    noRoots: '尚无计划',
    version: 'Lifeboat {{version}}',
  },
} satisfies Partial<Messages>;
