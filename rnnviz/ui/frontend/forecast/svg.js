// Building SVG. What a thing looks like stands in attributes, so that a saved file keeps it.

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

function drawn(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG_NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== "" && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

const short = (pixels) => String(Math.round(pixels * 10) / 10);

// A line that lifts its pen at gaps; a lone point becomes a short dash.
function linePath(values, xAt, yAt) {
  let path = "";
  let open = false;
  for (let k = 0; k < values.length; k += 1) {
    if (!Number.isFinite(values[k])) {
      open = false;
      continue;
    }
    const x = xAt(k);
    const y = yAt(values[k]);
    const alone = !open && !Number.isFinite(values[k + 1]);
    path += `${open ? "L" : "M"}${short(alone ? x - 3 : x)} ${short(y)}${alone ? `h6` : ""}`;
    open = true;
  }
  return path;
}

function bandPath(low, high, xAt, yAt) {
  const there = [];
  for (let k = 0; k < low.length; k += 1) {
    if (Number.isFinite(low[k]) && Number.isFinite(high[k])) there.push(k);
  }
  if (there.length < 2) return "";
  const over = there.map((k) => `${short(xAt(k))} ${short(yAt(high[k]))}`);
  const under = there.reverse().map((k) => `${short(xAt(k))} ${short(yAt(low[k]))}`);
  return `M${[...over, ...under].join("L")}Z`;
}
