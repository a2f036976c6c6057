// The values under the pointer, in both panels at once.

import { element } from "../shared/elements.ts";
import { formatNumber } from "../shared/numbers.ts";
import { rgb } from "../stage/theme.ts";
import { groupColour, shownGroups } from "./curves.ts";
import { freeRunOf, oneStepOf, placeName } from "./model.ts";
import { drawn, short } from "./svg.ts";

export function drawCrosshair(model, state, scales, theme) {
  if (state.hover === null) return null;
  const x = scales.xAt(state.hover);
  if (x < scales.rect.left - 1 || x > scales.rect.right + 1) return null;
  return drawn("line", { x1: short(x), x2: short(x), y1: scales.rect.top, y2: scales.rect.bottom, stroke: rgb(theme.muted), "stroke-width": 1, "pointer-events": "none" });
}

function valueAt(model, group, state, kind, index) {
  if (kind === "one") return index < model.testAt ? NaN : oneStepOf(group, false).middle[index - model.testAt];
  return freeRunOf(model, group, state, false).middle[index - model.starts[state.at]];
}

export function updateReadout(panel, model, state, scales, theme, width) {
  const { tooltip } = panel;
  const shown = state.hover !== null && state.hoverPanel === panel.kind && !state.dragging;
  tooltip.classList.toggle("shown", shown);
  if (!shown) return;
  const rows = [["truth", model.truth[state.hover], model.palette.truth]];
  for (const group of shownGroups(model, state)) {
    const value = valueAt(model, group, state, panel.kind, state.hover);
    if (value !== undefined) rows.push([group.label, value, groupColour(group, theme)]);
  }
  const table = element("table", {}, element("caption", {}, placeName(model, state.hover)));
  for (const [label, value, colour] of rows) {
    if (!Number.isFinite(value)) continue;
    const dot = element("i", { class: "dot" });
    dot.style.background = colour;
    table.append(element("tr", {}, element("td", {}, dot, label), element("td", {}, formatNumber(value))));
  }
  tooltip.replaceChildren(table);
  const x = scales.xAt(state.hover);
  const own = tooltip.offsetWidth;
  const left = x + 14 + own <= width ? x + 14 : x - 14 - own;
  tooltip.style.left = `${Math.max(0, Math.min(width - own, left))}px`;
}
