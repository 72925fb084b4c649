export const desktop = {
  desktop: {
    title: 'Desktop',
    startAtLogin: 'Start at login',
    startAtLoginText: 'Lifeboat then starts in the tray when you sign in, so that no backup waits for you to open it.',
  },
};
