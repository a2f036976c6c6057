// The elements of a lane and how they stand in each other.

import { element } from "../shared/elements.ts";
import { createForecast, type Forecast } from "./forecast.ts";
import { createHeatmap, type Heatmap } from "./heatmap.ts";
import { createRule, type Rule } from "./rule.ts";

const BLEND_HINT =
  "Between two recorded epochs the picture is interpolated; at rest it shows recorded numbers.";

export interface LaneParts {
  readonly root: HTMLElement;
  readonly label: HTMLElement;
  readonly sub: HTMLElement;
  readonly status: HTMLElement;
  readonly score: HTMLElement;
  readonly bar: HTMLElement;
  readonly message: HTMLElement;
  readonly opening: HTMLElement;
  readonly added: HTMLElement;
  readonly heat: HTMLElement;
  readonly heatTitle: HTMLElement;
  readonly heatReadout: HTMLElement;
  readonly low: HTMLElement;
  readonly high: HTMLElement;
  readonly fore: HTMLElement;
  readonly valueName: HTMLElement;
  readonly truth: HTMLElement;
  readonly ghost: HTMLElement;
  readonly nowLabel: HTMLElement;
  readonly now: HTMLElement;
  readonly heatmap: Heatmap;
  readonly forecast: Forecast;
  readonly rule: Rule;
}

function span(name: string, role?: string): HTMLElement {
  return element("span", { class: name, "data-role": role });
}

function keyItem(look: string, kind: string, words: HTMLElement | string): HTMLElement {
  return element(
    "span",
    { class: `key-item ${kind}`.trim() },
    element("i", { class: look }),
    words,
  );
}

function createHead() {
  const label = span("chip-label");
  const chip = element("span", { class: "chip" }, element("i", { class: "dot" }), label);
  const [sub, status, score] = [span("sub"), span("status", "status"), span("score", "score")];
  const bar = element("i");
  const head = element("header", { class: "lane-head" }, chip, sub, status, score);
  const progress = element("div", { class: "progress", "aria-hidden": "true" }, bar);
  return { head, progress, label, sub, status, score, bar };
}

function createHeatFigure() {
  const heatmap = createHeatmap();
  const [heatTitle, heatReadout] = [span("panel-title"), span("axis-name", "frame")];
  const [low, high] = [element("span"), element("span")];
  const attributes = { class: "colourbar", "aria-hidden": "true" };
  const scale = element("span", attributes, low, element("i"), high);
  const words = [heatTitle, heatReadout, span("spacer"), scale];
  const caption = element("figcaption", { title: BLEND_HINT }, ...words);
  const heat = element("figure", { class: "heat" }, caption, heatmap.box);
  return { heat, heatmap, heatTitle, heatReadout, low, high };
}

function createForecastFigure() {
  const forecast = createForecast();
  const valueName = span("axis-name value-name");
  const [nowLabel, now] = [span("now-label"), element("span")];
  const truth = keyItem("line truth", "", "truth");
  const ghost = keyItem("line dotted", "ghost", "untrained");
  const current = keyItem("line", "", element("span", {}, nowLabel, now));
  const keys = element("span", { class: "keys" }, ghost, truth, current);
  const words = [valueName, span("spacer"), keys];
  const caption = element("figcaption", { title: BLEND_HINT }, ...words);
  const fore = element("figure", { class: "fore" }, caption, forecast.box);
  return { fore, forecast, valueName, nowLabel, now, truth, ghost };
}

export function createLaneParts(id: string): LaneParts {
  const { head, progress, ...headParts } = createHead();
  const heatParts = createHeatFigure();
  const foreParts = createForecastFigure();
  const rule = createRule();
  const message = element("p", { class: "message", "data-role": "message" });
  const [opening, added] = [span("opening"), element("span")];
  const written = element("span", { class: "written" }, opening, added);
  const label = element("span", { class: "writes-label" }, "writes");
  const writes = element("p", { class: "writes", "data-role": "writes" }, label, written);
  const plots = element("div", { class: "lane-plots" }, heatParts.heat, rule.root, foreParts.fore);
  const attributes = { class: "card lane", "data-role": "lane", "data-run": id };
  const root = element("article", attributes, head, progress, message, writes, plots);
  return { root, ...headParts, ...heatParts, ...foreParts, rule, message, opening, added };
}
