import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { iconPath, TRAY_PICTURES } from '../../main/hosts/desktop/icons.ts';
import { readIco } from './ico.ts';
import { type Picture, readPng } from './png.ts';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'main', 'hosts', 'desktop', 'icons');
/** Two shapes of 16 by 16 pixels differ to the eye when at least this many pixels are solid in one and clear in the other. */
const DISTINCT_PIXELS = 12;

describe('the pictures of the tray', () => {
  it.each([
    ['linux', (file: Buffer) => [readPng(file)], [32]],
    ['win32', readIco, [16, 20, 24, 32, 48]],
    ['darwin', (file: Buffer) => [readPng(file)], [16]],
  ] as const)('are there for %s in every size', (platform, read, sizes) => {
    for (const { state, frame } of TRAY_PICTURES) {
      const pictures = read(readFileSync(iconPath(state, platform, frame)));
      expect(pictures.map(({ width, height }) => [width, height])).toEqual(sizes.map((size) => [size, size]));
      expect(pictures.every((picture) => hasClearAndSolid(picture))).toBe(true);
    }
  });

  it.each(['win32', 'darwin'] as const)(
    'differ by shape on %s, not by colour alone, and so do the frames',
    (platform) => {
      const shapes = TRAY_PICTURES.map(({ state, frame }) => smallest(iconPath(state, platform, frame)));
      const pairs = shapes.flatMap((one, index) => shapes.slice(index + 1).map((other) => difference(one, other)));
      expect(pairs).toHaveLength(36);
      expect(Math.min(...pairs)).toBeGreaterThanOrEqual(DISTINCT_PIXELS);
    },
  );

  it('are templates on macOS: black and alpha, and twice as large beside', () => {
    for (const { state, frame } of TRAY_PICTURES) {
      const file = iconPath(state, 'darwin', frame);
      expect(file).toMatch(/Template\.png$/);
      const large = readPng(readFileSync(file.replace('.png', '@2x.png')));
      expect([large.width, large.height]).toEqual([32, 32]);
      for (const picture of [readPng(readFileSync(file)), large]) expect(isBlack(picture)).toBe(true);
    }
  });

  it('are in colour elsewhere', () => {
    for (const { state, frame } of TRAY_PICTURES)
      expect(isBlack(readPng(readFileSync(iconPath(state, 'linux', frame))))).toBe(false);
  });

  it('are all that is in their folder', () => {
    const files = TRAY_PICTURES.flatMap(({ state, frame }) => {
      const mac = path.basename(iconPath(state, 'darwin', frame));
      const others = (['linux', 'win32'] as const).map((platform) => path.basename(iconPath(state, platform, frame)));
      return [...others, mac, mac.replace('.png', '@2x.png')];
    });
    expect(readdirSync(path.join(FOLDER, 'tray')).sort()).toEqual(files.sort());
  });
});

describe("the application's icon", () => {
  it('has every size that its name says', () => {
    const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
    const files = readdirSync(path.join(FOLDER, 'app'));
    expect(files.sort()).toEqual(sizes.map((size) => `${size}x${size}.png`).sort());
    for (const size of sizes) {
      const { width, height } = readPng(readFileSync(path.join(FOLDER, 'app', `${size}x${size}.png`)));
      expect([width, height]).toEqual([size, size]);
    }
  });

  it('is one file for Windows, up to 256 pixels', () => {
    const pictures = readIco(readFileSync(path.join(FOLDER, 'windows.ico')));
    expect(pictures.map(({ width }) => width)).toEqual([16, 24, 32, 48, 64, 128, 256]);
  });

  it('keeps a clear margin on macOS', () => {
    const { width, pixels } = readPng(readFileSync(path.join(FOLDER, 'mac.png')));
    expect(width).toBe(1024);
    const alphaAt = (x: number, y: number) => pixels[(y * width + x) * 4 + 3];
    expect([alphaAt(512, 90), alphaAt(512, 110), alphaAt(933, 512), alphaAt(915, 512)]).toEqual([0, 255, 0, 255]);
  });
});

function smallest(file: string): Picture {
  const content = readFileSync(file);
  const picture = file.endsWith('.ico') ? readIco(content)[0] : readPng(content);
  if (picture === undefined) throw new Error(`${file} is empty`);
  return picture;
}

function alphas({ pixels }: Picture): number[] {
  return [...pixels].filter((_, index) => index % 4 === 3);
}

function hasClearAndSolid(picture: Picture): boolean {
  const values = alphas(picture);
  return values.includes(0) && values.some((alpha) => alpha > 200);
}

function difference(one: Picture, other: Picture): number {
  const others = alphas(other);
  return alphas(one).filter((alpha, index) => Math.abs(alpha - (others[index] ?? 0)) > 127).length;
}

function isBlack({ pixels }: Picture): boolean {
  return pixels.every((value, index) => index % 4 === 3 || value === 0);
}
