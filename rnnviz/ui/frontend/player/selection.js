// Select and match: a range of steps and a threshold; the units that are on throughout, and a
// request for the other places in the data where they are.

const MOST_LISTED = 24;

function unitsOn(run, from, to, threshold) {
  const { hidden } = run.sources;
  return Array.from({ length: run.units }, (_, u) => u).filter((u) => {
    for (let t = from; t <= to; t += 1) if (!(hidden[t * run.units + u] >= threshold)) return false;
    return true;
  });
}

function createSelection(actions) {
  const toggle = element("button", { type: "button", class: "quiet jump", "data-role": "select-toggle", "aria-pressed": "false" }, "Select steps");
  const field = (label, role, attributes) => {
    const input = element("input", { type: "number", "data-role": role, ...attributes });
    return [element("label", { class: "choice" }, label, input), input];
  };
  const [fromLabel, from] = field("from step", "select-from", { min: "0", step: "1" });
  const [toLabel, to] = field("to", "select-to", { min: "0", step: "1" });
  const [thresholdLabel, threshold] = field("h at least", "select-threshold", { min: "-1", max: "1", step: "0.05" });
  const on = element("p", { class: "limit", "data-role": "select-on", role: "status" });
  const find = element("button", { type: "button", class: "quiet tool", "data-role": "select-find" }, "Find the same elsewhere");
  const body = element("div", { class: "select-body", hidden: "" }, fromLabel, toLabel, thresholdLabel, find, on);
  const root = element("div", { class: "select", role: "group", "aria-label": "Select and match" }, toggle, body);
  let [model, asked] = [null, ""];

  toggle.onclick = () => actions.toggleSelecting();
  // The end that was typed stands; the other one gives way.
  const read = (typed) => {
    const whole = (input) => Math.max(0, Math.min(model.steps - 1, Math.round(Number(input.value) || 0) - model.first));
    const limit = Number(threshold.value);
    const [a, b] = [whole(from), whole(to)];
    actions.select({ from: typed === to ? Math.min(a, b) : a, to: typed === to ? b : Math.max(a, b), threshold: threshold.value !== "" && Number.isFinite(limit) ? limit : 0.3 });
  };
  for (const input of [from, to, threshold]) input.onchange = () => read(input);
  find.onclick = () => actions.findSelected();

  return {
    root,
    load(next) {
      model = next;
      from.min = to.min = String(model.first);
      from.max = to.max = String(model.first + model.steps - 1);
      find.hidden = model.standalone;
    },
    show(state) {
      const { selection, selecting, focus } = state;
      setAttribute(toggle, "aria-pressed", String(selecting));
      body.hidden = !selecting;
      if (!selecting || !selection) {
        setText(on, "Drag over the steps of a heatmap, or type them here.");
        find.disabled = true;
        return;
      }
      const run = model.runs[selection.run ?? focus];
      const key = JSON.stringify([selection, run.id, run.epoch, model.first]);
      if (key === asked) return;
      asked = key;
      from.value = String(selection.from + model.first);
      to.value = String(selection.to + model.first);
      threshold.value = String(selection.threshold);
      const units = unitsOn(run, selection.from, selection.to, selection.threshold);
      find.disabled = units.length === 0;
      const more = units.length > MOST_LISTED ? ` and ${units.length - MOST_LISTED} more` : "";
      const whose = model.runs.length > 1 ? ` of ${run.label}` : "";
      setText(on, units.length === 0 ? `No unit${whose} has h of ${selection.threshold} or more throughout; try fewer steps or a lower threshold.`
        : `On throughout: ${units.length} of ${run.units} units${whose}: ${units.slice(0, MOST_LISTED).join(", ")}${more}.`);
      on.dataset.units = units.join(",");
    },
  };
}
