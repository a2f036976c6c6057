// The page's colours, read from Streamlit's CSS variables so that canvases follow the theme.

const colourProbe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

function parseColour(text, fallback) {
  colourProbe.canvas.width = 1;
  colourProbe.canvas.height = 1;
  colourProbe.fillStyle = fallback;
  colourProbe.fillStyle = text;
  colourProbe.fillRect(0, 0, 1, 1);
  return [...colourProbe.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

function mix(first, second, share) {
  return first.map((value, k) => Math.round(value + (second[k] - value) * share));
}

function rgb(colour, alpha = 1) {
  return alpha === 1 ? `rgb(${colour.join(", ")})` : `rgba(${colour.join(", ")}, ${alpha})`;
}

function readTheme(root) {
  const style = getComputedStyle(root);
  const text = parseColour(style.getPropertyValue("--st-text-color") || style.color, "#31333f");
  const page = parseColour(style.getPropertyValue("--st-background-color"), "#ffffff");
  const secondary = parseColour(style.getPropertyValue("--st-secondary-background-color"), "#f0f2f6");
  return {
    text,
    page,
    card: mix(page, secondary, 0.42),
    muted: mix(text, page, 0.26),
    grid: mix(page, text, 0.1),
    axis: mix(page, text, 0.25),
    font: style.fontFamily || "sans-serif",
    key: `${text}|${page}|${style.fontFamily}`,
  };
}

// Runs of the same cell keep its hue and differ in lightness and in the dashes of their curves.
function runColour(run, theme) {
  const base = parseHex(run.hex);
  return [base, mix(base, theme.text, 0.42), mix(base, theme.page, 0.4)][run.variant % 3];
}

function runDash(run) {
  return [[], [7, 3], [2, 3]][run.variant % 3];
}
