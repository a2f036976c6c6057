// All heatmaps, one group a run, and the legend of their colours.

import { element } from "../shared/elements.ts";
import { HEAT_GUTTER, createHeatmap } from "./heatmap.ts";
import { runTitle } from "./model.ts";
import { createSelection } from "./selection.ts";
import { createStatePath } from "./state_path.ts";
import { TRACE, createTrace } from "./trace.ts";
import { createUnitPanel } from "./unit_panel.ts";

function legendBar(name, from, to, css) {
  const bar = element("span", { class: "bar" });
  const stops = Array.from({ length: 9 }, (_, k) => css[Math.round((k / 8) * 255)]);
  bar.style.backgroundImage = `linear-gradient(to right, ${stops.join(", ")})`;
  const ends = name === "state" ? [from, "0", to] : [from, to];
  return element("span", { class: "scale" }, element("span", { class: "scale-name" }, name === "state" ? "states" : `${name} gate`),
    element("span", { class: "scale-body" }, bar, element("span", { class: "ends" }, ...ends.map((end) => element("span", {}, end)))));
}

export function createHeatmapGrid(actions) {
  const legend = element("div", { class: "legend", "data-role": "legend" });
  const selection = createSelection(actions);
  const groups = element("div", { class: "groups" });
  const root = element("div", { class: "heatmaps" }, selection.root, legend, groups);
  let [model, maps, traces, about, shape] = [null, [], [], [], ""];

  function loadGroup(run) {
    const grid = element("div", { class: "grid" });
    for (const panel of run.panels) {
      const map = createHeatmap(actions, model, run, panel);
      maps.push({ map, run: run.index, panel: panel.source });
      grid.append(map.root);
    }
    const trace = createTrace(actions, model, run);
    traces.push({ trace, run: run.index });
    grid.append(trace.root);
    const panel = createUnitPanel();
    const path = createStatePath(actions, model, run);
    about.push({ panel, path, run: run.index });
    grid.append(panel.root, path.root);
    const group = element("section", { class: "group" });
    if (model.runs.length > 1) {
      const title = element("h3", { class: "run-title" }, runTitle(run));
      title.style.setProperty("--cell", `var(--run-${run.index})`);
      group.append(title);
    }
    group.append(grid);
    return group;
  }

  function showLegend(theme) {
    const scales = new Set(model.runs.flatMap((run) => run.panels.map((panel) => panel.scale)));
    legend.replaceChildren(...[...scales].map((name) => (name === "state"
      ? legendBar("state", "−1", "+1", theme.cssScales.state)
      : legendBar(name, "0", "1", theme.cssScales[name] || theme.cssScales.state))));
  }

  return {
    root,
    load(next) {
      model = next;
      selection.load(model);
      const panels = (run) => [run.id, run.layer, run.label, run.units, run.reverse, ...run.panels.map((panel) => panel.source)];
      const nextShape = JSON.stringify([model.sequence, ...model.runs.map(panels)]);
      if (nextShape !== shape) {
        shape = nextShape;
        maps = [];
        traces = [];
        about = [];
        groups.replaceChildren(...model.runs.map(loadGroup));
      }
      // Another epoch of the same: the elements stay, and with them what has the focus.
      for (const { map, run, panel } of maps) {
        map.load(model.runs[run], model.runs[run].panels.find((one) => one.source === panel));
      }
      for (const { trace, run } of traces) trace.load(model.runs[run]);
      for (const { panel, path, run } of about) {
        panel.load(model, model.runs[run]);
        path.load(model, model.runs[run]);
      }
    },
    resize(width, theme, orders) {
      showLegend(theme);
      const across = width >= 840 ? 3 : width >= 560 ? 2 : 1;
      root.style.setProperty("--across", String(across));
      const gap = 22;
      const each = Math.floor((width - gap * (across - 1)) / across) - 18;
      for (const { map, run } of maps) map.resize(each, theme, orders[run]);
      for (const { panel, path } of about) {
        panel.theme(theme);
        panel.root.style.gridColumn = across === 3 ? "span 2" : "span 1";
        path.resize(each + 18, theme);
      }
      for (const { trace, run } of traces) {
        // The line takes what the last row has left, or a row of its own.
        const span = across - (model.runs[run].panels.length % across);
        trace.root.style.gridColumn = `span ${span}`;
        trace.resize(each * span + (gap + 18) * (span - 1) - (TRACE.left - HEAT_GUTTER), theme);
      }
    },
    show(state) {
      selection.show(state);
      const range = state.selecting ? state.selection : null;
      for (const { map, run, panel } of maps) map.select(range && range.run === run ? range : null, range && range.source === panel);
      for (const { map, run } of maps) map.show(state.step, state.runs[run].unit);
      for (const { panel, path, run } of about) {
        panel.show(state.runs[run].unit);
        path.show(state.step);
      }
      for (const { trace, run } of traces) trace.show(state.step, state.runs[run].unit);
    },
  };
}
