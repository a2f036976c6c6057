// The path of the state in its principal components, coloured by time. Python has projected it.

import { parseHex } from "../colour.ts";
import { element, setAttribute, setText } from "../shared/elements.ts";
import { sizeCanvas } from "./elements.ts";
import { runTitle, stepLabel } from "./model.ts";
import { shortSymbol } from "./symbol_text.ts";
import { mixColours, rgb } from "./theme.ts";
import { dot } from "./track_draw.ts";
import { percent } from "./unit_panel.ts";

const PATH = { height: 250, margin: 22 };

export function createStatePath(actions, firstModel, firstRun) {
  let [model, run] = [firstModel, firstRun];
  const base = element("canvas", { role: "img" });
  const over = element("canvas", { class: "over", "aria-hidden": "true" });
  const stack = element("div", { class: "stack path-stack", "data-role": "state-path", "data-run": run.index }, base, over);
  const words = element("p", { class: "limit path-words", "data-role": "path-words" });
  const hint = element("span", { class: "readout", "data-role": "path-readout" });
  const flat = element("button", { type: "button", class: "quiet jump", "data-role": "path-2d" }, "2D");
  const deep = element("button", { type: "button", class: "quiet jump", "data-role": "path-3d" }, "3D");
  const hidden = element("button", { type: "button", class: "quiet jump", "data-role": "path-h" }, "h");
  const cell = element("button", { type: "button", class: "quiet jump", "data-role": "path-c" }, "c");
  const choices = element("span", { class: "jumps", role: "group", "aria-label": "Path of which state, in how many dimensions" }, hidden, cell, flat, deep);
  const root = element("figure", { class: "heatmap path" },
    element("figcaption", {}, element("h4", {}, "path of the state"), choices), stack, words, hint);
  let [source, dimensions, turn, width, theme, points, drag, drawn, step] = ["hidden", 2, { about: 0.6, over: 0.45 }, 0, null, [], null, "", 0];

  const choose = (apply) => () => {
    apply();
    drawn = "";
    draw();
  };
  flat.onclick = choose(() => { dimensions = 2; });
  deep.onclick = choose(() => { dimensions = 3; });
  hidden.onclick = choose(() => { source = "hidden"; });
  cell.onclick = choose(() => { source = "cell_state"; });

  // Two coordinates a step, before they are scaled to the canvas.
  function flattened({ points: values, size }) {
    return Array.from({ length: run.steps }, (_, t) => {
      const at = (axis) => (axis < size ? values[t * size + axis] : 0);
      if (dimensions === 2) return [at(0), at(1)];
      const [x, z] = [at(0) * Math.cos(turn.about) - at(2) * Math.sin(turn.about), at(0) * Math.sin(turn.about) + at(2) * Math.cos(turn.about)];
      return [x, at(1) * Math.cos(turn.over) + z * Math.sin(turn.over)];
    });
  }

  // One scale for both axes: a circle stays a circle.
  function place(path) {
    const raw = flattened(path);
    const { points: values, size } = path;
    let reach = 1e-9;
    for (let t = 0; t < run.steps; t += 1) {
      let sum = 0;
      for (let axis = 0; axis < Math.min(size, dimensions); axis += 1) sum += values[t * size + axis] ** 2;
      reach = Math.max(reach, Math.sqrt(sum));
    }
    const [xs, ys] = [raw.map((p) => p[0]), raw.map((p) => p[1])];
    const middle = dimensions === 2 ? [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2] : [0, 0];
    const spanX = dimensions === 2 ? Math.max(...xs) - Math.min(...xs) : 2 * reach;
    const spanY = dimensions === 2 ? Math.max(...ys) - Math.min(...ys) : 2 * reach;
    const scale = Math.min((width - 2 * PATH.margin) / Math.max(spanX, 1e-9), (PATH.height - 2 * PATH.margin) / Math.max(spanY, 1e-9));
    return raw.map(([x, y]) => [width / 2 + (x - middle[0]) * scale, PATH.height / 2 - (y - middle[1]) * scale]);
  }

  const colourAt = (t) => {
    const share = run.steps > 1 ? t / (run.steps - 1) : 1;
    return rgb(mixColours(parseHex(model.palette.cells[run.cell] || model.palette.truth), theme.panelColour, 0.22 + 0.78 * share));
  };

  function draw() {
    if (width <= 0 || !theme) return;
    const path = run.paths[source];
    stack.hidden = words.hidden = !path;
    setAttribute(hidden, "aria-pressed", String(source === "hidden"));
    setAttribute(cell, "aria-pressed", String(source === "cell_state"));
    setAttribute(flat, "aria-pressed", String(dimensions === 2));
    setAttribute(deep, "aria-pressed", String(dimensions === 3));
    if (!path) {
      setText(hint, "no path: this network's states are not finite");
      return;
    }
    const key = `${source}/${dimensions}/${turn.about}/${turn.over}`;
    if (drawn !== key) {
      drawn = key;
      points = place(path);
      const context = sizeCanvas(base, width, PATH.height);
      context.lineWidth = 2;
      context.lineCap = "round";
      for (let t = 1; t < points.length; t += 1) {
        context.strokeStyle = colourAt(t);
        context.beginPath();
        context.moveTo(...points[t - 1]);
        context.lineTo(...points[t]);
        context.stroke();
      }
      if (points.length < 400) points.forEach(([x, y], t) => dot(context, x, y, 2.2, colourAt(t), "transparent"));
      const shares = Array.from(path.explained.slice(0, dimensions), (share) => percent(share));
      const total = path.explained.slice(0, dimensions).reduce((sum, share) => sum + share, 0);
      setText(words, `Principal components of ${source === "hidden" ? "h" : "c"}: ${shares.join(" + ")} of the variance, ${percent(Math.min(1, total))} in all. Pale is early, strong is late.`);
      words.dataset.total = String(total);
      setAttribute(base, "aria-label", `Path of the ${source === "hidden" ? "hidden" : "cell"} state of ${runTitle(run)} in ${dimensions} principal components, ${run.steps} steps`);
    }
    mark();
  }

  function mark(near = null) {
    const context = sizeCanvas(over, width, PATH.height);
    if (!points[step]) return;
    dot(context, ...points[step], 6, theme.text, theme.panel);
    if (near !== null && near !== step) dot(context, ...points[near], 5, "transparent", theme.text);
    const shown = near ?? step;
    setText(hint, `step ${shown + model.first}${stepLabel(model.sequence, shown) ? ` (${shortSymbol(stepLabel(model.sequence, shown), 24)})` : ""}`);
    stack.dataset.step = String(step);
  }

  function nearest(event) {
    const box = over.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let [best, found] = [24 ** 2, null];
    points.forEach(([px, py], t) => {
      const distance = (px - x) ** 2 + (py - y) ** 2;
      if (distance < best) [best, found] = [distance, t];
    });
    return found;
  }
  over.onpointerdown = (event) => {
    drag = { x: event.clientX, y: event.clientY, ...turn, moved: false };
    over.setPointerCapture(event.pointerId);
  };
  over.onpointermove = (event) => {
    if (drag && dimensions === 3) {
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
      drag.moved = drag.moved || Math.hypot(dx, dy) > 4;
      turn = { about: drag.about + dx / 120, over: Math.max(-1.5, Math.min(1.5, drag.over + dy / 120)) };
      draw();
      return;
    }
    mark(nearest(event));
  };
  over.onpointerup = (event) => {
    const found = drag && !drag.moved ? nearest(event) : null;
    drag = null;
    if (found !== null) actions.goTo(found);
  };
  over.onpointercancel = () => { drag = null; };
  over.onpointerleave = () => { if (!drag) mark(); };

  return {
    root,
    load(nextModel, nextRun) {
      [model, run] = [nextModel, nextRun];
      cell.hidden = !run.paths.cell_state;
      hidden.hidden = cell.hidden;
      drawn = "";
    },
    resize(nextWidth, nextTheme) {
      [width, theme, drawn] = [nextWidth, nextTheme, ""];
      stack.style.width = `${width}px`;
      stack.style.height = `${PATH.height}px`;
    },
    show(nextStep) {
      step = nextStep;
      draw();
    },
  };
}
