// One run's update as a picture: heads, operators, strips and what comes out of it.

import { penOn, pixelRatio } from "../shared/canvas_pen.ts";
import { element, setAttribute } from "../shared/elements.ts";
import { createHeads, drawHeads, headHeight, isBare, placeHeads } from "./equation_heads.ts";
import { type EquationLayout, equationLayout, shadesAt } from "./equation_layout.ts";
import { runTitle } from "./model.ts";
import { columnName } from "./sentence_tokens.ts";
import {
  drawPulses,
  drawRowMark,
  drawStrips,
  drawUnitLabels,
  drawWires,
  paintStrips,
  type StripCells,
  type StripsScene,
  stripCells,
  stripsScene,
} from "./strips.ts";
import type { Actions, Model, Run, RunState } from "./types.ts";
import type { Room, View } from "./view.ts";

const GLIDE_MS = 130;
const LEAST_STRIPS = 40;

// Height of the strips where none is given, by the number of runs.
function usualStrips(runs: number): number {
  return [290, 236, 200, 180][Math.min(4, runs) - 1];
}

function describe(run: Run): string {
  const columns = run.columns.map(columnName).join("; ");
  return (
    `${runTitle(run)}: one row per unit, one column for each of ${columns}. ` +
    "The numbers of the marked unit are given below as text."
  );
}

// Another network or layer: its heads are others too.
function kindOf({ id, cell, layer, units, parts }: Run): string {
  return JSON.stringify([id, cell, layer, units, parts.length]);
}

