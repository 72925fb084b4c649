import { type Picture, readPng } from './png.ts';

const HEADER_BYTES = 6;
const ENTRY_BYTES = 16;

/** The pictures of a Windows icon; each must be a PNG as wide and high as the directory says. */
export function readIco(file: Buffer): Picture[] {
  if (file.readUInt32LE(0) !== 0x10000) throw new Error('not an icon');
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const entry = file.subarray(HEADER_BYTES + ENTRY_BYTES * index);
    const [bytes, offset] = [entry.readUInt32LE(8), entry.readUInt32LE(12)];
    const picture = readPng(file.subarray(offset, offset + bytes));
    const [width, height] = [entry[0] || 256, entry[1] || 256];
    if (picture.width !== width || picture.height !== height)
      throw new Error(`a picture is not ${width} wide and high`);
    return picture;
  });
}
