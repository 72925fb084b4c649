import { quote } from '../shared/restoreCommand.ts';

/** `lifeboat …`; a name that looks like an option is told to be none. */
export function lifeboat(command: string, name: string): string {
  return `lifeboat ${command} ${name.startsWith('-') ? '-- ' : ''}${quote(name)}`;
}
