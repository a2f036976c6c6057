// The page's colours as numbers, for canvases and for text that must stay readable on them.

const probe = { context: null };

// A canvas understands every CSS colour; painting one over the page also settles its alpha.
function paintedColour(colour, under) {
  if (!probe.context) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    probe.context = canvas.getContext("2d", { willReadFrequently: true });
  }
  const { context } = probe;
  for (const layer of [under, colour]) {
    context.fillStyle = layer;
    context.fillRect(0, 0, 1, 1);
  }
  return Array.from(context.getImageData(0, 0, 1, 1).data.slice(0, 3));
}

function rgb([red, green, blue], alpha = 1) {
  return `rgba(${Math.round(red)}, ${Math.round(green)}, ${Math.round(blue)}, ${alpha})`;
}

function mixColours(a, b, share) {
  return a.map((value, k) => value * share + b[k] * (1 - share));
}

// Relative luminance and contrast ratio as WCAG 2 defines them.
function luminance(colour) {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrastRatio(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

// The colour itself, or its nearest darker or lighter neighbour that can be read as text.
function readableOn(colour, background, ratio = 4.6) {
  const end = luminance(background) > 0.4 ? [0, 0, 0] : [255, 255, 255];
  for (let share = 1; share > 0; share -= 0.04) {
    const mixed = mixColours(colour, end, share);
    if (contrastRatio(mixed, background) >= ratio) return mixed;
  }
  return end;
}

// The state scale for cells with text in them. The text is dark throughout on a light page and light
// on a dark one: black beside white on two blues that are nearly the same reads as a difference
// where there is none. A ground too deep for it gives way a little, by a few hundredths.
function cellsWithText(cssScale, text, panel) {
  const inks = [text, luminance(panel) > 0.4 ? [0, 0, 0] : [255, 255, 255]];
  return cssScale.map((colour) => {
    const full = paintedColour(colour, rgb(panel));
    for (let share = 1; ; share -= 0.01) {
      const ground = mixColours(full, panel, share);
      const ink = inks.find((one) => contrastRatio(one, ground) >= 4.6);
      if (ink) return { ground: rgb(ground), text: rgb(ink) };
    }
  });
}

function resolveTheme(element, palette) {
  const style = getComputedStyle(element);
  const pick = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  const background = paintedColour(pick("--st-background-color", "#ffffff"), "#ffffff");
  const page = rgb(background);
  const text = paintedColour(pick("--st-text-color", "#31333f"), page);
  const secondary = paintedColour(pick("--st-secondary-background-color", "#f0f2f6"), page);
  const border = paintedColour(pick("--st-border-color", "rgba(49, 51, 63, 0.2)"), page);
  const panel = mixColours(secondary, background, 0.5);
  const scales = buildScales(palette);
  // 0 lies between two entries of an even table; both are nothing, or zeros get a tint.
  scales.state[127] = scales.state[128] = 0;
  const cssScales = {};
  for (const [name, table] of Object.entries(scales)) cssScales[name] = Array.from(table, cssColour);
  let stateCells = null;
  const readable = (hex) => rgb(readableOn(parseHex(hex), panel));
  return {
    key: [text, background, secondary, border, style.fontFamily].join(";"),
    text: rgb(text),
    muted: rgb(readableOn(mixColours(text, background, 0.7), panel, 5.6)),
    faint: (alpha) => rgb(text, alpha),
    background: page,
    panel: rgb(panel),
    panelColour: panel,
    border: rgb(border),
    exact: readable("#1F9A55"),
    truth: palette.truth,
    truthText: rgb(readableOn(parseHex(palette.truth), background, 5)),
    font: style.fontFamily,
    scales,
    cssScales,
    cellColour: (cell) => palette.cells[cell] || palette.truth,
    cellText: (cell) => readable(palette.cells[cell] || palette.truth),
    stateCells: () => {
      stateCells ??= cellsWithText(cssScales.state, text, panel);
      return stateCells;
    },
    // Paler than the line itself, and still told from the page as graphics must be.
    cellAhead: (cell) => rgb(readableOn(mixColours(parseHex(palette.cells[cell] || palette.truth), panel, 0.6), panel, 3.1)),
    scaleText: (scale) => (palette.gates[scale] ? readable(palette.gates[scale]) : ""),
  };
}
