// Building blocks of the page: elements with their attributes, icons, canvases for sharp pixels.

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

const ICONS = {
  play: "M4 2.5v11l9.5-5.5z",
  pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z",
  back: "M11.5 2.5v11L4.5 8zM3 2.5h1.6v11H3z",
  forward: "M4.5 2.5v11l7-5.5zM11.4 2.5H13v11h-1.6z",
  close: "M3.5 4.6l1.1-1.1L8 6.9l3.4-3.4 1.1 1.1L9.1 8l3.4 3.4-1.1 1.1L8 9.1l-3.4 3.4-1.1-1.1L6.9 8z",
};

function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 16 16");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

function iconButton(name, label) {
  return element("button", { type: "button", class: "icon", "aria-label": label, title: label }, icon(name));
}

function changeIcon(button, name, label) {
  button.querySelector("path").setAttribute("d", ICONS[name]);
  button.setAttribute("aria-label", label);
  button.title = label;
}

function selectBox(label, options, value) {
  const select = element("select", { "aria-label": label });
  for (const [key, text] of options) select.append(element("option", { value: key }, text));
  select.value = value;
  return select;
}

// Symbols as PyTorch's documentation writes them, with a lowered index.
function symbolOf(column) {
  const symbol = element("span", { class: "symbol" }, column.symbol.replace("-", "−"));
  if (column.subscript) symbol.append(element("sub", {}, column.subscript.replace("-", "−")));
  return symbol;
}

// While a picture is being saved: what each canvas is drawn on instead.
const recording = { contexts: null };

// Sizes a canvas in device pixels; setting a size clears it, so only when it changes.
function sizeCanvas(canvas, width, height) {
  if (recording.contexts) {
    recording.contexts.set(canvas, createSvgContext(width, height));
    return recording.contexts.get(canvas);
  }
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

function prefersStillness() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
