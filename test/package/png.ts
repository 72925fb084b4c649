import { inflateSync } from 'node:zlib';

const SIGNATURE_BYTES = 8;
const RGBA = 6;
const CHANNELS = 4;

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel, row by row: red, green, blue, alpha. */
  readonly pixels: Uint8Array;
}

/** Reads a PNG of 8 bits a channel with alpha, not interlaced; anything else is an error. */
export function readPng(file: Buffer): Picture {
  const header = file.subarray(SIGNATURE_BYTES + 8);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (header[8] !== 8 || header[9] !== RGBA || header[12] !== 0) throw new Error('not a PNG of the expected kind');
  return { width, height, pixels: unfilter(inflateSync(imageData(file)), width * CHANNELS, height) };
}

function imageData(file: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = SIGNATURE_BYTES;
  while (at < file.length) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return Buffer.concat(parts);
}

/** Each row begins with the number of the filter that its bytes went through. */
function unfilter(data: Buffer, stride: number, height: number): Uint8Array {
  const pixels = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = data[row * (stride + 1)];
    for (let column = 0; column < stride; column += 1) {
      const at = row * stride + column;
      const left = column < CHANNELS ? 0 : (pixels[at - CHANNELS] ?? 0);
      const up = pixels[at - stride] ?? 0;
      const upLeft = column < CHANNELS ? 0 : (pixels[at - stride - CHANNELS] ?? 0);
      pixels[at] = (data[row * (stride + 1) + 1 + column] ?? 0) + predict(filter, left, up, upLeft);
    }
  }
  return pixels;
}

function predict(filter: number | undefined, left: number, up: number, upLeft: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return Math.floor((left + up) / 2);
  const guess = left + up - upLeft;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - upLeft)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : upLeft;
}
