/** What has a place of its own on the page of settings, in the order in which it stands there. */
export const settingsParts = ['channels', 'alerts', 'keys', 'catalog', 'audit', 'folders'] as const;
export type SettingsPart = (typeof settingsParts)[number];

/** The address of a part of the settings. */
export const settingsPath = (part: SettingsPart): string => `/settings?part=${part}`;

/** The part that an address names, as far as there is such a one. */
export const partOf = (values: URLSearchParams): SettingsPart | undefined =>
  settingsParts.find((part) => part === values.get('part'));

/** Of its section in the page. */
export const idOf = (part: SettingsPart): string => `settings-${part}`;
