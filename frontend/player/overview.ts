// The whole of a sequence that is too long to travel: the hidden states in coarse, the window that
// is here in full, and a way to any other part of it.

import { element, setText } from "../shared/elements.ts";
import { sizeCanvas } from "./elements.ts";
import { runTitle } from "./model.ts";

const OVERVIEW = { left: 46, height: 72 };

// The value farther from 0 of the lowest and the highest stands for a stretch and for the units
// that share a line: a spike of one step of one unit is still seen.
function overviewImage(run, order, high, table) {
  const { low, high: top, stretches } = run.overview;
  const rows = Math.min(run.units, high);
  const canvas = element("canvas", { width: stretches, height: rows });
  const context = canvas.getContext("2d");
  const image = context.createImageData(stretches, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const largest = new Int16Array(stretches * rows);
  order.forEach((unit, place) => {
    const line = Math.floor((place * rows) / run.units) * stretches;
    for (let s = 0; s < stretches; s += 1) {
      const [a, b] = [low[s * run.units + unit], top[s * run.units + unit]];
      const value = Math.abs(a) > Math.abs(b) ? a : b;
      if (Math.abs(value) > Math.abs(largest[line + s])) largest[line + s] = value;
    }
  });
  largest.forEach((value, k) => { pixels[k] = table[Math.round((value / 127 + 1) * 127.5)]; });
  context.putImageData(image, 0, 0);
  return { canvas, largest };
}

export function createOverview(actions) {
  const range = element("input", { type: "range", min: "0", step: "1", "aria-label": "step of the whole sequence", "data-role": "whole-scrub" });
  const pictures = element("div", { class: "overview-pictures" });
  const words = element("p", { class: "limit", "data-role": "overview-words" });
  const root = element("div", { class: "panel overview", "data-role": "overview" }, words, pictures, element("div", { class: "transport overview-range" }, range));
  let [model, width, rows] = [null, 0, []];
  range.onchange = () => actions.goTo(Number(range.value));

  function createPicture(run) {
    const canvas = element("canvas", { role: "img", "aria-label": `Hidden states of ${runTitle(run)} over all ${model.whole} steps, at reduced resolution`, "data-role": "overview-picture" });
    const here = element("div", { class: "chosen" });
    const cursor = element("div", { class: "cursor line" });
    const stack = element("div", { class: "stack heat" }, canvas, here, cursor);
    // A file on its own holds the window only.
    if (!model.standalone) stack.onclick = (event) => {
      const box = stack.getBoundingClientRect();
      const share = (event.clientX - box.left) / box.width;
      actions.goTo(Math.max(0, Math.min(model.whole - 1, Math.floor(share * model.whole))));
    };
    return { run: run.index, canvas, here, cursor, stack };
  }

  return {
    root,
    load(next) {
      model = next;
      root.hidden = !model.runs.some((run) => run.overview);
      if (root.hidden) return;
      range.max = String(model.whole - 1);
      range.hidden = model.standalone;
      rows = model.runs.filter((run) => run.overview).map(createPicture);
      pictures.replaceChildren(...rows.map((row) => row.stack));
      setText(words, `All ${model.whole.toLocaleString("en")} steps, hidden states of every unit. Steps ${model.first} to ${model.first + model.steps - 1} are shown in full${model.standalone ? "." : "; click anywhere to go there."}`);
    },
    resize(nextWidth, theme) {
      if (root.hidden) return;
      width = nextWidth - 28;
      for (const { run, canvas, here, stack } of rows) {
        const context = sizeCanvas(canvas, width, OVERVIEW.height);
        context.imageSmoothingEnabled = false;
        const order = Array.from({ length: model.runs[run].units }, (_, u) => u);
        const { canvas: image, largest } = overviewImage(model.runs[run], order, canvas.height, theme.scales.state);
        canvas.dataset.largest = String(Math.max(...largest.map(Math.abs)));
        context.drawImage(image, 0, 0, width, OVERVIEW.height);
        stack.style.width = `${width}px`;
        here.style.left = `${(model.first / model.whole) * width}px`;
        here.style.width = `${Math.max(3, (model.steps / model.whole) * width)}px`;
      }
    },
    show(state) {
      if (root.hidden) return;
      const step = model.first + state.step;
      range.value = String(step);
      range.style.setProperty("--fill", `${(100 * step) / (model.whole - 1)}%`);
      for (const { cursor } of rows) cursor.style.transform = `translateX(${((step + 0.5) * width) / model.whole}px)`;
    },
  };
}
