// The path of the state in its principal components, coloured by time. Python has projected it.

import { penOn } from "../shared/canvas_pen.ts";
import { mix } from "../shared/colour.ts";
import { element, setAttribute, setText } from "../shared/elements.ts";
import { formatPercent } from "../shared/numbers.ts";
import type { Pen } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import { dot } from "./marks.ts";
import { runTitle, stepLabel } from "./model.ts";
import { nearestStep, type PathBox, placePath, type Turn } from "./path_places.ts";
import { shortSymbol } from "./symbol_text.ts";
import { drawRuns } from "./text_lines.ts";
import type { Actions, Model, Run, StatePath } from "./types.ts";
import type { Room, View } from "./view.ts";

const MARGIN = 22;
const USUAL_HEIGHT = 250;
// The words below the picture, and the line above it.
const AROUND = 62;
const NEAR = 24;
// More dots than this would hide the line.
const MOST_DOTS = 400;

type Source = "hidden" | "cell_state";
type Dimensions = 2 | 3;

function choice(role: string, text: string): HTMLButtonElement {
  return element("button", { type: "button", class: "quiet jump", "data-role": role }, text);
}

function totalShare({ explained }: StatePath, dimensions: Dimensions): number {
  return explained.slice(0, dimensions).reduce((sum, share) => sum + share, 0);
}

function pathWords(path: StatePath, source: Source, dimensions: Dimensions): string {
  const shares = Array.from(path.explained.slice(0, dimensions), formatPercent).join(" + ");
  const total = formatPercent(Math.min(1, totalShare(path, dimensions)));
  const name = source === "hidden" ? "h" : "c";
  const variance = `${shares} of the variance, ${total} in all`;
  return `Principal components of ${name}: ${variance}. Pale is early, strong is late.`;
}

function drawPath(pen: Pen, places: Float64Array, run: Run, theme: Theme): void {
  const steps = places.length / 2;
  const colourAt = (t: number) =>
    mix(theme.panel, theme.cell(run.cell), 0.22 + 0.78 * (steps > 1 ? t / (steps - 1) : 1));
  for (let t = 1; t < steps; t += 1) {
    const [x, y, a, b] = places.subarray(2 * t - 2, 2 * t + 2);
    pen.line(x, y, a, b, { colour: colourAt(t), width: 2 });
  }
  if (steps >= MOST_DOTS) return;
  for (let t = 0; t < steps; t += 1) {
    pen.circle(places[2 * t], places[2 * t + 1], 2.2, { fill: colourAt(t) });
  }
}

