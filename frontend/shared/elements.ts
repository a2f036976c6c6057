// Building blocks of the page. Text only, never markup.

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
export type Child = Node | string;

/** An element with its attributes and children; `true` sets an empty attribute, `false` none. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children);
  return node;
}

/** Writing the same text again would still cost a layout and end a selection; a new text node costs
 * more than a new text in the old one. */
export function setText(node: Node, text: string): void {
  const only = node.firstChild;
  if (only instanceof Text && !only.nextSibling) {
    if (only.data !== text) only.data = text;
  } else if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node: Element, name: string, value: string | number | boolean): void {
  const text = String(value);
  if (node.getAttribute(name) !== text) node.setAttribute(name, text);
}

const ICONS = {
  play: "M4 2.5v11l9.5-5.5z",
  pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z",
  back: "M11.5 2.5v11L4.5 8zM3 2.5h1.6v11H3z",
  forward: "M4.5 2.5v11l7-5.5zM11.4 2.5H13v11h-1.6z",
  close:
    "M3.5 4.6l1.1-1.1L8 6.9l3.4-3.4 1.1 1.1L9.1 8l3.4 3.4-1.1 1.1L8 9.1l-3.4 3.4-1.1-1.1L6.9 8z",
} as const;

export type Icon = keyof typeof ICONS;

const SVG_SPACE = "http://www.w3.org/2000/svg";

function icon(name: Icon): SVGSVGElement {
  const drawing = document.createElementNS(SVG_SPACE, "svg");
  drawing.setAttribute("viewBox", "0 0 16 16");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG_SPACE, "path");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

export function iconButton(name: Icon, label: string): HTMLButtonElement {
  const attributes = { type: "button", class: "icon", "aria-label": label, title: label };
  return element("button", attributes, icon(name));
}

export function changeIcon(button: HTMLButtonElement, name: Icon, label: string): void {
  button.querySelector("path")?.setAttribute("d", ICONS[name]);
  button.setAttribute("aria-label", label);
  button.title = label;
}

export function selectBox(
  label: string,
  options: Iterable<readonly [string, string]>,
  value: string,
): HTMLSelectElement {
  const select = element("select", { "aria-label": label });
  for (const [key, text] of options) select.append(element("option", { value: key }, text));
  select.value = value;
  return select;
}

/** A "?" that says more when it is pointed at, pressed with a finger or by a key, or read aloud. */
export function help(words: string): HTMLElement {
  const bubble = element("span", { class: "help-words", popover: "auto" }, words);
  const button = element("button", { type: "button", class: "help", title: words }, "?");
  button.setAttribute("aria-label", "What this means");
  button.popoverTargetElement = bubble;
  bubble.addEventListener("toggle", () => {
    const { left, bottom } = button.getBoundingClientRect();
    const room = document.documentElement.clientWidth - bubble.offsetWidth - 8;
    bubble.style.left = `${Math.max(8, Math.min(left, room))}px`;
    const low = window.innerHeight - bubble.offsetHeight - 8;
    bubble.style.top = `${Math.max(8, Math.min(bottom + 6, low))}px`;
  });
  return element("span", { class: "help-note", role: "note", "aria-label": words }, button, bubble);
}

export function prefersStillness(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
