/** @typedef {import('../../main/hosts/desktop/icons.ts').TrayState} TrayState */

/** Seen equally well on light and dark panels: each has a contrast of about 3 or more to both. */
const COLOURS = /** @type {const} */ ({
  protected: '#2f9e44',
  running: '#228be6',
  attention: '#e67700',
  failed: '#e03131',
  paused: '#868e96',
  empty: '#868e96',
});

/** On a grid of 32; even numbers fall on whole pixels at 16. */
const SHAPES = /** @type {const} */ ({
  protected: buoy([0, 90, 180, 270]),
  running: without('<path d="M16 16V-1H33V16Z"/>', buoy([180, 270])),
  attention:
    without('<circle cx="25.5" cy="25.5" r="8.5"/>', buoy([0, 270])) +
    '<circle class="solid" cx="25.5" cy="25.5" r="5.5"/>',
  failed:
    without(
      '<path d="M4 4 28 28M28 4 4 28" stroke="#000" stroke-width="5.5"/>',
      '<circle class="line" cx="16" cy="16" r="12.75" stroke-width="4"/>',
    ) + '<path class="line" d="m10 10 12 12m0-12L10 22" stroke-width="4"/>',
  paused:
    '<circle class="line" cx="16" cy="16" r="13" stroke-width="3"/>' +
    '<path class="solid" d="M10 10h4v12h-4zM18 10h4v12h-4z"/>',
  empty:
    '<circle class="line" cx="16" cy="16" r="13" stroke-width="2"/>' +
    '<circle class="line" cx="16" cy="16" r="7" stroke-width="2"/>',
});

/**
 * The tray's picture of a state.
 * @param {TrayState} state
 * @param {boolean} template black and alpha only, as macOS wants it
 * @param {number} quarters how far it is turned, clockwise
 */
export function traySvg(state, template, quarters = 0) {
  const colour = template ? '#000' : COLOURS[state];
  // A band is a paler piece of the ring, never a hole in it: holes have a meaning.
  const band = template ? '#fff' : `color-mix(in srgb, ${colour} 25%, #fff)`;
  const shape = quarters === 0 ? SHAPES[state] : `<g transform="rotate(${quarters * 90} 16 16)">${SHAPES[state]}</g>`;
  const drawing = template ? seeThrough(shape) : shape;
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none">' +
    `<style>.line{stroke:${colour}}.solid{fill:${colour}}.band{stroke:${band}}</style>${drawing}</svg>`
  );
}

/**
 * The ring with its bands.
 * @param {readonly number[]} angles where a band is, clockwise from the top, in degrees
 */
function buoy(angles) {
  const bands = angles.map(
    (angle) => `<path class="band" d="M16 1.5V9" stroke-width="5" transform="rotate(${angle} 16 16)"/>`,
  );
  return `<circle class="line" cx="16" cy="16" r="10.75" stroke-width="7.5"/>${bands.join('')}`;
}

/**
 * @param {string} hidden black shapes, which the drawing loses
 * @param {string} drawing
 */
function without(hidden, drawing) {
  const all = '<path fill="#fff" d="M-1-1h34v34H-1z"/>';
  return `<mask id="cut" maskUnits="userSpaceOnUse">${all}<g fill="#000">${hidden}</g></mask><g mask="url(#cut)">${drawing}</g>`;
}

/**
 * Black stays, white becomes half transparent black.
 * @param {string} drawing
 */
function seeThrough(drawing) {
  const filter =
    '<filter id="alpha" color-interpolation-filters="sRGB" filterUnits="userSpaceOnUse" x="0" y="0" width="32" height="32">' +
    '<feColorMatrix values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  -.6 0 0 1 0"/></filter>';
  return `${filter}<g filter="url(#alpha)">${drawing}</g>`;
}
