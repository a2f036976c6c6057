// What stands below a picture over time: the numbers of its first and last step and its direction,
// and above them the symbols that are read, where there are symbols: as many as there is room for.

import { element } from "../shared/elements.ts";
import { sizeCanvas } from "./elements.ts";
import { stepLabel } from "./model.ts";
import { shortSymbol, stepText } from "./symbol_text.ts";

export const AXIS = { height: 17, font: 11, tick: 3, gap: 5, longest: 12 };

function endsAxis(model, run, gutter) {
  const { sequence, steps } = model;
  // One symbol says little about where a text begins; its number does.
  const text = (t) => (sequence.kind === "symbols" ? String(t + model.first) : stepText(model, t));
  const name = sequence.step_name || "step";
  const ends = steps > 1 ? [text(0), run.reverse ? `← ${name}` : `${name} →`, text(steps - 1)] : [text(0)];
  return element("div", { class: "axis", "data-role": "axis", style: `padding-left: ${gutter}px` }, ...ends.map((end) => element("span", {}, end)));
}

// Each below a tick at its step; one that would touch its neighbour is left out.
function drawSymbolAxis(canvas, model, gutter, width, theme) {
  const context = sizeCanvas(canvas, gutter + width, AXIS.height);
  context.font = `${AXIS.font}px ${theme.font}`;
  context.textBaseline = "middle";
  context.textAlign = "center";
  const written = [];
  let end = -Infinity;
  for (let t = 0; t < model.steps; t += 1) {
    const text = shortSymbol(stepLabel(model.sequence, t), AXIS.longest);
    const half = context.measureText(text).width / 2;
    const middle = gutter + ((t + 0.5) * width) / model.steps;
    const x = Math.max(half, Math.min(gutter + width - half, middle));
    // Letters stand closer than words.
    if (x - half < end + (half < 6 ? 2 : AXIS.gap)) continue;
    context.fillStyle = theme.faint(0.42);
    context.fillRect(Math.round(middle), 0, 1, AXIS.tick);
    context.fillStyle = theme.muted;
    context.fillText(text, x, AXIS.tick + (AXIS.height - AXIS.tick) / 2);
    end = x + half;
    written.push(text);
  }
  canvas.dataset.written = written.join(" ");
}

export function createStepAxis(model, run, gutter) {
  const ends = endsAxis(model, run, gutter);
  if (model.sequence.kind !== "symbols") return { root: ends, resize() {} };
  const canvas = element("canvas", { "aria-hidden": "true", class: "symbol-axis", "data-role": "symbol-axis" });
  return {
    root: element("div", {}, canvas, ends),
    resize(width, theme) { drawSymbolAxis(canvas, model, gutter, width, theme); },
  };
}
