// The lines of both panels: truth, networks with their band over seeds, baselines, ghosts.

import { type At, bandPath, linePath } from "../shared/lines.ts";
import type { Path, Pen, Stroke } from "../shared/scene.ts";
import { type Theme, variantColour } from "../shared/theme.ts";
import type { Group, Model } from "./model.ts";
import type { Scene } from "./panel.ts";
import { freeRunOf, oneStepOf, type Span, startOf } from "./runs.ts";
import type { State } from "./state.ts";

export const GHOST_DASH = [1.5, 3] as const;

interface Mixed {
  readonly theme: Theme;
  readonly colour: string;
}

// A frame of a drag asks for every colour several times.
const mixed = new WeakMap<Group, Mixed>();

/** The colour of a group's lines in a theme. */
export function groupColour(group: Group, theme: Theme): string {
  const known = mixed.get(group);
  if (known?.theme === theme) return known.colour;
  const colour = variantColour(group.hex, group.variant, theme);
  mixed.set(group, { theme, colour });
  return colour;
}

export function shownGroups(model: Model, { hidden }: State): Group[] {
  return model.groups.filter(({ key }) => !hidden.has(key));
}

function curve(values: ArrayLike<number>, xAt: At, yAt: At): Path {
  return linePath(values.length, xAt, (k) => yAt(values[k]));
}

export function drawTruth(pen: Pen, { model, scales }: Scene): void {
  const stroke = { colour: model.palette.truth, width: 2.5, opacity: 0.8 };
  pen.path(curve(model.truth, scales.xAt, scales.yAt), { stroke, role: "truth" });
}

/** Baselines below the networks, ghosts between. */
export function drawForecasts(pen: Pen, scene: Scene): void {
  const groups = shownGroups(scene.model, scene.state);
  const networks = groups.filter(({ kind }) => kind === "network");
  for (const group of groups) if (group.kind === "baseline") drawGroup(pen, scene, group);
  if (scene.state.ghosts) for (const group of networks) drawGhost(pen, scene, group);
  for (const group of networks) drawGroup(pen, scene, group);
}

function spanIn({ kind, model, state }: Scene, group: Group, before: boolean): Span | null {
  return kind === "one" ? oneStepOf(group, before) : freeRunOf(model, group, state, before);
}

/** Place on the axis of the first forecast. */
function firstOf({ kind, model, state }: Scene): number {
  return kind === "one" ? model.testAt : startOf(model, state);
}

function drawGroup(pen: Pen, scene: Scene, group: Group): void {
  const span = spanIn(scene, group, false);
  if (!span) return;
  const colour = groupColour(group, scene.theme);
  const role = `${scene.kind}-path`;
  const first = firstOf(scene);
  const { yAt } = scene.scales;
  const xAt: At = (k) => scene.scales.xAt(first + k);
  if (span.band) {
    const { low, high } = span.band;
    pen.path(
      bandPath(
        low.length,
        xAt,
        (k) => yAt(low[k]),
        (k) => yAt(high[k]),
      ),
      { fill: colour, opacity: 0.2, role: `${role}-band` },
    );
    const thin = { colour, width: 0.75, opacity: 0.6 };
    for (const row of span.rows) pen.path(curve(row, xAt, yAt), { stroke: thin });
  }
  const width = group.kind === "network" ? 2 : 1.5;
  drawMiddle(pen, scene, span, { colour, width, dash: group.dash }, role);
}

function drawGhost(pen: Pen, scene: Scene, group: Group): void {
  const span = spanIn(scene, group, true);
  if (!span) return;
  const colour = groupColour(group, scene.theme);
  const stroke = { colour, width: 1.5, opacity: 0.75, dash: GHOST_DASH };
  drawMiddle(pen, scene, span, stroke, "ghost");
}

// A free run is drawn from the last true value on, the one it starts from.
function drawMiddle(pen: Pen, scene: Scene, { middle }: Span, stroke: Stroke, role: string): void {
  const { kind, model, scales } = scene;
  const first = firstOf(scene);
  const lead = kind === "free" ? [model.truth[first - 1]] : [];
  const values = [...lead, ...middle];
  const xAt: At = (k) => scales.xAt(first - lead.length + k);
  pen.path(curve(values, xAt, scales.yAt), { stroke, role });
}
