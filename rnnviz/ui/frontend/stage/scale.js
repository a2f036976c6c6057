// Ticks of axes and numbers that a person can read. Pure functions, no DOM.

const MINUS = "\u2212";

function exponentForm(size) {
  return size.toExponential(1).replace("e+", "e");
}

// 0.0731, 12.4, 1,248, 1.2e-4: three figures, so a running number keeps its width.
function formatNumber(value) {
  if (!Number.isFinite(value)) return "no value";
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : "";
  if (size === 0) return "0";
  if (size < 1e-3 || size >= 1e6) return sign + exponentForm(size);
  if (size >= 999.5) return sign + groupThousands(Math.round(size));
  return sign + size.toPrecision(3);
}

function groupThousands(whole) {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ",");
}

function niceStep(span, count, smallest) {
  const rough = Math.max(span / Math.max(1, count), smallest || 0, Number.MIN_VALUE);
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * 0.999) || 10;
  return factor * power;
}

function formatTick(value, step) {
  const size = Math.abs(value);
  if (size < step * 1e-6) return "0";
  const sign = value < 0 ? MINUS : "";
  if (step < 1e-4 || size >= 1e6) return sign + exponentForm(size);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const text = size.toFixed(decimals);
  // Years and epochs stay plain; only long numbers are grouped.
  return sign + (size >= 10000 && decimals === 0 ? groupThousands(Math.round(size)) : text);
}

// About `count` round positions inside [low, high]; whole numbers only if `smallest` is 1.
function linearTicks(low, high, count, smallest) {
  if (!(high > low)) return [{ value: low, label: formatTick(low, Math.abs(low) || 1) }];
  const step = niceStep(high - low, count, smallest);
  const ticks = [];
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  for (let k = first; k <= last && ticks.length < 50; k += 1) {
    ticks.push({ value: k * step, label: formatTick(k * step, step) });
  }
  return ticks;
}

function formatPower(value) {
  return value < 0.9e-3 || value > 1.1e5 ? value.toExponential(0).replace("e+", "e") : String(Number(value.toPrecision(1)));
}

// Decades, with 2 and 5 between them where there is room; plain ticks within less than a decade.
function logTicks(low, high, count) {
  const decades = Math.log10(high / low);
  const inside = (value) => value >= low * 0.999 && value <= high * 1.001;
  const stride = Math.max(1, Math.ceil(decades / Math.max(1, count)));
  const marks = decades * 3 <= count * 1.4 ? [1, 2, 5] : decades * 2 <= count * 1.3 ? [1, 3] : [1];
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.log10(high); power += 1) {
    if (stride > 1 && power % stride !== 0) continue;
    for (const mark of marks) {
      const value = Number(`${mark}e${power}`);
      if (inside(value)) ticks.push({ value, label: formatPower(value) });
    }
  }
  return ticks.length >= 2 ? ticks : linearTicks(low, high, count).filter((tick) => tick.value > 0);
}

// The widest [low, high] of the finite values, positive ones only if `positive`; null if none.
function extentOf(values, from, to, positive) {
  let low = Infinity;
  let high = -Infinity;
  for (let at = from; at < to; at += 1) {
    const value = values[at];
    if (!Number.isFinite(value) || (positive && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

function unite(first, second) {
  if (!first || !second) return first || second;
  return [Math.min(first[0], second[0]), Math.max(first[1], second[1])];
}

// Round bounds move seldom, so an axis stands still while a curve grows.
function roundLogDomain(extent) {
  if (!extent) return [0.01, 1];
  const roundTo = (value, upwards) => {
    const power = Math.floor(Math.log10(value) + 1e-9);
    const marks = [1, 1.5, 2, 3, 5, 7, 10].map((mark) => mark * Math.pow(10, power));
    return upwards
      ? marks.find((mark) => mark >= value * 0.999)
      : marks.reverse().find((mark) => mark <= value * 1.001);
  };
  const low = roundTo(extent[0] / 1.06, false);
  const high = roundTo(extent[1] * 1.06, true);
  return high > low * 1.5 ? [low, high] : [low / 1.5, high * 1.5];
}

function roundLinearDomain(extent) {
  if (!extent) return [0, 1];
  const [low, high] = extent;
  const span = high - low || Math.abs(high) || 1;
  const step = niceStep(span, 8);
  const floor = Math.floor((low - span * 0.02) / step) * step;
  // Losses and norms: an axis that nearly reaches 0 should show it.
  const bottom = low >= 0 && floor < span * 0.25 ? 0 : floor;
  return [bottom, Math.ceil((high + span * 0.02) / step) * step];
}

// Position of a value within a domain, 0..1.
function fractionOf(value, domain, log) {
  return log
    ? Math.log(value / domain[0]) / Math.log(domain[1] / domain[0])
    : (value - domain[0]) / (domain[1] - domain[0]);
}

// Indices that look the same in `columns` pixels as all of [from, to): the lowest and highest of
// each column, and a gap where a column has one.
function thinIndices(values, from, to, columns) {
  const count = to - from;
  if (count <= columns * 2) return Array.from({ length: count }, (_, k) => from + k);
  const kept = [];
  for (let column = 0; column < columns; column += 1) {
    const start = from + Math.floor((column * count) / columns);
    const end = from + Math.floor(((column + 1) * count) / columns);
    let low = start;
    let high = start;
    let gap = -1;
    for (let k = start; k < end; k += 1) {
      if (!Number.isFinite(values[k])) gap = k;
      else {
        if (!(values[k] >= values[low])) low = k;
        if (!(values[k] <= values[high])) high = k;
      }
    }
    kept.push(...[...new Set(gap < 0 ? [low, high] : [low, high, gap])].sort((a, b) => a - b));
  }
  return kept;
}

// First index whose epoch is greater than `epoch`; epochs ascend.
function indexAfter(epochs, epoch) {
  let low = 0;
  let high = epochs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (epochs[middle] <= epoch) low = middle + 1;
    else high = middle;
  }
  return low;
}
