// Where everything stands, from the room there is: pure numbers, in CSS pixels. On a screen the
// player is as high as what the window leaves, so that nothing scrolls between what one changes and
// what changes; where it is narrow, the pieces stand below one another.

/** What the layout must know of what is shown. */
export interface Shown {
  /** Of each run: its units and its recorded vectors. */
  readonly runs: readonly { readonly units: number; readonly vectors: number }[];
  /** Lines of the sentence on how the sequence was read. */
  readonly note: number;
  /** How many networks read more than what travelled. */
  readonly overviews: number;
  readonly epochs: boolean;
  /** What the sequence asks for, and the least that it can be drawn in. */
  readonly track: { readonly usual: number; readonly least: number };
  /** Symbols stand below the columns, over the numbers of their steps. */
  readonly symbols: boolean;
  /** Whether the most probable classes are listed. */
  readonly classes: boolean;
}

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** The room of one run: its picture on the left and its heatmaps on the right. */
export interface RunRoom {
  /** Of both sides; 0: as high as they need to be. */
  readonly height: number;
  readonly picture: Box;
  readonly heatmap: Box;
  /** Symbols beside the heatmaps instead of captions above them. */
  readonly compact: boolean;
}

export interface Layout {
  readonly narrow: boolean;
  readonly width: number;
  /** 0: as high as it needs to be. */
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly track: Box;
  readonly said: Box;
  readonly overview: Box;
  readonly runs: readonly RunRoom[];
  /** Whether the runs scroll in a pane of their own. */
  readonly scrolls: boolean;
  readonly unit: Box;
  readonly trace: Box;
  readonly axis: Box;
}

/** The whole sequence in coarse: a line of words, and a picture a network. */
export const OVERVIEW = { line: 30, picture: 40, least: 24, gap: 4, foot: 8 } as const;

export const WIDE_FROM = 880;
export const GAP = 8;
/** Lines of text and controls whose height does not depend on the room. */
export const FIXED = {
  heading: 22,
  note: 20,
  transport: 40,
  bar: 30,
  axis: 18,
  symbols: 34,
  caption: 17,
} as const;
const LEAST_HEIGHT = 560;
const UNIT = { least: 108, leastOfMany: 96, most: 150 } as const;
const TRACK = { least: 84, most: 150 } as const;
/** Heads and a few rows of an equation. */
const LEAST_PICTURE = 96;
/** What a run weighs beside its vectors when heights are shared: its picture grows with it. */
const PICTURE_WEIGHT = 2;
/** Of a run's panel around its picture: padding, and the sentence and the button below it. */
export const WORDS = 40;
const PADDING = 10;
/** Above the sequence, and above the unit. */
const MARGINS = 4 + GAP;
const MOST_HEATMAP = 200;
/** Three classes, with what was right. */
const CLASSES = 124;
const TRACE_CAPTION = 20;
const COMPACT_BELOW = 44;

function share(width: number): { left: number; right: number } {
  const left = Math.round(Math.max(420, Math.min(680, width * 0.48)));
  return { left, right: width - left - GAP };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

function overviewHeight(count: number): number {
  if (count === 0) return 0;
  const each = count > 1 ? OVERVIEW.least : OVERVIEW.picture;
  return OVERVIEW.line + count * (each + OVERVIEW.gap) + OVERVIEW.foot - OVERVIEW.gap;
}

/** A run's heatmaps fill its height; where that is little, their captions go. */
function heatmapRoom(height: number, width: number, vectors: number) {
  const each = height / Math.max(1, vectors);
  const compact = each < COMPACT_BELOW;
  const own = compact ? 3 : FIXED.caption + 3;
  return { heatmap: { width, height: Math.floor(clamp(each - own, 14, MOST_HEATMAP)) }, compact };
}

/** The heights of runs that share one, by their recorded vectors: six heatmaps need more than one.
 * None is lower than its picture with the words below it. */
export function shareHeight(vectors: readonly number[], height: number): readonly number[] {
  const title = vectors.length > 1 ? FIXED.caption : 0;
  const least = title + LEAST_PICTURE + WORDS + PADDING;
  const spare = Math.max(0, height - vectors.length * least);
  const weights = vectors.map((count) => count + PICTURE_WEIGHT);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => Math.floor(least + (spare * weight) / all));
}

function wideLayout(shown: Shown, width: number, height: number): Layout {
  const { left, right } = share(width);
  const whole = Math.max(LEAST_HEIGHT, height);
  const count = Math.max(1, shown.runs.length);
  const axis = shown.symbols ? FIXED.symbols : FIXED.axis;
  // Of several networks the pictures need the room.
  const most = whole * (count > 1 ? 0.13 : 0.18);
  const least = Math.max(TRACK.least, shown.track.least, shown.classes ? CLASSES : 0);
  const track = Math.max(least, Math.min(TRACK.most, shown.track.usual, most));
  const unit =
    count > 1
      ? clamp(whole * 0.135, UNIT.leastOfMany, UNIT.most)
      : clamp(whole * 0.19, UNIT.least, UNIT.most);
  const lines = FIXED.heading + shown.note * FIXED.note + FIXED.transport + FIXED.bar;
  const overview = overviewHeight(shown.overviews);
  const gap = overview ? GAP : 0;
  const rest = whole - lines - track - unit - overview - gap - axis - MARGINS;
  const gaps = (count - 1) * GAP;
  const heights = shareHeight(
    shown.runs.map(({ vectors }) => vectors),
    rest - gaps,
  );
  const title = count > 1 ? FIXED.caption : 0;
  return {
    narrow: false,
    width,
    height: whole,
    left,
    right,
    said: { width: left, height: track },
    track: { width: right, height: track },
    overview: { width, height: overview },
    runs: shown.runs.map(({ vectors }, k) => ({
      height: heights[k],
      picture: { width: left - 2 * PADDING, height: heights[k] - title - WORDS - PADDING },
      ...heatmapRoom(heights[k] - 4, right, vectors),
    })),
    scrolls: heights.reduce((sum, own) => sum + own, gaps) > rest + 1,
    unit: { width: left, height: unit },
    trace: { width: right, height: unit - TRACE_CAPTION },
    axis: { width: right, height: axis },
  };
}

const NARROW = { track: 128, picture: 330, heatmap: 56, unit: 0, trace: 150 } as const;

function narrowLayout(shown: Shown, width: number): Layout {
  return {
    narrow: true,
    width,
    height: 0,
    left: width,
    right: width,
    said: { width, height: 0 },
    track: {
      width,
      height: clamp(
        shown.track.usual,
        shown.track.least,
        Math.max(shown.track.least, NARROW.track),
      ),
    },
    overview: { width, height: 0 },
    runs: shown.runs.map(({ units }) => ({
      height: 0,
      picture: { width: width - 2 * PADDING, height: NARROW.picture },
      heatmap: { width, height: clamp(units * 3, NARROW.heatmap, MOST_HEATMAP) },
      compact: false,
    })),
    scrolls: false,
    unit: { width, height: NARROW.unit },
    trace: { width, height: NARROW.trace },
    axis: { width, height: shown.symbols ? FIXED.symbols : FIXED.axis },
  };
}

/** `height`: what the window leaves below the place where the player begins. */
export function layOut(shown: Shown, width: number, height: number): Layout {
  return width < WIDE_FROM ? narrowLayout(shown, width) : wideLayout(shown, width, height);
}