/** The equation of the run at a place. Rows that do not fit into `room.height` scroll. */
export function createEquation(actions: Actions, index: number): View {
  // Drawn once and copied: text costs most.
  const base = element("canvas");
  const canvas = element("canvas", { role: "img", "data-role": "strips" });
  const stack = element("div", { class: "stack" }, canvas);
  const pane = element("div", { class: "strips-pane" }, stack);
  const parts = element("div", { class: "parts" });
  const root = element("div", { class: "equation" }, parts, pane);
  let model: Model | null = null;
  let run: Run | null = null;
  let room: Room | null = null;
  let scene: StripsScene | null = null;
  let cells: StripCells | null = null;
  let nodes: readonly HTMLElement[] = [];
  let kind = "";
  // Shades on screen, those of the step that is shown, and those that a glide began with.
  let shades: Float32Array | null = null;
  let goal: Float32Array<ArrayBuffer> | null = null;
  let from: Float32Array | null = null;
  let glide = 0;
  let step: number | null = null;
  let shown: RunState | null = null;
  let [visible, scrolled] = [0, 0];
  // Whether the pointer is over the rows: what it points at must not move away from it.
  let inside = false;

  function unitAt(event: MouseEvent): number | null {
    if (!scene || !run || !shown) return null;
    const { layout } = scene;
    const y = event.clientY - canvas.getBoundingClientRect().top - layout.top;
    const row = Math.floor(y / layout.pitch);
    return row >= 0 && row < run.units ? shown.order[row] : null;
  }
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse" && run) actions.hover(run, unitAt(event));
  });
  canvas.addEventListener("pointerleave", () => {
    if (run) actions.hover(run, null);
  });
  canvas.addEventListener("click", (event) => {
    const unit = unitAt(event);
    if (unit !== null && run) actions.togglePin(run, unit);
  });
  pane.addEventListener("pointerenter", () => {
    inside = true;
  });
  pane.addEventListener("pointerleave", () => {
    inside = false;
  });
  pane.addEventListener("scroll", () => {
    scrolled = pane.scrollTop;
  });

  function layoutIn({ width, height }: Room, run: Run, model: Model) {
    const usual = usualStrips(model.runs.length);
    const first = equationLayout(run, width, usual);
    if (height === 0) return { layout: first, most: first.total };
    const most = Math.max(LEAST_STRIPS, height - headHeight(first));
    return { layout: equationLayout(run, width, most), most };
  }

  function setScene(layout: EquationLayout): void {
    scene = stripsScene(layout, pixelRatio());
    cells = stripCells(scene, pixelRatio());
  }

  const widthOf = ({ layout }: Pick<StripsScene, "layout">) => Math.ceil(layout.right + 8);

  // What a step does not change.
  function drawBase(): void {
    if (!scene || !room || !shown) return;
    const pen = penOn(base, widthOf(scene), scene.layout.total);
    if (!pen) return;
    drawUnitLabels(pen, scene, room.theme, shown.order, shown.unit);
    drawWires(pen, scene, room.theme);
  }

  function draw(pulse: number | null): void {
    if (!scene || !cells || !room || !shown || !shades) return;
    const pen = penOn(canvas, widthOf(scene), scene.layout.total);
    if (!pen) return;
    const { theme } = room;
    pen.under(base);
    paintStrips(pen, scene, cells, { theme, order: shown.order, shades, ratio: pixelRatio() });
    if (pulse !== null) drawPulses(pen, scene, theme, pulse);
    drawRowMark(pen, scene, theme, shown.order.indexOf(shown.unit), shown.pinned);
  }

  function stopGlide(): void {
    cancelAnimationFrame(glide);
    glide = 0;
  }

  // The new values are half there in the first frame, so nothing waits for the motion.
  function startGlide(forward: boolean): void {
    stopGlide();
    if (!shades || !goal) return;
    from ??= new Float32Array(shades.length);
    from.set(shades);
    const begin = performance.now();
    const frame = (now: number) => {
      if (!shades || !goal || !from) return;
      const share = Math.max(0, Math.min(1, (now - begin) / GLIDE_MS));
      const part = 0.5 + 0.5 * share;
      for (let k = 0; k < shades.length; k += 1) shades[k] = from[k] + (goal[k] - from[k]) * part;
      draw(forward && share < 1 ? share : null);
      glide = share < 1 && root.isConnected ? requestAnimationFrame(frame) : 0;
    };
    frame(begin);
  }

  function settle(): void {
    stopGlide();
    if (!goal) return;
    shades ??= new Float32Array(goal.length);
    shades.set(goal);
    draw(null);
  }

  function keepInView(row: number): void {
    if (!scene || row < 0 || visible >= scene.layout.total) return;
    const { top, pitch, total } = scene.layout;
    const y = top + row * pitch;
    if (y >= scrolled && y + pitch <= scrolled + visible) return;
    scrolled = Math.max(0, Math.min(total - visible, y + pitch / 2 - visible / 2));
    pane.scrollTop = scrolled;
  }

  return {
    root,
    load(next) {
      model = next;
      run = model.runs[index];
      setAttribute(canvas, "aria-label", describe(run));
      step = null;
      // After another epoch the heads stay, and with them what has the focus.
      if (kindOf(run) === kind) return;
      kind = kindOf(run);
      shades = goal = from = null;
      nodes = createHeads(run, actions);
      parts.replaceChildren(...nodes);
    },
    renew() {
      if (!run || !model || !room) return;
      const { layout } = layoutIn(room, run, model);
      setScene(layout);
      stopGlide();
      step = null;
    },
    resize(next) {
      if (!run || !model) return;
      room = next;
      const { layout, most } = layoutIn(room, run, model);
      setScene(layout);
      visible = Math.min(layout.total, most);
      const heads = headHeight(layout);
      placeHeads(nodes, layout, heads + layout.top + (visible - layout.top - layout.foot) / 2);
      stack.style.height = `${layout.total}px`;
      pane.style.maxHeight = `${visible}px`;
      pane.style.width = visible < layout.total ? `${widthOf({ layout }) + 12}px` : "";
      root.style.setProperty("--heads", `${heads}px`);
      root.style.setProperty("--strips", `${visible - layout.foot}px`);
      root.classList.toggle("bare", isBare(layout));
      root.classList.toggle("narrow", layout.narrow);
      stopGlide();
      step = null;
      shown = null;
    },
    show(state) {
      if (!run || !scene) return;
      const next = state.runs[index];
      const stepped = step !== state.step;
      const forward = step !== null && state.step === step + (run.reverse ? -1 : 1);
      const glides = stepped && state.motion && step !== null && shades !== null;
      const sameRows = shown !== null && shown.unit === next.unit && shown.order === next.order;
      const same = sameRows && shown?.pinned === next.pinned;
      step = state.step;
      shown = next;
      if (!sameRows) {
        drawBase();
        const pointed = inside && state.hover?.run === index;
        if (!pointed) keepInView(next.order.indexOf(next.unit));
      }
      if (stepped) goal = shadesAt(run, step, goal ?? undefined);
      if (glides) startGlide(forward);
      else if (stepped) settle();
      // A glide that runs draws the rows anew with its next frame.
      else if (!same && glide === 0) draw(null);
      for (const node of nodes) {
        if (node.tagName !== "BUTTON") continue;
        setAttribute(node, "aria-expanded", node.dataset.head === next.key);
      }
    },
    picture(pen, picture, state) {
      if (!run || !model) return 0;
      const { layout } = layoutIn(picture, run, model);
      const { theme } = picture;
      const heads = headHeight(layout);
      const height = heads + layout.total;
      if (!pen) return height;
      const { order, unit, pinned } = state.runs[index];
      const drawn = stripsScene(layout, 2);
      drawHeads(pen, layout, theme);
      pen.at(0, heads, () => {
        drawStrips(pen, drawn, theme, order, shadesAt(drawn.layout.run, state.step));
        drawUnitLabels(pen, drawn, theme, order, unit);
        drawWires(pen, drawn, theme);
        drawRowMark(pen, drawn, theme, order.indexOf(unit), pinned);
      });
      return height;
    },
  };
}
