// The lines of both panels: truth, networks with their band over seeds, baselines, ghosts.

import { rgb, runColour } from "../stage/theme.ts";
import { leavesAt, runOf, spanOf } from "./model.ts";
import { bandPath, drawn, linePath, short } from "./svg.ts";

export function groupColour(group, theme) {
  return rgb(runColour(group, theme));
}

export function shownGroups(model, state) {
  return model.groups.filter((group) => !state.hidden.has(group.key));
}

export function drawTruth(model, scales) {
  const d = linePath(model.truth, scales.xAt, scales.yAt);
  return drawn("path", { d, fill: "none", stroke: model.palette.truth, "stroke-width": 2.5, "stroke-opacity": 0.8, "stroke-linejoin": "round", "data-role": "truth" });
}

// A free run is drawn from the last true value on, the one it starts from.
function spanPath(span, first, lead, scales) {
  if (lead === null) return linePath(span.middle, (k) => scales.xAt(first + k), scales.yAt);
  return linePath([lead, ...span.middle], (k) => scales.xAt(first + k - 1), scales.yAt);
}

function drawSpan(group, span, first, lead, scales, theme, role) {
  const colour = groupColour(group, theme);
  const xAt = (k) => scales.xAt(first + k);
  const parts = drawn("g", { fill: "none", stroke: colour, "stroke-linejoin": "round", "data-group": group.key });
  if (span.low) {
    parts.append(drawn("path", { d: bandPath(span.low, span.high, xAt, scales.yAt), fill: colour, "fill-opacity": 0.2, stroke: "none", "data-role": `${role}-band` }));
    for (const row of span.rows) {
      parts.append(drawn("path", { d: linePath(row, xAt, scales.yAt), "stroke-width": 0.75, "stroke-opacity": 0.6 }));
    }
  }
  parts.append(drawn("path", {
    d: spanPath(span, first, lead, scales), "stroke-width": group.kind === "network" ? 2 : 1.5,
    "stroke-dasharray": group.dash, "data-role": role,
  }));
  return parts;
}

function drawGhost(group, span, first, lead, scales, theme) {
  const d = spanPath(span, first, lead, scales);
  return drawn("path", { d, fill: "none", stroke: groupColour(group, theme), "stroke-width": 1.5, "stroke-opacity": 0.75, "stroke-dasharray": "1.5 3", "data-role": "ghost", "data-group": group.key });
}

// Baselines below the networks, ghosts between.
export function drawForecasts(model, state, theme, scales, role, spanFor, first) {
  const lead = role === "free-path" ? model.truth[first - 1] : null;
  const groups = shownGroups(model, state);
  const below = groups.filter((group) => group.kind === "baseline");
  const above = groups.filter((group) => group.kind === "network");
  const parts = below.map((group) => drawSpan(group, spanFor(group, false), first, lead, scales, theme, role));
  if (state.ghosts) {
    for (const group of above) {
      const span = spanFor(group, true);
      if (span) parts.push(drawGhost(group, span, first, lead, scales, theme));
    }
  }
  parts.push(...above.map((group) => drawSpan(group, spanFor(group, false), first, lead, scales, theme, role)));
  return parts;
}

const STRIP = 8;

function stripCount(model, state) {
  return shownGroups(model, state).filter((group) => group.members.some((line) => line.outside)).length;
}

export function footOf(model, state) {
  const count = stripCount(model, state);
  return count ? count * (STRIP + 2) + 6 : 0;
}

// One row a network: how many of its units have a state that they never had in training.
export function drawStrips(model, state, theme, scales) {
  const parts = drawn("g", { "data-role": "strips" });
  const start = model.starts[state.at];
  let top = scales.rect.bottom + 4;
  for (const group of shownGroups(model, state)) {
    const rows = group.members.filter((line) => line.outside).map((line) => runOf(model, line.outside, state));
    if (!rows.length) continue;
    const { middle } = spanOf(rows);
    const colour = groupColour(group, theme);
    parts.append(drawn("line", { x1: scales.rect.left, x2: scales.rect.right, y1: top + STRIP - 0.5, y2: top + STRIP - 0.5, stroke: rgb(theme.grid) }));
    for (let k = 0; k < middle.length; k += 1) {
      if (!(middle[k] > 0)) continue;
      const left = Math.max(scales.rect.left, edgeAt(model, scales, start + k - 1, start + k));
      const right = Math.min(scales.rect.right, edgeAt(model, scales, start + k, start + k + 1));
      if (right <= left) continue;
      parts.append(drawn("rect", { x: short(left), y: top, width: short(right - left + 0.3), height: STRIP, fill: colour, "fill-opacity": short(0.12 + (0.88 * middle[k]) / 127) }));
    }
    const leaves = middle.findIndex((share) => share >= model.hiddenLimit);
    const x = leaves < 0 ? -1 : edgeAt(model, scales, start + leaves - 1, start + leaves);
    if (x >= scales.rect.left && x <= scales.rect.right) {
      parts.append(drawn("path", { d: `M${short(x)} ${top + STRIP}v${-STRIP - 1}h5l-5 5`, fill: rgb(theme.text), stroke: rgb(theme.text), "stroke-width": 1.5, "data-role": "state-mark", "data-step": leaves + 1 }));
    }
    top += STRIP + 2;
  }
  return parts;
}

function edgeAt(model, scales, first, second) {
  const last = model.x.length - 1;
  const [a, b] = [Math.max(0, Math.min(last, first)), Math.max(0, Math.min(last, second))];
  if (a === b) return scales.xAt(a);
  return (scales.xAt(a) + scales.xAt(b)) / 2;
}

// Where a free run leaves the range of training.
export function drawLeaving(model, state, theme, scales) {
  const parts = drawn("g", { "data-role": "leaving" });
  const start = model.starts[state.at];
  for (const group of shownGroups(model, state)) {
    if (group.kind !== "network") continue;
    for (const line of group.members) {
      const run = runOf(model, line.free, state);
      const step = leavesAt(model, run);
      if (!step) continue;
      const x = scales.xAt(start + step - 1);
      const y = Math.max(scales.rect.top + 5, Math.min(scales.rect.bottom - 5, scales.yAt(run[step - 1])));
      if (x < scales.rect.left || x > scales.rect.right) continue;
      parts.append(drawn("circle", { cx: short(x), cy: short(Number.isFinite(y) ? y : scales.rect.top + 5), r: 5, fill: rgb(theme.page), stroke: groupColour(group, theme), "stroke-width": 2.2, "data-role": "leave-mark", "data-step": step }));
    }
  }
  return parts;
}
