export const desktop = {
  desktop: {
    title: '桌面',
    startAtLogin: '登录时启动',
    startAtLoginText: '登录系统后，Lifeboat 会在系统托盘中启动，备份无需等您打开它。',
  },
};
