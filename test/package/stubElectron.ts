import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const WIRE_VERSION = 1;
/** As Electron ships them: '1' on, '0' off, in the order of FuseV1Options. */
const FUSES_AS_SHIPPED = '101100011';

/** A folder that electron-builder takes for an unpacked Electron: nothing to run, but fuses to flip. */
export function makeStubElectron(dir: string): string {
  mkdirSync(path.join(dir, 'resources'), { recursive: true });
  const wire = Buffer.concat([
    Buffer.from(SENTINEL),
    Buffer.from([WIRE_VERSION, FUSES_AS_SHIPPED.length]),
    Buffer.from(FUSES_AS_SHIPPED),
  ]);
  writeFileSync(path.join(dir, 'electron'), Buffer.concat([Buffer.alloc(512, 'x'), wire, Buffer.alloc(512, 'x')]));
  return dir;
}