/** The path of the run at a place. */
export function createStatePath(actions: Actions, index: number): View {
  const base = element("canvas", { role: "img" });
  const over = element("canvas", { class: "over", "aria-hidden": "true" });
  const attributes = { class: "stack path-stack", "data-role": "state-path", "data-run": index };
  const stack = element("div", attributes, base, over);
  const words = element("p", { class: "limit path-words", "data-role": "path-words" });
  const hint = element("span", { class: "readout", "data-role": "path-readout" });
  const flat = choice("path-2d", "2D");
  const deep = choice("path-3d", "3D");
  const hidden = choice("path-h", "h");
  const cell = choice("path-c", "c");
  const label = "Path of which state, in how many dimensions";
  const jumps = { class: "jumps", role: "group", "aria-label": label };
  const choices = element("span", jumps, hidden, cell, flat, deep);
  const heading = element("h4", {}, "path of the state");
  const caption = element("figcaption", {}, heading, choices);
  const root = element("figure", { class: "heatmap path" }, caption, stack, words, hint);
  let model: Model | null = null;
  let run: Run | null = null;
  let room: Room | null = null;
  let source: Source = "hidden";
  let dimensions: Dimensions = 2;
  let turn: Turn = { about: 0.6, over: 0.45 };
  let places: Float64Array = new Float64Array(0);
  let drag: { x: number; y: number; turn: Turn; moved: boolean } | null = null;
  let step = -1;

  function choose(button: HTMLElement, apply: () => void): void {
    button.addEventListener("click", () => {
      apply();
      drawAll();
    });
  }
  choose(flat, () => {
    dimensions = 2;
  });
  choose(deep, () => {
    dimensions = 3;
  });
  choose(hidden, () => {
    source = "hidden";
  });
  choose(cell, () => {
    source = "cell_state";
  });

  const boxOf = ({ width, height }: Room): PathBox => ({
    width,
    height: height > 0 ? Math.max(80, height - AROUND) : USUAL_HEIGHT,
    margin: MARGIN,
  });

  function stepWords(model: Model, at: number): string {
    const text = stepLabel(model.sequence, at);
    return `step ${at + model.first}${text ? ` (${shortSymbol(text, 24)})` : ""}`;
  }

  function showChoices(): void {
    setAttribute(hidden, "aria-pressed", source === "hidden");
    setAttribute(cell, "aria-pressed", source === "cell_state");
    setAttribute(flat, "aria-pressed", dimensions === 2);
    setAttribute(deep, "aria-pressed", dimensions === 3);
  }

  function drawAll(): void {
    if (!run || !room || room.width <= 0) return;
    showChoices();
    const path = run.paths[source];
    stack.hidden = words.hidden = !path;
    if (!path) {
      setText(hint, "no path: this network's states are not finite");
      return;
    }
    const box = boxOf(room);
    places = placePath(path, run.steps, dimensions, turn, box);
    const pen = penOn(base, box.width, box.height);
    if (pen) drawPath(pen, places, run, room.theme);
    setText(words, pathWords(path, source, dimensions));
    words.dataset.total = String(totalShare(path, dimensions));
    const what = `${source === "hidden" ? "hidden" : "cell"} state of ${runTitle(run)}`;
    const size = `${dimensions} principal components, ${run.steps} steps`;
    setAttribute(base, "aria-label", `Path of the ${what} in ${size}`);
    mark();
  }

  function mark(near: number | null = null): void {
    if (!room || !model || !run?.paths[source]) return;
    const { theme } = room;
    const box = boxOf(room);
    const pen = penOn(over, box.width, box.height);
    if (!pen || 2 * step >= places.length || step < 0) return;
    dot(pen, places[2 * step], places[2 * step + 1], 6, theme.text, theme.panel);
    if (near !== null && near !== step) {
      dot(pen, places[2 * near], places[2 * near + 1], 5, "", theme.text);
    }
    setText(hint, stepWords(model, near ?? step));
    stack.dataset.step = String(step);
  }

  function nearest(event: PointerEvent): number | null {
    const box = stack.getBoundingClientRect();
    return nearestStep(places, event.clientX - box.left, event.clientY - box.top, NEAR);
  }
  stack.addEventListener("pointerdown", (event) => {
    drag = { x: event.clientX, y: event.clientY, turn, moved: false };
    stack.setPointerCapture(event.pointerId);
  });
  stack.addEventListener("pointermove", (event) => {
    if (!drag || dimensions === 2) {
      mark(nearest(event));
      return;
    }
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    drag.moved ||= Math.hypot(dx, dy) > 4;
    const over = Math.max(-1.5, Math.min(1.5, drag.turn.over + dy / 120));
    turn = { about: drag.turn.about + dx / 120, over };
    drawAll();
  });
  stack.addEventListener("pointerup", (event) => {
    const found = drag && !drag.moved ? nearest(event) : null;
    drag = null;
    if (found !== null) actions.goTo(found);
  });
  stack.addEventListener("pointercancel", () => {
    drag = null;
  });
  stack.addEventListener("pointerleave", () => {
    if (!drag) mark();
  });

  return {
    root,
    load(next) {
      model = next;
      run = model.runs[index];
      cell.hidden = hidden.hidden = !run.paths.cell_state;
      if (cell.hidden) source = "hidden";
    },
    resize(next) {
      room = next;
      const box = boxOf(room);
      stack.style.width = `${box.width}px`;
      stack.style.height = `${box.height}px`;
      drawAll();
    },
    show(state) {
      if (state.step === step) return;
      step = state.step;
      mark();
    },
    picture(pen, picture, state) {
      const path = run?.paths[source];
      if (!run || !model || !path) return 0;
      const { theme, width } = picture;
      const box = boxOf(picture);
      const look = { colour: theme.text, size: 13, font: theme.font };
      const top = drawRuns(
        pen,
        [{ text: "path of the state", weight: 600 }],
        { x: 0, y: 0, width },
        look,
      );
      pen?.at(0, top, () => {
        if (!run) return;
        const found = placePath(path, run.steps, dimensions, turn, box);
        const [x, y] = found.subarray(2 * state.step);
        pen.rect(0, 0, box.width, box.height, { fill: theme.panel }, 8);
        drawPath(pen, found, run, theme);
        dot(pen, x, y, 6, theme.text, theme.panel);
      });
      const runs = [
        { text: `${pathWords(path, source, dimensions)} ${stepWords(model, state.step)}` },
      ];
      const small = { ...look, colour: theme.muted, size: 11.5 };
      const y = top + box.height + 4;
      return y + drawRuns(pen, runs, { x: 0, y, width }, small);
    },
  };
}
