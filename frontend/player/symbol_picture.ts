// The symbols in a picture that is saved: all of them, in as many lines as they need.

import type { Pen, TextLook } from "../shared/scene.ts";
import type { CellLook } from "../shared/theme.ts";
import { judgedRuns, rightProbabilities } from "./answers.ts";
import { barPlaces, drawBar } from "./bars.ts";
import { stepLabel } from "./model.ts";
import { type CellBox, placeCells } from "./symbol_places.ts";
import { shortSymbol } from "./symbol_text.ts";
import { ruler } from "./text_lines.ts";
import type { Model, Run, Values } from "./types.ts";
import type { Room } from "./view.ts";

/** Sizes of the cells in pixels, and the longest symbol that is written out. */
export const SYMBOLS = { bars: 18, barGap: 4, longest: 14 } as const;

const GLYPH = 24;
const MARGIN = { left: 14, top: 10, bottom: 6 };

interface Bars {
  readonly runs: readonly Run[];
  readonly chances: readonly Values[];
}

function drawBars(pen: Pen, { runs, chances }: Bars, box: CellBox, step: number, room: Room): void {
  const places = barPlaces(runs.length);
  const bottom = box.top + GLYPH + SYMBOLS.barGap + SYMBOLS.bars;
  runs.forEach((run, k) => {
    const value = chances[k][step];
    if (!Number.isFinite(value)) return;
    const x = box.left + box.width / 2 + places.at(k) - places.width / 2;
    const colour = room.theme.cellText(run.cell);
    pen.rect(x, bottom - SYMBOLS.bars, places.width, SYMBOLS.bars, { fill: room.theme.faint(0.1) });
    drawBar(pen, x, bottom, places.width, Math.max(1, value * SYMBOLS.bars), colour, run.dash);
  });
}

/** Draws all symbols; returns the height they take. */
export function drawSymbols(
  pen: Pen | null,
  model: Model,
  looks: readonly CellLook[],
  current: number,
  room: Room,
): number {
  const { theme, width } = room;
  const texts = looks.map((_, t) => shortSymbol(stepLabel(model.sequence, t), SYMBOLS.longest));
  const words = texts.some((text) => Array.from(text).length > 2);
  const font: TextLook = { colour: theme.text, size: 14.5, font: theme.font, anchor: "middle" };
  const rule = pen ?? ruler();
  const widths = texts.map((text) => Math.max(22, rule.measure(text, font) + (words ? 14 : 6)));
  const runs = judgedRuns(model);
  const chances = runs.map((run) => rightProbabilities(model, run));
  const boxes = placeCells(widths, {
    width: width - 2 * MARGIN.left,
    height: GLYPH + (runs.length ? SYMBOLS.bars + SYMBOLS.barGap : 0),
    across: words ? 4 : 2,
    down: 10,
  });
  boxes.forEach((box, t) => {
    const place = { ...box, left: box.left + MARGIN.left, top: box.top + MARGIN.top };
    pen?.rect(place.left, place.top, place.width, GLYPH, { fill: looks[t].ground }, 4);
    const middle = place.left + place.width / 2;
    pen?.text(texts[t], middle, place.top + 17, { ...font, colour: looks[t].text });
    if (t === current) {
      const ring = { stroke: { colour: theme.text, width: 2 } };
      pen?.rect(place.left - 2.5, place.top - 2.5, place.width + 5, GLYPH + 5, ring, 5);
    }
    if (pen) drawBars(pen, { runs, chances }, place, t, room);
  });
  const last = boxes.at(-1);
  return last ? MARGIN.top + last.top + last.height + MARGIN.bottom : 0;
}
