// What the packet says: one time axis, the truth on it, and for every network and baseline its
// one-step forecasts and its free runs from every start. No DOM here.

import { MINUS } from "../stage/scale.ts";

const BASELINE_DASHES = ["1.5 3.5", "8 3 2 3", "7 4", "12 4", "12 3 2 3"];
const RUN_DASHES = ["", "7 4", "2 4"];

export function readForecast({ header, arrays }) {
  const numbers = (name) => (arrays[name] ? arrays[name].data : null);
  const lines = header.lines.map((line, k) => ({
    ...line,
    one: numbers(`${k}/one`), free: numbers(`${k}/free`), outside: numbers(`${k}/outside`),
    oneBefore: numbers(`${k}/one_before`), freeBefore: numbers(`${k}/free_before`),
  }));
  const networks = header.groups.map((group, k) => ({
    ...group, key: `network-${k}`, kind: "network", hex: header.palette.cells[group.cell],
    dash: RUN_DASHES[group.variant % RUN_DASHES.length],
    members: lines.filter((line) => line.kind === "network" && line.group === k),
  }));
  const baselines = lines.filter((line) => line.kind === "baseline").map((line, k) => ({
    label: line.label, key: `baseline-${k}`, kind: "baseline", hex: header.palette.baseline,
    dash: BASELINE_DASHES[k % BASELINE_DASHES.length], variant: 0, members: [line],
  }));
  const x = numbers("x");
  const starts = Array.from(numbers("starts"), Math.round);
  return {
    token: header.token, title: header.title, stepName: header.step_name, valueName: header.value_name,
    unit: header.unit, errorUnit: header.error_unit, palette: header.palette,
    labels: header.labels, x, truth: numbers("truth"), starts,
    testAt: header.test_at, testCount: header.test_count, horizon: header.horizon,
    range: header.range, hiddenLimit: Math.round(header.hidden_share * 127), hiddenShare: header.hidden_share,
    opened: header.opened, strongest: header.strongest, networks, baselines, groups: [...networks, ...baselines],
    ghosts: lines.some((line) => line.oneBefore),
  };
}

// Index into `starts` of the start nearest to a place of the axis.
export function nearestStart(model, place) {
  let best = 0;
  model.starts.forEach((start, k) => {
    if (Math.abs(start - place) < Math.abs(model.starts[best] - place)) best = k;
  });
  return best;
}

export function indexNear(x, value) {
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= value) low = middle;
    else high = middle;
  }
  return value - x[low] <= x[high] - value ? low : high;
}

// Steps of a free run that lie on the axis.
export function stepsShown(model, state) {
  return Math.max(0, Math.min(state.steps, model.x.length - model.starts[state.at]));
}

export function runOf(model, numbers, state) {
  const from = state.at * model.horizon;
  return numbers.subarray(from, from + stepsShown(model, state));
}

// The members of a group as what they span and their middle; a single one is its own middle.
export function spanOf(rows) {
  if (rows.length < 2) return { middle: rows[0], low: null, high: null, rows };
  const { length } = rows[0];
  const [low, middle, high] = [0, 1, 2].map(() => new Float32Array(length));
  for (let k = 0; k < length; k += 1) {
    const sorted = rows.map((row) => row[k]).sort((a, b) => a - b);
    const half = sorted.length >> 1;
    low[k] = sorted[0];
    high[k] = sorted[sorted.length - 1];
    middle[k] = sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
  return { middle, low, high, rows };
}

export function oneStepOf(group, before) {
  const rows = group.members.map((line) => (before ? line.oneBefore : line.one)).filter(Boolean);
  return rows.length ? spanOf(rows) : null;
}

export function freeRunOf(model, group, state, before) {
  const rows = group.members.map((line) => (before ? line.freeBefore : line.free)).filter(Boolean);
  return rows.length ? spanOf(rows.map((numbers) => runOf(model, numbers, state))) : null;
}

export function rmseOf(model, run, start) {
  let sum = 0;
  let count = 0;
  for (let k = 0; k < run.length; k += 1) {
    const truth = model.truth[start + k];
    if (!Number.isFinite(truth)) continue;
    sum += (run[k] - truth) ** 2;
    count += 1;
  }
  return count ? Math.sqrt(sum / count) : NaN;
}

// The step, counted from 1, at which a run leaves the range of training; 0 if it does not.
export function leavesAt(model, run) {
  const [low, high] = model.range;
  for (let k = 0; k < run.length; k += 1) if (!(run[k] >= low && run[k] <= high)) return k + 1;
  return 0;
}

// The step at which so many units first have a state that they never had in training; 0 if none.
export function stateLeavesAt(model, line, state) {
  if (!line.outside) return 0;
  return runOf(model, line.outside, state).findIndex((share) => share >= model.hiddenLimit) + 1;
}

export function placeName(model, index) {
  if (index < model.labels.length) return model.labels[index];
  return `${model.stepName} ${plainNumber(model.x[index])}`;
}

function plainNumber(value) {
  return String(Number(value.toFixed(2))).replace("-", MINUS);
}
