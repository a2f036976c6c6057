// Colours of values. Hues come from rnnviz/palette.py with the message; the page shows through
// where a value is 0, so both scales work on a light and on a dark page.

function parseHex(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

// 256-entry lookup tables of packed RGBA (little-endian), for ImageData seen as Uint32Array.
function packedScale(colourAt) {
  const table = new Uint32Array(256);
  for (let k = 0; k < 256; k += 1) {
    const [red, green, blue, alpha] = colourAt(k / 255);
    table[k] = ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  }
  return table;
}

function buildScales(palette) {
  const negative = parseHex(palette.negative);
  const positive = parseHex(palette.positive);
  const scales = {
    // fraction 0..1 stands for -1..1
    state: packedScale((f) => {
      const signed = 2 * f - 1;
      // The root lifts small values: on a dark page they would drown in the background.
      return [...(signed < 0 ? negative : positive), Math.pow(Math.abs(signed), 0.7)];
    }),
  };
  for (const [gate, hex] of Object.entries(palette.gates)) {
    scales[gate] = packedScale((f) => [...parseHex(hex), 0.06 + 0.94 * f]);
  }
  return scales;
}

// Index into a scale's table. States are -limit..limit, gates 0..1.
function scaleIndex(scaleName, value, limit) {
  const fraction = scaleName === "state" ? (value / limit + 1) / 2 : value;
  return Math.max(0, Math.min(255, Math.round(fraction * 255)));
}

function cssColour(packed) {
  const alpha = ((packed >>> 24) & 255) / 255;
  return `rgba(${packed & 255}, ${(packed >>> 8) & 255}, ${(packed >>> 16) & 255}, ${alpha.toFixed(3)})`;
}
