// One run's update as a picture: heads, operators, strips and what comes out of it.

import { element, setAttribute } from "../shared/elements.ts";
import { sizeCanvas, symbolOf } from "./elements.ts";
import { functionOf, runTitle } from "./model.ts";
import { blockOf } from "./products.ts";
import { PREDICTION_KEY } from "./products_panel.ts";
import { createResult } from "./result.ts";
import { columnName } from "./sentence.ts";
import { STRIPS, drawRowMark, drawStrips, drawUnitLabels, drawWires, equationLayout, shadesAt } from "./strips.ts";

const GLIDE_MS = 130;

function createHead(box, run, actions) {
  const { part } = box;
  const label = element("span", { class: "label" }, part.label);
  const opens = blockOf(run, part) !== "";
  const node = opens
    ? element("button", { type: "button", class: "head", "aria-expanded": "false", title: `Show the products inside ${part.symbol}` }, symbolOf(part), label)
    : element("div", { class: "head", title: part.label }, symbolOf(part), label);
  node.dataset.head = part.key;
  if (opens) node.onclick = () => actions.openProducts(run, part.key);
  return node;
}

function createOperator(part) {
  const name = functionOf(part.operator);
  return name
    ? element("span", { class: "operator function", "aria-hidden": "true" }, element("span", {}, name), element("span", {}, "→"))
    : element("span", { class: "operator", "aria-hidden": "true" }, part.operator);
}

export function createEquation(actions) {
  const canvas = element("canvas", { role: "img", "data-role": "strips" });
  const parts = element("div", { class: "parts" });
  const result = createResult(actions);
  const root = element("div", { class: "equation" }, parts, canvas, result.root);
  let [run, layout, theme, nodes, shades, goal, shown] = [null, null, null, [], null, null, {}];
  let [glide, context] = [null, null];

  function unitAt(event) {
    const y = event.clientY - canvas.getBoundingClientRect().top - layout.top;
    const row = Math.floor(y / layout.pitch);
    return row >= 0 && row < run.units ? shown.order[row] : null;
  }
  canvas.onpointermove = (event) => { if (event.pointerType === "mouse") actions.hover(run, unitAt(event)); };
  canvas.onpointerleave = () => actions.hover(run, null);
  canvas.onclick = (event) => {
    const unit = unitAt(event);
    if (unit !== null) actions.togglePin(run, unit);
  };

  function draw(pulse) {
    const ratio = window.devicePixelRatio || 1;
    context.clearRect(0, 0, canvas.width / ratio, canvas.height / ratio);
    drawStrips(context, layout, theme, shown.order, shades, ratio);
    drawUnitLabels(context, layout, theme, shown.order, shown.unit);
    drawWires(context, layout, theme, pulse);
    drawRowMark(context, layout, theme, shown.order.indexOf(shown.unit), shown.pinned);
  }

  // The new values are half there in the first frame, so nothing waits for the motion.
  function startGlide(forward) {
    const [from, begin] = [shades, performance.now()];
    cancelAnimationFrame(glide);
    const frame = (now) => {
      const share = Math.max(0, Math.min(1, (now - begin) / GLIDE_MS));
      shades = goal.map((value, k) => from[k] + (value - from[k]) * (0.5 + 0.5 * share));
      draw(forward && share < 1 ? share : null);
      glide = share < 1 && root.isConnected ? requestAnimationFrame(frame) : null;
    };
    frame(begin);
  }

  function placeNodes() {
    layout.parts.forEach((box, k) => {
      nodes[k].style.left = `${box.middle}px`;
      if (box.part.values) nodes[k].style.maxWidth = `${layout.size * 1.6 - 4}px`;
      else nodes[k].style.top = `${headHeight() + layout.top + layout.height / 2}px`;
    });
    root.style.setProperty("--heads", `${headHeight()}px`);
    root.style.setProperty("--strips", `${layout.height + 2 * layout.top}px`);
    root.classList.toggle("bare", layout.size < 36);
    root.classList.toggle("narrow", layout.narrow);
    result.root.style.left = layout.narrow ? "" : `${layout.right + 14}px`;
  }

  function headHeight() {
    if (layout.size < 36) return 30;
    return layout.size < 54 ? 56 : 46;
  }

  return {
    root,
    load(model, next) {
      const known = run !== null && nodes.length === next.parts.length && run.cell === next.cell
        && run.id === next.id && run.layer === next.layer && run.units === next.units;
      run = next;
      result.load(model, run);
      root.classList.toggle("classifies", Boolean(run.probabilities));
      setAttribute(canvas, "aria-label", `${runTitle(run)}: one row per unit, one column for each of `
        + `${run.columns.map((column) => columnName(column)).join("; ")}. The numbers of the marked unit are given below as text.`);
      // After another epoch the heads stay, and with them what has the focus.
      if (known) return;
      shades = null;
      nodes = run.parts.map((part) => (part.values ? createHead({ part }, run, actions) : createOperator(part)));
      parts.replaceChildren(...nodes);
    },
    resize(width, tallest, nextTheme) {
      theme = nextTheme;
      layout = equationLayout(run, width, tallest);
      const canvasWidth = Math.ceil(layout.right + 8);
      placeNodes();
      context = sizeCanvas(canvas, canvasWidth, layout.top + layout.height + (layout.wires.length ? STRIPS.wire : 6));
      cancelAnimationFrame(glide);
      glide = null;
      if (goal && shades) shades = goal;
      shown.step = null;
    },
    show(moment) {
      const { step, unit, pinned, order, key, motion, decimals } = moment;
      const stepped = shown.step !== step;
      const forward = step === shown.step + (run.reverse ? -1 : 1);
      const settled = shades !== null && shown.step !== null;
      shown = { step, unit, pinned, order };
      if (stepped) goal = shadesAt(run, step);
      if (stepped && motion && settled) startGlide(forward);
      else if (stepped || glide === null) {
        cancelAnimationFrame(glide);
        glide = null;
        shades = goal;
        draw(null);
      }
      result.show(step, decimals, key === PREDICTION_KEY);
      for (const node of nodes) {
        if (node.tagName === "BUTTON") setAttribute(node, "aria-expanded", String(node.dataset.head === key));
      }
    },
  };
}
