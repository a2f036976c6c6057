// Units over time for one recorded vector, with the cursor and the row laid over it.

import { shadeOf } from "../shared/colour.ts";
import { element, setAttribute, setText } from "../shared/elements.ts";
import { formatScaled } from "../shared/numbers.ts";
import { sizeCanvas } from "./elements.ts";
import { runTitle, stepLabel } from "./model.ts";
import { AXIS, createStepAxis } from "./step_axis.ts";
import { quotedSymbol } from "./symbol_text.ts";

export const HEAT_GUTTER = 18;

function rowHeightFor(units) {
  return Math.max(1.5, Math.min(16, 176 / units));
}

// One pixel a value, once for every order of units; drawn larger without smoothing. Where there are
// fewer pixels than values, the value farthest from the middle of the scale stands for the others:
// no spike is averaged away.
function heatmapImage(target, panel, run, order, table) {
  const [wide, high] = [Math.min(run.steps, target.width), Math.min(run.units, target.height)];
  const canvas = element("canvas", { width: wide, height: high });
  const context = canvas.getContext("2d");
  const image = context.createImageData(wide, high);
  const pixels = new Uint32Array(image.data.buffer);
  const column = { scale: panel.scale, limit: panel.limit };
  const middle = panel.scale === "state" ? 127.5 : 128;
  const farthest = new Float32Array(wide * high).fill(-1);
  order.forEach((unit, row) => {
    const line = Math.floor((row * high) / run.units) * wide;
    for (let t = 0; t < run.steps; t += 1) {
      const place = line + Math.floor((t * wide) / run.steps);
      const shade = shadeOf(column, panel.values[t * run.units + unit]);
      if (Math.abs(shade - middle) <= farthest[place]) continue;
      farthest[place] = Math.abs(shade - middle);
      pixels[place] = table[shade];
    }
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

export function createHeatmap(actions, model, firstRun, firstPanel) {
  let [run, panel] = [firstRun, firstPanel];
  const canvas = element("canvas", { role: "img" });
  const cursor = element("div", { class: "cursor" });
  const mark = element("div", { class: "row-mark" });
  const chosen = element("div", { class: "chosen", hidden: "" });
  const stack = element("div", { class: "stack heat", "data-role": "heatmap", "data-source": panel.source, "data-run": run.index }, canvas, chosen, cursor, mark);
  const readout = element("span", { class: "readout", "data-role": "readout" });
  const limit = element("span", { class: "limit" });
  const title = element("h4", {}, panel.title, limit);
  const axis = createStepAxis(model, run, HEAT_GUTTER);
  const root = element("figure", { class: "heatmap" }, element("figcaption", {}, title, readout),
    element("div", { class: "heat-row" }, element("span", { class: "axis-unit" }, "units"), stack), axis.root);
  setAttribute(canvas, "aria-label", `${panel.title} of ${runTitle(run)}: ${run.units} ${run.units === 1 ? "unit" : "units"} over ${run.steps} ${run.steps === 1 ? "step" : "steps"}`);
  const height = Math.max(24, Math.round(rowHeightFor(run.units) * run.units));
  let [width, order, under, drag, moment] = [0, null, null, null, null];

  // The value pointed at, else the one where the cursor and the marked row meet.
  function read() {
    const { step, unit } = under || moment;
    setText(readout, `${panel.symbol}, unit ${unit}, step ${step + model.first}${model.sequence.kind === "symbols" ? ` ${quotedSymbol(stepLabel(model.sequence, step), AXIS.longest)}` : ""}: ${formatScaled(panel.values[step * run.units + unit], panel.scale)}`);
  }

  function placeOf(event) {
    const box = stack.getBoundingClientRect();
    const clamp = (value, count) => Math.max(0, Math.min(count - 1, Math.floor(value * count)));
    return {
      step: clamp((event.clientX - box.left) / width, run.steps),
      unit: order[clamp((event.clientY - box.top) / height, run.units)],
    };
  }
  stack.onpointerdown = (event) => {
    if (event.button !== 0) return;
    drag = { x: event.clientX, y: event.clientY, moved: false };
    stack.setPointerCapture(event.pointerId);
    drag.step = placeOf(event).step;
    if (actions.isSelecting()) actions.selectSteps(run, panel.source, drag.step, drag.step);
    else actions.goTo(drag.step);
  };
  stack.onpointermove = (event) => {
    const place = placeOf(event);
    if (drag) {
      drag.moved = drag.moved || Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > 4;
      if (actions.isSelecting()) actions.selectSteps(run, panel.source, drag.step, place.step);
      else actions.goTo(place.step);
    }
    if (event.pointerType !== "mouse") return;
    under = place;
    read();
    actions.hover(run, place.unit);
  };
  stack.onpointerup = (event) => {
    if (drag && !drag.moved && !actions.isSelecting()) actions.pin(run, placeOf(event).unit);
    drag = null;
  };
  stack.onpointercancel = () => { drag = null; };
  stack.onpointerleave = () => {
    under = null;
    actions.hover(run, null);
  };

  return {
    root,
    // The same panel after another epoch.
    load(nextRun, nextPanel) {
      [run, panel] = [nextRun, nextPanel];
      setText(limit, panel.scale === "state" && panel.limit > 1.005 ? ` full colour at ±${panel.limit.toFixed(1)}` : "");
    },
    resize(nextWidth, theme, nextOrder) {
      width = nextWidth;
      order = nextOrder;
      axis.resize(width, theme);
      stack.style.width = `${width}px`;
      stack.style.height = `${height}px`;
      const context = sizeCanvas(canvas, width, height);
      context.fillStyle = theme.faint(0.045);
      context.fillRect(0, 0, width, height);
      context.imageSmoothingEnabled = false;
      context.drawImage(heatmapImage(canvas, panel, run, order, theme.scales[panel.scale] || theme.scales.state), 0, 0, width, height);
      cursor.style.width = `${Math.max(4, width / run.steps + 2)}px`;
      mark.style.height = `${Math.max(4, height / run.units + 1)}px`;
    },
    select(range, own) {
      chosen.hidden = !range;
      chosen.classList.toggle("own", Boolean(own));
      if (!range) return;
      chosen.style.left = `${(range.from * width) / run.steps}px`;
      chosen.style.width = `${((range.to - range.from + 1) * width) / run.steps}px`;
    },
    show(step, unit) {
      const [wide, high] = [Math.max(4, width / run.steps + 2), Math.max(4, height / run.units + 1)];
      const row = order.indexOf(unit);
      cursor.style.transform = `translateX(${((step + 0.5) * width) / run.steps - wide / 2}px)`;
      mark.style.transform = `translateY(${((row + 0.5) * height) / run.units - high / 2}px)`;
      moment = { step, unit };
      read();
    },
  };
}
