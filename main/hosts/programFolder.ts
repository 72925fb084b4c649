import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of the nearest manifest: above the sources as above the built program, also inside a package. */
export function programFolder(from: string): string {
  let dir = from;
  while (!existsSync(path.join(dir, 'package.json')) && path.dirname(dir) !== dir) dir = path.dirname(dir);
  return dir;
}
