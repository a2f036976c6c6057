// The values under the pointer.

import { element } from "../shared/elements.ts";
import { formatNumber } from "../shared/numbers.ts";
import { groupColour, shownGroups } from "./curves.ts";
import { type Group, placeName } from "./model.ts";
import type { Scene } from "./panel.ts";
import { freeRunOf, oneStepOf, startOf } from "./runs.ts";

export interface ReadoutRow {
  readonly label: string;
  readonly value: number;
  readonly colour: string;
}

function valueAt({ kind, model, state }: Scene, group: Group, index: number): number {
  const [span, first] =
    kind === "one"
      ? [oneStepOf(group, false), model.testAt]
      : [freeRunOf(model, group, state, false), startOf(model, state)];
  return span?.middle[index - first] ?? Number.NaN;
}

/** The truth and all that is shown, where they have a value; null where nothing is pointed at. */
export function readoutRows(scene: Scene): ReadoutRow[] | null {
  const { kind, model, state, theme } = scene;
  if (state.hover?.panel !== kind || state.dragging) return null;
  const { index } = state.hover;
  const truth = { label: "truth", value: model.truth[index], colour: model.palette.truth };
  const rows = shownGroups(model, state).map((group) => ({
    label: group.label,
    value: valueAt(scene, group, index),
    colour: groupColour(group, theme),
  }));
  return [truth, ...rows].filter(({ value }) => Number.isFinite(value));
}

const AWAY = 14;

export function updateReadout(tooltip: HTMLElement, scene: Scene): void {
  const { model, state, scales, size } = scene;
  const rows = readoutRows(scene);
  tooltip.classList.toggle("shown", rows !== null);
  if (!rows || !state.hover) return;
  const table = element("table", {}, element("caption", {}, placeName(model, state.hover.index)));
  for (const { label, value, colour } of rows) {
    const dot = element("i", { class: "dot" });
    dot.style.background = colour;
    const cells = [element("td", {}, dot, label), element("td", {}, formatNumber(value))];
    table.append(element("tr", {}, ...cells));
  }
  tooltip.replaceChildren(table);
  const x = scales.xAt(state.hover.index);
  const own = tooltip.offsetWidth;
  const left = x + AWAY + own <= size.width ? x + AWAY : x - AWAY - own;
  tooltip.style.left = `${Math.max(0, Math.min(size.width - own, left))}px`;
}
