/** Settings whose value is a list of names, kept with each name quoted where it needs to be (GUC_LIST_QUOTE in the server's source). */
const NAME_LISTS: ReadonlySet<string> = new Set([
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'shared_preload_libraries',
  'temp_tablespaces',
  'unix_socket_directories',
]);

/** The names in the kept value of a setting that is a list of names; null for any other setting, whose value is one text. */
export function splitNameList(setting: string, value: string): string[] | null {
  if (!NAME_LISTS.has(setting.toLowerCase())) return null;
  const names = [...value.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,"]+?))\s*(?:,|$)/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
  );
  return names.length === 0 ? [''] : names;
}
