// The page's colours, read from Streamlit's CSS variables, as opaque CSS colours: for canvases, and
// for text that must stay readable on them. A page without Streamlit sets the same variables.

import {
  buildScales,
  contrastRatio,
  cssRgb,
  luminance,
  mix,
  type Palette,
  type Rgb,
  readableOn,
  type Scales,
  withAlpha,
} from "./colour.ts";

export interface CellLook {
  readonly ground: string;
  readonly text: string;
}

export interface Theme {
  /** The same for the same colours and font. */
  readonly key: string;
  readonly font: string;
  readonly mono: string;
  readonly text: string;
  readonly muted: string;
  readonly page: string;
  /** Ground of the player's panels. */
  readonly panel: string;
  /** Ground of the Lab's cards. */
  readonly card: string;
  readonly border: string;
  readonly grid: string;
  readonly axis: string;
  readonly exact: string;
  readonly truth: string;
  readonly truthText: string;
  readonly baseline: string;
  readonly scales: Scales;
  /** The text's colour, nearly transparent. */
  faint(alpha: number): string;
  /** The colour of a kind of cell: "lstm", "gru", "rnn_tanh", "rnn_relu". */
  cell(cell: string): string;
  cellText(cell: string): string;
  /** Paler than the line itself, and still told from the page as graphics must be. */
  cellAhead(cell: string): string;
  /** The colour of text about a gate; that of all text for states. */
  scaleText(scale: string): string;
  /** The state scale for cells with text in them, by shade. */
  stateCells(): readonly CellLook[];
}

let probe: CanvasRenderingContext2D | null = null;

// A canvas understands every CSS colour; painting one over the page also settles its alpha.
function painted(colour: string, under: string): string {
  if (!probe) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    probe = canvas.getContext("2d", { willReadFrequently: true });
  }
  if (!probe) return colour;
  for (const layer of [under, colour]) {
    probe.fillStyle = layer;
    probe.fillRect(0, 0, 1, 1);
  }
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  return cssRgb([red, green, blue] as Rgb);
}

// The text is dark throughout on a light page and light on a dark one: black beside white on two
// blues that are nearly the same reads as a difference where there is none. A ground too deep for
// it gives way a little, by a few hundredths.
function cellsWithText(css: readonly string[], text: string, panel: string): CellLook[] {
  const inks = [text, luminance(panel) > 0.4 ? "rgb(0, 0, 0)" : "rgb(255, 255, 255)"];
  return css.map((colour) => {
    const full = painted(colour, panel);
    for (let share = 0; share <= 1; share += 0.01) {
      const ground = mix(full, panel, share);
      const ink = inks.find((one) => contrastRatio(one, ground) >= 4.6);
      if (ink) return { ground, text: ink };
    }
    return { ground: panel, text };
  });
}

const MONO =
  '"Source Code Pro", ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace';

// A theme has few colours, and they are asked for with every step.
function remembered<Key>(colourOf: (key: Key) => string): (key: Key) => string {
  const known = new Map<Key, string>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const colour = colourOf(key);
    known.set(key, colour);
    return colour;
  };
}

/** The colours of the page around an element, with the hues of a packet. */
export function readTheme(root: Element, palette: Palette): Theme {
  const style = getComputedStyle(root);
  const pick = (name: string, fallback: string) =>
    style.getPropertyValue(`--st-${name}`).trim() || fallback;
  const page = painted(pick("background-color", "#ffffff"), "#ffffff");
  const text = painted(pick("text-color", style.color || "#31333f"), page);
  const secondary = painted(pick("secondary-background-color", "#f0f2f6"), page);
  const border = painted(pick("border-color", "rgba(49, 51, 63, 0.2)"), page);
  const panel = mix(page, secondary, 0.5);
  const font = style.fontFamily || "sans-serif";
  const scales = buildScales(palette);
  const cell = (name: string) => palette.cells[name] ?? palette.truth;
  let looks: readonly CellLook[] | null = null;
  return {
    key: [text, page, secondary, border, font].join(";"),
    font,
    mono: MONO,
    text,
    muted: readableOn(mix(page, text, 0.7), panel, 5.6),
    page,
    panel,
    card: mix(page, secondary, 0.42),
    border,
    grid: mix(page, text, 0.1),
    axis: mix(page, text, 0.25),
    exact: readableOn("#1F9A55", panel),
    truth: palette.truth,
    truthText: readableOn(palette.truth, page, 5),
    baseline: palette.baseline,
    scales,
    faint: remembered((alpha: number) => withAlpha(text, alpha)),
    cell,
    cellText: remembered((name: string) => readableOn(cell(name), panel)),
    cellAhead: remembered((name: string) => readableOn(mix(panel, cell(name), 0.6), panel, 3.1)),
    scaleText: remembered((scale: string) =>
      palette.gates[scale] ? readableOn(palette.gates[scale], panel) : text,
    ),
    stateCells: () => {
      looks ??= cellsWithText(scales.state.css, text, panel);
      return looks;
    },
  };
}

/** The hue of a run in a plot of many: runs of the same cell keep its hue and differ in lightness. */
export function variantColour(hex: string, variant: number, theme: Theme): string {
  return [hex, mix(hex, theme.text, 0.42), mix(hex, theme.page, 0.4)][variant % 3];
}

/** Dashes that tell runs of one colour apart. */
export function variantDash(variant: number): readonly number[] {
  return [[], [7, 3], [2, 3], [8, 3, 2, 3]][variant % 4];
}
