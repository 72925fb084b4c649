/**
 * The address of a plan's page. A name may hold anything, and the router decodes what looks encoded, so no % is left in it.
 */
export function planPath(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll('~', '%7E');
  // Dots alone would be taken for a folder.
  return `/plans/${encoded.replaceAll('.', '%2E').replaceAll('%', '~')}`;
}
