/** What is said between the window's page and the desktop. */
export const CHANNELS = {
  call: 'lifeboat:call',
  cancel: 'lifeboat:cancel',
  event: 'lifeboat:event',
} as const;
