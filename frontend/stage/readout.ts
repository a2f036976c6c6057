// The small box beside the crosshair, and the legend with its buttons.

import { element, setAttribute, setText } from "../shared/elements.ts";
import { formatCount } from "../shared/numbers.ts";
import type { Theme } from "../shared/theme.ts";
import type { CurvesEvent, CurvesState } from "./curves_state.ts";
import { nearestIndex } from "./indices.ts";
import { type Looks, lookOf } from "./looks.ts";
import type { CurveRun, Field } from "./model.ts";
import type { Panel } from "./panel.ts";
import { cellText } from "./words.ts";

/** A measured field and what a person calls it. */
export interface NamedField {
  readonly name: Field;
  readonly words: string;
}

interface Tooltip {
  /** null for none. */
  readonly epoch: number | null;
  readonly runs: readonly CurveRun[];
  readonly fields: readonly NamedField[];
  readonly looks: Looks;
  readonly theme: Theme;
  /** Changes with the numbers. */
  readonly version: string;
  /** Width of the panel. */
  readonly width: number;
}

export function showTooltip(panel: Panel, told: Tooltip): void {
  const { tooltip } = panel;
  const { epoch } = told;
  tooltip.classList.toggle("shown", epoch !== null);
  if (epoch === null) return;
  const key = `${epoch}|${told.version}|${told.runs.map((run) => run.id)}|${told.theme.key}`;
  if (tooltip.dataset.key !== key) {
    tooltip.dataset.key = key;
    tooltip.replaceChildren(tooltipTable(epoch, told));
  }
  const x = panel.scale.xAt(epoch);
  const own = tooltip.offsetWidth;
  const left = x + 12 + own <= told.width ? x + 12 : x - 12 - own;
  tooltip.style.left = `${Math.max(0, Math.min(told.width - own, left))}px`;
}

function tooltipTable(epoch: number, { runs, fields, looks }: Tooltip): HTMLTableElement {
  const head = element("tr", {}, element("th", {}, `epoch ${formatCount(epoch)}`));
  head.append(...fields.map((field) => element("th", {}, field.words)));
  const rows = runs.map((run) => {
    const swatch = element("i", { class: "dot" });
    swatch.style.background = lookOf(looks, run.id).colour;
    const values = fields.map(({ name }) =>
      element("td", {}, cellText(valueNear(run, name, epoch))),
    );
    return element("tr", {}, element("td", {}, swatch, run.label), ...values);
  });
  return element("table", {}, head, ...rows);
}

/** The value of a run at the recorded epoch nearest to one; null where that is too far off. */
export function valueNear(run: CurveRun, field: Field, epoch: number): number | null {
  const { curve } = run;
  const at = nearestIndex(curve.epoch, epoch);
  if (at < 0) return null;
  const spacing = at > 0 ? curve.epoch[at] - curve.epoch[at - 1] : 1;
  return Math.abs(curve.epoch[at] - epoch) < Math.max(1, spacing) ? curve[field][at] : null;
}

export interface Legend {
  readonly root: HTMLElement;
  show(runs: readonly CurveRun[], looks: Looks, state: CurvesState): void;
}

interface Entry {
  readonly button: HTMLButtonElement;
  readonly swatch: HTMLElement;
  readonly label: HTMLElement;
}

function createEntry(id: string, dispatch: (event: CurvesEvent) => void): Entry {
  const swatch = element("i", { class: "swatch" });
  const label = element("span");
  const attributes = { type: "button", class: "entry", "data-role": "legend", "data-run": id };
  const button = element("button", attributes, swatch, label);
  button.onclick = () => dispatch({ kind: "toggleRun", id });
  return { button, swatch, label };
}

/** Buttons that say how each run is drawn, and hide or show it. */
export function createLegend(dispatch: (event: CurvesEvent) => void): Legend {
  const root = element("div", { class: "legend", role: "group", "aria-label": "Shown runs" });
  let listed = "";
  let entries: readonly Entry[] = [];
  return {
    root,
    show(runs, looks, { hidden }) {
      const wanted = runs.map((run) => run.id).join("|");
      if (listed !== wanted) {
        listed = wanted;
        entries = runs.map((run) => createEntry(run.id, dispatch));
        root.replaceChildren(...entries.map((entry) => entry.button));
      }
      runs.forEach(({ id, label }, k) => {
        const entry = entries[k];
        const { colour, variant } = lookOf(looks, id);
        const isShown = !hidden.has(id);
        if (entry.swatch.style.getPropertyValue("--run") !== colour) {
          entry.swatch.style.setProperty("--run", colour);
        }
        setAttribute(entry.swatch, "data-variant", variant);
        setText(entry.label, label);
        setAttribute(entry.button, "aria-pressed", isShown);
        setAttribute(entry.button, "title", `${isShown ? "Hide" : "Show"} ${label} in the curves`);
      });
    },
  };
}
