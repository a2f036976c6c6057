// The symbols that are read, one cell each, in as many lines as they need: coloured by what a
// unit holds after reading them, with the probabilities of the right answers below.

import { shadeOf } from "../shared/colour.ts";
import { element, setAttribute } from "../shared/elements.ts";
import { counted, formatShare } from "../shared/numbers.ts";
import type { CellLook, Theme } from "../shared/theme.ts";
import { answerAt, judgedRuns, rightProbabilities } from "./answers.ts";
import { barLayers } from "./bars.ts";
import { sourceLimit, stepLabel } from "./model.ts";
import { drawSymbols, SYMBOLS } from "./symbol_picture.ts";
import { type CellBox, nearestCell } from "./symbol_places.ts";
import { hasShape, quotedSymbol, shortSymbol } from "./symbol_text.ts";
import { dragOverTime } from "./time_drag.ts";
import type { Actions, Model, Run, Sequence, State, Values } from "./types.ts";
import type { View } from "./view.ts";

interface Cell {
  readonly root: HTMLElement;
  readonly glyph: HTMLElement;
  readonly bars: HTMLElement;
}

function symbolTitle(
  sequence: Sequence,
  runs: readonly Run[],
  chances: readonly Values[],
  step: number,
): string {
  const answer = answerAt(sequence, step);
  const read = `step ${step}: ${quotedSymbol(stepLabel(sequence, step), 80)}`;
  if (!answer.asked) return read;
  const shares = runs.map((run, k) => `${run.label}: ${formatShare(chances[k][step])}`);
  return [`${read}; right: ${quotedSymbol(answer.name, 80)}`, ...shares].join("\n");
}

function createCell(sequence: Sequence, step: number): Cell {
  const label = stepLabel(sequence, step);
  const glyph = element("bdi", { class: "glyph" }, shortSymbol(label, SYMBOLS.longest));
  glyph.classList.toggle("stand-in", !hasShape(label));
  const bars = element("span", { class: "bars", "aria-hidden": "true" });
  const attributes = { class: "cell", "data-role": "symbol", "data-step": step };
  return { root: element("span", attributes, glyph, bars), glyph, bars };
}

// A line on which nothing is asked needs no room for bars.
function showBars({ bars }: Cell, probabilities: readonly number[], runs: readonly Run[]): void {
  const layers = barLayers(probabilities, runs, SYMBOLS.bars);
  bars.hidden = layers.image.length === 0;
  bars.style.backgroundImage = layers.image.join(", ");
  bars.style.backgroundPosition = layers.position.join(", ");
  bars.style.backgroundSize = layers.size.join(", ");
}

/** The run and unit whose state colours the symbols: the unit pointed at, wherever it is, else that
 * of the run in focus. */
export function colouredBy(
  model: Model,
  state: State,
): { readonly run: Run; readonly unit: number } {
  const index = state.hover ? state.hover.run : state.focus;
  return { run: model.runs[index], unit: state.runs[index].unit };
}

/** The looks of all symbols for one unit. */
export function symbolLooks(run: Run, unit: number, theme: Theme): readonly CellLook[] {
  const limit = sourceLimit(run, "hidden");
  const looks = theme.stateCells();
  const hidden = run.sources.hidden;
  return Array.from(
    { length: run.steps },
    (_, t) => looks[shadeOf("state", hidden[t * run.units + unit], limit)],
  );
}

