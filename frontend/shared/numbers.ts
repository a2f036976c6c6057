// Numbers as a person reads them: the only place that turns a number into text. Values that stand
// in an equation keep the plain hyphen as minus, so that they can be pasted into code; all others
// take the true minus sign.

import { format, precisionFixed } from "d3-format";

const MINUS = "\u2212";
// From here on digits are grouped: years, epochs and steps stay plain.
const GROUPED_FROM = 10_000;

const grouped = format(",.0f");

function withSign(value: number, text: string): string {
  return value < 0 ? MINUS + text : text;
}

function exponentForm(size: number, digits: number): string {
  return size.toExponential(digits).replace("e+", "e");
}

/** A measured number in three figures: 0.0731, 12.4, 1248, 12,000, 1.20e-4. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return "no value";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1e-3 || size >= 1e6) return withSign(value, exponentForm(size, 1));
  if (size >= GROUPED_FROM - 0.5) return withSign(value, grouped(size));
  return withSign(value, size >= 999.5 ? size.toFixed(0) : size.toPrecision(3));
}

/** A whole number: 60, 1959, 12,000. */
export function formatCount(count: number): string {
  return withSign(
    count,
    Math.abs(count) < GROUPED_FROM ? Math.abs(count).toFixed(0) : grouped(Math.abs(count)),
  );
}

// The power of ten of a size; one that lies below it by rounding alone counts as the power.
function powerOf(size: number): number {
  return Math.floor(Math.log10(size) + 1e-9);
}

/** A tick of an axis whose ticks are `step` apart: no digit more than tells it from its neighbours. */
export function formatTick(value: number, step: number): string {
  const size = Math.abs(value);
  if (size < step * 1e-6) return "0";
  if (step < 1e-4 || size >= 1e6) {
    return withSign(value, exponentForm(size, Math.max(0, powerOf(size) - powerOf(step))));
  }
  const decimals = Math.max(0, precisionFixed(step));
  if (decimals === 0) return formatCount(value);
  return withSign(value, format(size >= GROUPED_FROM ? `,.${decimals}f` : `.${decimals}f`)(size));
}

const plain = format(".2~f");

/** A place on an axis as it is, with at most two decimals: 36, 1959.25. */
export function formatPlace(value: number): string {
  return plain(value);
}

/** A value in an equation, with its sign: +0.417, -0.130. */
export function formatSigned(value: number): string {
  if (!Number.isFinite(value)) return "unknown";
  const text = value.toFixed(3);
  return text.startsWith("-") ? text : `+${text}`;
}

/** A value in an equation: states with a sign, gates without. */
export function formatScaled(value: number, scale: string): string {
  if (!Number.isFinite(value)) return "unknown";
  return scale === "state" ? formatSigned(value) : value.toFixed(3);
}

/** Decimals for values of the data, after the range they span: 0.893, 12.41, 5120. A series that
 * hardly moves needs no more digits than its size calls for. */
export function decimalsFor(low: number, high: number): number {
  const span = Math.max(high - low, Math.abs(low) / 5, Math.abs(high) / 5);
  if (!(span > 0)) return 3;
  return Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(span))));
}

/** A value of the data with its unit. */
export function formatData(value: number, decimals: number, unit = ""): string {
  if (!Number.isFinite(value)) return "unknown";
  const text = value.toFixed(decimals);
  return unit ? `${text} ${unit}` : text;
}

/** A probability; the last thousandths are not rounded up to certainty. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return "unknown";
  if (share >= 0.995 && share < 0.9995) return share.toFixed(3);
  return share > 0 && share < 0.005 ? "<0.01" : share.toFixed(2);
}

/** A share of many, in per cent; neither none nor all by rounding. */
export function formatPercent(share: number): string {
  if (share > 0 && share < 0.005) return "<1%";
  if (share < 1 && share > 0.995) return ">99%";
  return `${Math.round(100 * share)}%`;
}

/** The largest difference from PyTorch: 1.2e-7. */
export function formatParity(parity: number): string {
  if (!Number.isFinite(parity)) return "unknown";
  return parity === 0 ? "0" : exponentForm(parity, 1);
}

/** Pearson's r, with its sign; R of a phase has none. */
export function formatCorrelation(r: number, unsigned = false): string {
  if (unsigned) return r.toFixed(2);
  return `${r < 0 ? MINUS : "+"}${Math.abs(r).toFixed(2)}`;
}

/** A number of steps with one decimal, for most half-lives lie between 0 and 3. */
export function stepsInWords(steps: number): string {
  return steps > 999 ? "more than 999 steps" : `${steps.toFixed(1)} steps`;
}

/** "1 step", "12 steps". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** The name of an axis with its unit in brackets. */
export function axisName(name: string, unit = ""): string {
  return unit ? `${name} (${unit})` : name;
}
