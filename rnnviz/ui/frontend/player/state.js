// What the player is showing now. Runs are told apart by their place; pins and open products
// survive new data where they still make sense. No DOM here.

function createState() {
  return { step: 0, speed: 10, sort: "similarity", playing: false, motion: true, focus: 0, hover: null, pins: [], open: [], runs: [] };
}

function applyStart(state, model) {
  const { start } = model;
  if (Number.isFinite(start.step)) state.step = start.step;
  if (SPEEDS.includes(start.speed)) state.speed = start.speed;
  if (SORTS.some(([key]) => key === start.sort)) state.sort = start.sort;
  state.focus = model.runs[start.run] ? start.run : 0;
  state.pins = [];
  if (Number.isInteger(start.unit)) state.pins[state.focus] = start.unit;
}

function keepWhatFits(state, model) {
  state.step = Math.max(0, Math.min(model.steps - 1, Math.round(state.step)));
  state.hover = null;
  if (!model.runs[state.focus]) state.focus = 0;
  const has = (run, key) => (key === PREDICTION_KEY && run.readout !== null) || run.columns.some((c) => c.key === key && blockOf(run, c));
  state.pins = model.runs.map((run, k) => (state.pins[k] >= 0 && state.pins[k] < run.units ? state.pins[k] : null));
  state.open = model.runs.map((run, k) => (state.open[k] && has(run, state.open[k]) ? state.open[k] : null));
  if (state.sort === "memory" && !model.runs.some((run) => run.retention)) state.sort = "similarity";
}

// Likeness is an arrangement and no rank: going back to earlier epochs keeps the rows of the
// latest one, so that a unit can be followed while it finds its role.
function ordersFor(state, model, kept) {
  return model.runs.map((run, k) => {
    const old = kept[k];
    const same = old && old.sort === state.sort && old.id === run.id && old.order.length === run.units;
    if (same && state.sort === "similarity" && run.epoch < old.epoch) return old;
    return { sort: state.sort, id: run.id, epoch: run.epoch, order: unitOrder(run, state.sort) };
  });
}

// The unit a run shows: the one pointed at, else the pinned one, else the most active.
function settleRuns(state, model, orders) {
  state.runs = model.runs.map((run, k) => {
    const hovered = state.hover && state.hover.run === k ? state.hover.unit : null;
    const pin = state.pins[k];
    const unit = hovered ?? pin ?? run.mostActive;
    return { unit, pinned: unit === pin, order: orders[k].order, key: state.open[k] };
  });
}

function momentOf(state) {
  return { step: state.step, unit: state.pins[state.focus] ?? null, run: state.focus };
}
