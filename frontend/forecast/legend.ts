// What is shown, to be switched on and off; beside each name the error of the free run in the plot.

import { svgElement } from "../shared/dom_svg_pen.ts";
import { element, setAttribute, setText } from "../shared/elements.ts";
import { formatNumber } from "../shared/numbers.ts";
import type { Theme } from "../shared/theme.ts";
import { GHOST_DASH, groupColour } from "./curves.ts";
import type { Model } from "./model.ts";
import { medianRmse } from "./runs.ts";
import type { State } from "./state.ts";

export interface LegendActions {
  toggle(key: string): void;
  toggleGhosts(): void;
}

export interface Legend {
  readonly root: HTMLElement;
  show(model: Model, state: State, theme: Theme): void;
}

interface Entry {
  readonly button: HTMLButtonElement;
  readonly stroke: SVGElement;
  readonly number: HTMLElement;
}

const NOTE = "numbers: RMSE of this free run; of several networks, the median";

export function createLegend(actions: LegendActions): Legend {
  const root = element("div", { class: "legend", role: "group", "aria-label": "Shown forecasts" });
  const entries = new Map<string, Entry>();
  let named = "";
  const add = (key: string, label: string, act: () => void) => {
    const entry = entryOf(key, label);
    entry.button.addEventListener("click", act);
    entries.set(key, entry);
    root.append(entry.button);
  };
  const build = (model: Model) => {
    entries.clear();
    root.replaceChildren(truthEntry(model.palette.truth));
    for (const { key, label } of model.groups) add(key, label, () => actions.toggle(key));
    if (model.ghosts) add("ghosts", "untrained", () => actions.toggleGhosts());
    root.append(element("span", { class: "legend-note" }, NOTE));
  };
  return {
    root,
    show(model, state, theme) {
      // The buttons stay while their names do: one of them may have the focus.
      const names = JSON.stringify([
        model.token,
        model.groups.map(({ label }) => label),
        model.ghosts,
      ]);
      if (names !== named) build(model);
      named = names;
      for (const group of model.groups) {
        const shown = !state.hidden.has(group.key);
        const rmse = medianRmse(model, group, state);
        const entry = entries.get(group.key);
        if (!entry) continue;
        dress(entry, groupColour(group, theme), group.dash, shown, group.label);
        setText(entry.number, Number.isFinite(rmse) ? formatNumber(rmse) : "\u2013");
      }
      const ghosts = entries.get("ghosts");
      const what = "the forecasts of the untrained networks";
      if (ghosts) dress(ghosts, theme.muted, GHOST_DASH, state.ghosts, what);
    },
  };
}

function swatch(stroke: SVGElement): SVGSVGElement {
  return svgElement("svg", { width: 22, height: 8, "aria-hidden": "true" }, stroke);
}

function swatchLine(colour = ""): SVGElement {
  return svgElement("path", { d: "M0 4H22", fill: "none", stroke: colour, "stroke-width": 2.5 });
}

function truthEntry(colour: string): HTMLElement {
  const name = element("span", {}, "truth");
  return element("span", { class: "entry fixed" }, swatch(swatchLine(colour)), name);
}

function entryOf(key: string, label: string): Entry {
  const stroke = swatchLine();
  const number = element("b");
  const attributes = { type: "button", class: "entry", "data-role": "legend", "data-key": key };
  const name = element("span", {}, label);
  return { button: element("button", attributes, swatch(stroke), name, number), stroke, number };
}

function dress(
  { button, stroke }: Entry,
  colour: string,
  dash: readonly number[],
  shown: boolean,
  what: string,
): void {
  setAttribute(stroke, "stroke", colour);
  setAttribute(stroke, "stroke-dasharray", dash.join(" ") || "none");
  setAttribute(button, "aria-pressed", shown);
  setAttribute(button, "title", `${shown ? "Hide" : "Show"} ${what}`);
}
