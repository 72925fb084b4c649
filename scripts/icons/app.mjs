/** Below this a tile would leave the ring too few pixels. In pixels. */
const SMALL = 32;

/**
 * The application's icon: the lifebuoy on a tile of the program's blue.
 * @param {number} size in pixels: small ones have fewer details
 * @param {boolean} inset with the margin that macOS expects around the tile
 */
export function appSvg(size, inset) {
  const small = size <= SMALL;
  const [edge, corner] = inset ? [100, 185] : [small ? 0 : 32, small ? 200 : 212];
  const tile = 1024 - 2 * edge;
  const scale = inset ? 0.88 : small ? 1.26 : 1.04;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024" fill="none">
<defs>
<linearGradient id="tile" x2="0" y2="1"><stop stop-color="#2b7fd4"/><stop offset="1" stop-color="#124a80"/></linearGradient>
<linearGradient id="ring" x2="0" y2="1"><stop stop-color="#fff"/><stop offset="1" stop-color="#e3ecf5"/></linearGradient>
</defs>
<rect x="${edge}" y="${edge}" width="${tile}" height="${tile}" rx="${corner}" fill="url(#tile)"/>
<g transform="translate(512 512) scale(${scale}) translate(-512 -512)">${small ? '' : shadow()}${buoy(small)}</g></svg>`;
}

/** @param {boolean} small */
function buoy(small) {
  const bands = [45, 135, 225, 315].map(
    (angle) =>
      `<path d="M512 142V382" stroke="#f0642d" stroke-width="${small ? 170 : 150}" transform="rotate(${angle} 512 512)"/>`,
  );
  return (
    '<clipPath id="round"><path clip-rule="evenodd" d="M512 162a350 350 0 1 0 0 700a350 350 0 1 0 0-700Zm0 200a150 150 0 1 1 0 300a150 150 0 1 1 0-300Z"/></clipPath>' +
    `<g clip-path="url(#round)"><path fill="url(#ring)" d="M162 162h700v700h-700z"/>${bands.join('')}</g>`
  );
}

/** Under the ring, so that it lies on the tile. */
function shadow() {
  return '<circle cx="512" cy="530" r="250" stroke="#0b2f54" stroke-opacity=".35" stroke-width="200"/>';
}