export function createSymbolRow(actions: Actions): View {
  const root = element("div", { class: "symbols", role: "group", "data-role": "symbols" });
  let model: Model | null = null;
  let theme: Theme | null = null;
  let cells: readonly Cell[] = [];
  let boxes: readonly CellBox[] = [];
  let read = "";
  let painted = "";
  let current = -1;
  let scrolled = 0;
  // Heights of what is seen and of all; 0 where all is seen.
  let visible = 0;
  let total = 0;

  const drag = dragOverTime(root, {
    // A press on the scroll bar is none on a symbol.
    accepts: (event) => event.offsetX <= root.clientWidth,
    stepAt(event) {
      const box = root.getBoundingClientRect();
      return nearestCell(boxes, event.clientX - box.left, event.clientY - box.top + root.scrollTop);
    },
    onSteps: actions.goTo,
  });
  root.addEventListener("scroll", () => {
    scrolled = root.scrollTop;
    showMore();
  });

  // A fading edge says that there is more beyond it.
  function showMore(): void {
    root.classList.toggle("more-above", visible > 0 && scrolled > 4);
    root.classList.toggle("more-below", visible > 0 && scrolled + visible < total - 4);
  }

  function loadCells({ sequence, steps }: Model): void {
    const text = JSON.stringify([steps, sequence.stepLabels]);
    if (text === read) return;
    read = text;
    cells = Array.from({ length: steps }, (_, t) => createCell(sequence, t));
    root.replaceChildren(...cells.map((cell) => cell.root));
    const lengths = cells.map(({ glyph }) => Array.from(glyph.textContent).length);
    root.classList.toggle("words", Math.max(...lengths) > 2);
    current = -1;
  }

  // Colours change with the unit and not with the step, so stepping paints none of them.
  function paint(run: Run, unit: number): void {
    const key = `${run.index}/${unit}`;
    if (key === painted || !theme) return;
    painted = key;
    const looks = symbolLooks(run, unit, theme);
    cells.forEach(({ glyph }, t) => {
      glyph.style.backgroundColor = looks[t].ground;
      glyph.style.color = looks[t].text;
    });
  }

  function keepInSight(box: CellBox | undefined): void {
    if (!box || visible === 0) return;
    if (box.top >= scrolled && box.top + box.height <= scrolled + visible) return;
    scrolled = Math.max(0, Math.min(total - visible, box.top - visible / 2 + box.height / 2));
    root.scrollTop = scrolled;
    showMore();
  }

  return {
    root,
    load(next) {
      model = next;
      root.hidden = model.sequence.kind !== "symbols";
      if (root.hidden) return;
      loadCells(model);
      painted = "";
      const { sequence } = model;
      const runs = judgedRuns(model);
      const chances = runs.map((run) => rightProbabilities(next, run));
      const room = runs.length ? `${SYMBOLS.bars + SYMBOLS.barGap}px` : "0px";
      root.style.setProperty("--bars", room);
      cells.forEach((cell, t) => {
        const shares = chances.map((list) => list[t]);
        showBars(cell, shares, runs);
        cell.root.title = symbolTitle(sequence, runs, chances, t);
      });
      const label = `${counted(model.steps, "symbol")} read; click one to go to its step`;
      setAttribute(root, "aria-label", label);
    },
    resize(room) {
      if (root.hidden || !model) return;
      theme = room.theme;
      painted = "";
      const wide = root.classList.contains("words") ? 92 : 38;
      root.classList.toggle("large", model.steps * wide <= room.width);
      boxes = cells.map(({ root: { offsetLeft, offsetTop, offsetWidth, offsetHeight } }) => ({
        left: offsetLeft,
        top: offsetTop,
        width: offsetWidth,
        height: offsetHeight,
      }));
      total = root.scrollHeight;
      visible = total > root.clientHeight + 1 ? root.clientHeight : 0;
      scrolled = root.scrollTop;
      showMore();
      keepInSight(boxes[current]);
    },
    show(state) {
      if (root.hidden || !model) return;
      const { run, unit } = colouredBy(model, state);
      paint(run, unit);
      if (state.step === current) return;
      cells[current]?.root.removeAttribute("aria-current");
      current = state.step;
      cells[current]?.root.setAttribute("aria-current", "step");
      if (!drag.active) keepInSight(boxes[current]);
    },
    picture(pen, room, state) {
      if (model?.sequence.kind !== "symbols") return 0;
      const { run, unit } = colouredBy(model, state);
      const looks = symbolLooks(run, unit, room.theme);
      return drawSymbols(pen, model, looks, state.step, room);
    },
  };
}
