import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { iconPath, TRAY_PICTURES } from '../main/hosts/desktop/icons.ts';
import { launchBrowser } from '../test/screens/browser.ts';
import { appSvg } from './icons/app.mjs';
import { icoFile } from './icons/ico.mjs';
import { sheetHtml, svgUri } from './icons/sheet.mjs';
import { traySvg } from './icons/tray.mjs';
import { root } from './lib/node.mjs';

const folder = join(root, 'main', 'hosts', 'desktop', 'icons');
const TRAY_ICO_SIZES = [16, 20, 24, 32, 48];
const APP_ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

rmSync(folder, { recursive: true, force: true });
await using stack = new AsyncDisposableStack();
const browser = stack.adopt(await launchBrowser(), (launched) => launched.close());

for (const { state, frame } of TRAY_PICTURES) {
  const colour = traySvg(state, false, frame);
  const template = traySvg(state, true, frame);
  const mac = iconPath(state, 'darwin', frame);
  write(iconPath(state, 'linux', frame), await draw(colour, 32));
  write(iconPath(state, 'win32', frame), await drawIco(TRAY_ICO_SIZES, () => colour));
  write(mac, await draw(template, 16));
  write(mac.replace('.png', '@2x.png'), await draw(template, 32));
}

for (const size of APP_SIZES) {
  write(join(folder, 'app', `${size}x${size}.png`), await draw(appSvg(size, false), size));
}
write(join(folder, 'windows.ico'), await drawIco(APP_ICO_SIZES, (size) => appSvg(size, false)));
write(join(folder, 'mac.png'), await draw(appSvg(1024, true), 1024));
write(join(root, 'docs', 'screenshots', 'tray-states.png'), await drawSheet());

/**
 * @param {readonly number[]} sizes
 * @param {(size: number) => string} svg
 */
async function drawIco(sizes, svg) {
  const pictures = [];
  for (const size of sizes) pictures.push({ size, png: await draw(svg(size), size) });
  return icoFile(pictures);
}

/**
 * @param {string} svg
 * @param {number} size in pixels, both ways
 */
async function draw(svg, size) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}img{display:block}</style><img src="${svgUri(svg)}" width="${size}">`);
  const png = await page.screenshot({ omitBackground: true });
  await page.context().close();
  return png;
}

async function drawSheet() {
  const page = await browser.newPage({ viewport: { width: 768, height: 270 }, deviceScaleFactor: 2 });
  await page.setContent(sheetHtml());
  const png = await page.locator('body').screenshot();
  await page.context().close();
  return png;
}

/**
 * @param {string} file
 * @param {Buffer} content
 */
function write(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
