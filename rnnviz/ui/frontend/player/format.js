// Numbers as a person reads them. The plain hyphen as minus keeps them pasteable into code.

function formatSigned(value) {
  if (!Number.isFinite(value)) return "unknown";
  const text = value.toFixed(3);
  return text.startsWith("-") ? text : `+${text}`;
}

function formatScaled(value, scaleName) {
  if (!Number.isFinite(value)) return "unknown";
  return scaleName === "state" ? formatSigned(value) : value.toFixed(3);
}

// Decimals for values of the data, after the range they span: 0.893, 12.41, 5120. A series
// that hardly moves needs no more digits than its size calls for.
function decimalsFor(low, high) {
  const span = Math.max(high - low, Math.abs(low) / 5, Math.abs(high) / 5);
  if (!(span > 0)) return 3;
  return Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(span))));
}

function formatData(value, decimals, unit) {
  if (!Number.isFinite(value)) return "unknown";
  const text = value.toFixed(decimals);
  return unit ? `${text} ${unit}` : text;
}

// A probability; the last thousandths are not rounded up to certainty.
function formatShare(share) {
  if (!Number.isFinite(share)) return "unknown";
  if (share >= 0.995 && share < 0.9995) return share.toFixed(3);
  return share > 0 && share < 0.005 ? "<0.01" : share.toFixed(2);
}

function formatParity(parity) {
  if (!Number.isFinite(parity)) return "unknown";
  if (parity === 0) return "0";
  const [digits, power] = parity.toExponential(1).split("e");
  return `${digits}e${Number(power)}`;
}

function axisName(name, unit) {
  return unit ? `${name} (${unit})` : name;
}

// Round steps between ticks: 1, 2 or 5 times a power of ten, near to what the count asks for.
function niceStep(span, count) {
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= raw * 0.75);
}

function niceTicks(low, high, count) {
  if (!(high > low)) return [low];
  const step = niceStep(high - low, count);
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k += 1) ticks.push(k * step);
  return ticks;
}

function formatTick(value, step) {
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  return (Math.abs(value) < step / 1e6 ? 0 : value).toFixed(decimals).replace("-", "−");
}
