// Texts of several colours that wrap within a width, for pictures that are saved: the screen leaves
// this to the browser.

import { rulerPen } from "../shared/picture.ts";
import type { Pen, TextLook } from "../shared/scene.ts";

/** Text of one look. */
export interface TextRun {
  readonly text: string;
  readonly colour?: string;
  readonly weight?: number;
  /** Stays on one line. */
  readonly kept?: boolean;
}

/** A part of a run, from `x` on within its line. */
export interface PlacedText {
  readonly run: TextRun;
  readonly text: string;
  readonly x: number;
}

export type Measure = (text: string, run: TextRun) => number;

interface Piece {
  readonly run: TextRun;
  readonly text: string;
}

let shared: Pen | null = null;

/** What measures texts where nothing is drawn. */
export function ruler(): Pen {
  shared ??= rulerPen();
  return shared;
}

// What stands between two places at which a line may break: pieces of one or of several runs.
function unbreakable(runs: readonly TextRun[]): Piece[][] {
  const groups: Piece[][] = [];
  let open: Piece[] = [];
  for (const run of runs) {
    const parts = run.kept ? [run.text] : (run.text.match(/\S+\s*|\s+/g) ?? []);
    for (const text of parts) {
      open.push({ run, text });
      if (!/\s$/.test(text)) continue;
      groups.push(open);
      open = [];
    }
  }
  if (open.length) groups.push(open);
  return groups;
}

/** Lines no wider than `width`: they break after spaces, and within a word only where it is wider
 * than a line. Neighbours of one run on one line are one text. */
export function wrapRuns(
  runs: readonly TextRun[],
  width: number,
  measure: Measure,
): readonly (readonly PlacedText[])[] {
  const lines: PlacedText[][] = [[]];
  let x = 0;
  const newLine = () => {
    lines.push([]);
    x = 0;
  };
  const place = ({ run, text }: Piece) => {
    const line = lines[lines.length - 1];
    const last = line.at(-1);
    if (last?.run === run) line[line.length - 1] = { ...last, text: last.text + text };
    else line.push({ run, text, x });
    x += measure(text, run);
  };
  for (const group of unbreakable(runs)) {
    const end = group.length - 1;
    const size = group.reduce(
      (sum, { run, text }, k) => sum + measure(k === end ? text.trimEnd() : text, run),
      0,
    );
    if (x > 0 && x + size > width) newLine();
    // A line does not begin with the space that ended the one before.
    if (x === 0 && lines.length > 1 && group.every(({ text }) => text.trim() === "")) continue;
    if (size <= width) {
      for (const piece of group) place(piece);
      continue;
    }
    for (const { run, text } of group) {
      for (const letter of Array.from(text)) {
        if (x > 0 && x + measure(letter.trimEnd(), run) > width) newLine();
        place({ run, text: letter });
      }
    }
  }
  return lines.filter((line) => line.length > 0).map(withoutLastSpace);
}

function withoutLastSpace(line: readonly PlacedText[]): PlacedText[] {
  return line
    .map((one, k) => (k === line.length - 1 ? { ...one, text: one.text.trimEnd() } : one))
    .filter(({ text }) => text !== "");
}

/** Draws runs from the top left corner of a box on; returns the height they take. With no pen it
 * only measures. */
export function drawRuns(
  pen: Pen | null,
  runs: readonly TextRun[],
  place: { readonly x: number; readonly y: number; readonly width: number },
  look: TextLook,
  lineHeight = Math.round(look.size * 1.45),
): number {
  const lookOf = (run: TextRun): TextLook => ({
    ...look,
    colour: run.colour ?? look.colour,
    weight: run.weight ?? look.weight,
  });
  const rule = pen ?? ruler();
  const lines = wrapRuns(runs, place.width, (text, run) => rule.measure(text, lookOf(run)));
  lines.forEach((line, row) => {
    const y = place.y + row * lineHeight + (lineHeight + look.size * 0.7) / 2;
    for (const { run, text, x } of line) pen?.text(text, place.x + x, y, lookOf(run));
  });
  return lines.length * lineHeight;
}

/** Shortened by as many characters as it takes, with an ellipsis. */
export function fitText(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 1 && measure(`${characters.join("")}…`) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}
