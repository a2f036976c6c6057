// What the curves say in words and in the small box beside the crosshair.

import { element, setAttribute, setText } from "../shared/elements.ts";
import { formatNumber, formatTick } from "../shared/numbers.ts";
import { showZoom, shownRuns } from "./curves.ts";
import { curveAt } from "./model.ts";
import { nearestIndex, panelX, sayHelp } from "./panel.ts";
import { rgb, runColour } from "./theme.ts";

export function showTooltip(panel, curves, epoch, runs, fields, theme, sizes) {
  const { tooltip } = panel;
  const visible = epoch !== null && curves.hover.panel === panel;
  tooltip.classList.toggle("shown", visible);
  if (!visible) return;
  const key = `${epoch}|${curves.version}|${[...curves.hidden]}|${theme.key}`;
  if (tooltip.dataset.key !== key) {
    tooltip.dataset.key = key;
    tooltip.replaceChildren(...tooltipRows(epoch, runs, fields, theme));
  }
  const x = panelX(panel, epoch);
  const { width } = sizes.of(panel.box);
  const own = tooltip.offsetWidth;
  const left = x + 12 + own <= width ? x + 12 : x - 12 - own;
  tooltip.style.left = `${Math.max(0, Math.min(width - own, left))}px`;
}

function tooltipRows(epoch, runs, fields, theme) {
  const table = element("table");
  const head = element("tr", {}, element("th", {}, `epoch ${formatTick(epoch, 1)}`));
  head.append(...fields.map((field) => element("th", {}, field.words)));
  table.append(head);
  for (const run of runs) {
    const at = nearestIndex(run.curve.epoch, epoch);
    const near = at >= 0 && Math.abs(run.curve.epoch[at] - epoch) < Math.max(1, spacingAt(run.curve.epoch, at));
    const swatch = element("i", { class: "dot" });
    swatch.style.background = rgb(runColour(run, theme));
    const row = element("tr", {}, element("td", {}, swatch, run.label));
    for (const field of fields) {
      row.append(element("td", {}, near ? formatNumber(run.curve[field.name][at]).replace("no value", "\u2013") : "\u2013"));
    }
    table.append(row);
  }
  return [table];
}

function spacingAt(epochs, at) {
  return at > 0 ? epochs[at] - epochs[at - 1] : 1;
}

export function updateLegend(curves, model, theme, changed) {
  const wanted = model.runs.map((run) => run.id).join("|");
  if (curves.legend.dataset.runs !== wanted) {
    curves.legend.dataset.runs = wanted;
    curves.legend.replaceChildren(...model.runs.map((run) => legendButton(run.id, curves, changed)));
  }
  model.runs.forEach((run, k) => {
    const button = curves.legend.children[k];
    const [swatch, label] = button.children;
    const shown = !curves.hidden.has(run.id);
    swatch.style.setProperty("--run", rgb(runColour(run, theme)));
    swatch.dataset.variant = String(run.variant % 3);
    setText(label, run.label);
    setAttribute(button, "aria-pressed", String(shown));
    setAttribute(button, "title", shown ? `Hide ${run.label} in the curves` : `Show ${run.label} in the curves`);
  });
}

function legendButton(id, curves, changed) {
  const button = element("button", { type: "button", class: "entry", "data-role": "legend", "data-run": id },
    element("i", { class: "swatch" }), element("span"));
  button.onclick = () => {
    if (!curves.hidden.delete(id)) curves.hidden.add(id);
    changed();
  };
  return button;
}

export function updateCurveWords(curves, view) {
  const { model } = view;
  const { task } = model;
  setText(curves.loss.caption, task.loss_name || "loss");
  sayHelp(curves.lossHelp, task.loss_help || "");
  setAttribute(curves.linear, "aria-pressed", String(!curves.log));
  setAttribute(curves.logarithmic, "aria-pressed", String(curves.log));
  showZoom(curves);
  const points = model.runs.some((run) => run.curve.epoch.length > 0);
  setText(curves.loss.empty, points ? "" : model.active ? "The first epoch will appear here." : "No epoch was recorded.");
  setText(curves.gradient.empty, points ? withoutNorms(shownRuns(curves, model)) : "\u00a0");
}

// Before training there is no gradient: a run that diverges in its first epoch leaves none.
function withoutNorms(runs) {
  const none = runs.length > 0 && runs.every((run) => run.divergedIn && !run.curve.gradient.some(Number.isFinite));
  return none ? "Diverged in the first epoch: there is no finite norm to draw." : "";
}

export function describeCurves(curves, view) {
  const runs = shownRuns(curves, view.model);
  const numbers = runs.map((run) => ({ run, at: curveAt(run, view.epoch) }));
  const epoch = formatTick(Math.round(view.epoch), 1);
  setAttribute(curves.loss.box, "aria-label", `Learning curves up to epoch ${epoch}. ` + numbers
    .map(({ run, at }) => `${run.label}: training loss ${formatNumber(at.train)}, validation loss ${formatNumber(at.validation)}`).join("; "));
  setAttribute(curves.gradient.box, "aria-label", `Gradient norm up to epoch ${epoch}. ` + numbers
    .map(({ run, at }) => `${run.label}: ${formatNumber(at.gradient)}${run.divergedIn ? `, diverged in epoch ${run.divergedIn}` : ""}`).join("; "));
}
