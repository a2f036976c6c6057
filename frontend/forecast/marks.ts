// Where a free run, and the state behind it, leave what was seen in training.

import { type Pen, pathOf } from "../shared/scene.ts";
import { groupColour, shownGroups } from "./curves.ts";
import type { Group, Model } from "./model.ts";
import type { Scene } from "./panel.ts";
import { leavesAt, outsideOf, reachesLimitAt, runOf, startOf } from "./runs.ts";
import { isInside, type Scales } from "./scales.ts";
import type { State } from "./state.ts";

const STRIP = 8;
const STRIP_GAP = 2;
const STRIPS_ABOVE = 4;
// Below the last strip, down to the axis.
const STRIPS_BELOW = 2;

function groupsWithStates(model: Model, state: State): Group[] {
  return shownGroups(model, state).filter(({ members }) => members.some(({ outside }) => outside));
}

/** Height of all strips, 0 where there are none. */
export function footOf(model: Model, state: State): number {
  const count = groupsWithStates(model, state).length;
  return count ? STRIPS_ABOVE + count * (STRIP + STRIP_GAP) + STRIPS_BELOW : 0;
}

/** One row a setting: how many of its units have a state that they never had in training. */
export function drawStrips(pen: Pen, scene: Scene): void {
  const { model, state } = scene;
  let top = scene.scales.rect.bottom + STRIPS_ABOVE;
  for (const group of groupsWithStates(model, state)) {
    const shares = outsideOf(model, group, state);
    if (shares) drawStrip(pen, scene, group, shares, top);
    top += STRIP + STRIP_GAP;
  }
}

function drawStrip(pen: Pen, scene: Scene, group: Group, shares: Float32Array, top: number): void {
  const { model, state, theme, scales } = scene;
  const { rect } = scales;
  const start = startOf(model, state);
  const colour = groupColour(group, theme);
  const foot = top + STRIP - 0.5;
  pen.line(rect.left, foot, rect.right, foot, { colour: theme.grid });
  const edge = (step: number) => edgeAt(model, scales, start + step - 1, start + step);
  shares.forEach((share, step) => {
    if (!(share > 0)) return;
    // Whole pixels: neither seams nor overlaps between neighbours.
    const left = Math.round(Math.max(rect.left, edge(step)));
    const right = Math.round(Math.min(rect.right, edge(step + 1)));
    pen.rect(left, top, right - left, STRIP, { fill: colour, opacity: 0.12 + 0.88 * share });
  });
  const reached = reachesLimitAt(model, shares);
  if (!reached) return;
  const x = edge(reached - 1);
  if (!isInside(scales, x)) return;
  const flag = pathOf(`M${x.toFixed(1)} ${top + STRIP}v${-STRIP - 1}h5l-5 5`);
  pen.path(flag, {
    fill: theme.text,
    stroke: { colour: theme.text, width: 1.5 },
    role: "state-mark",
  });
}

// Half-way between two steps; at the ends of the axis the step itself.
function edgeAt(model: Model, { xAt }: Scales, first: number, second: number): number {
  const last = model.x.length - 1;
  const kept = (index: number) => Math.max(0, Math.min(last, index));
  return (xAt(kept(first)) + xAt(kept(second))) / 2;
}

const RING = 5;

/** A ring where a free run leaves the range of training. */
export function drawLeaving(pen: Pen, scene: Scene): void {
  const { model, state, theme, scales } = scene;
  const { rect } = scales;
  const start = startOf(model, state);
  for (const group of shownGroups(model, state)) {
    if (group.kind !== "network") continue;
    const stroke = { colour: groupColour(group, theme), width: 2.2 };
    for (const line of group.members) {
      const run = runOf(model, line.free, state);
      const step = leavesAt(model, run);
      const x = step ? scales.xAt(start + step - 1) : Number.NaN;
      if (!isInside(scales, x)) continue;
      const y = Math.max(rect.top + RING, Math.min(rect.bottom - RING, scales.yAt(run[step - 1])));
      const seen = Number.isFinite(y) ? y : rect.top + RING;
      pen.circle(x, seen, RING, { fill: theme.page, stroke, role: "leave-mark" });
    }
  }
}
