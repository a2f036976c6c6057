// The pen that puts SVG on the page: elements that can be focused, named and styled, drawn by the
// same function that draws the file.

import { fontOf, type Look, type Path, type Pen, type Stroke, type TextLook } from "./scene.ts";
import { type Attributes, looks, outlined, short, textLooks } from "./svg_pen.ts";

const SPACE = "http://www.w3.org/2000/svg";

/** An element of SVG; what is undefined or empty is left out. */
export function svgElement<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Node[]
): SVGElementTagNameMap[Tag] {
  const node = document.createElementNS(SPACE, tag);
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (value === undefined || value === "") continue;
    node.setAttribute(name, typeof value === "number" ? short(value) : value);
  }
  node.append(...children);
  return node;
}

let ruler: CanvasRenderingContext2D | null = null;

class DomSvgPen implements Pen {
  private target: Element | DocumentFragment;

  constructor(target: DocumentFragment) {
    this.target = target;
  }

  rect(x: number, y: number, width: number, height: number, look: Look, radius = 0): void {
    if (!(width > 0 && height > 0)) return;
    this.add("rect", { x, y, width, height, rx: radius || undefined, ...named(look) });
  }

  line(x1: number, y1: number, x2: number, y2: number, stroke: Stroke): void {
    this.add("line", { x1, y1, x2, y2, ...outlined(stroke) });
  }

  circle(x: number, y: number, radius: number, look: Look): void {
    this.add("circle", { cx: x, cy: y, r: radius, ...named(look) });
  }

  path(path: Path, look: Look): void {
    if (path.d) this.add("path", { d: path.d, ...named(look) });
  }

  text(text: string, x: number, y: number, look: TextLook): void {
    if (text) this.add("text", textLooks(x, y, look)).textContent = text;
  }

  measure(text: string, look: TextLook): number {
    ruler ??= document.createElement("canvas").getContext("2d");
    if (!ruler) return text.length * look.size * 0.55;
    ruler.font = fontOf(look);
    return ruler.measureText(text).width;
  }

  pixels(image: HTMLCanvasElement, x: number, y: number, width: number, height: number): void {
    const href = image.toDataURL("image/png");
    const style = "image-rendering: pixelated";
    this.add("image", { x, y, width, height, preserveAspectRatio: "none", style, href });
  }

  // A drawing of its own cuts off what lies outside, and needs no id that another might have too.
  clip(x: number, y: number, width: number, height: number, draw: () => void): void {
    if (!(width > 0 && height > 0)) return;
    const viewBox = [x, y, width, height].map(short).join(" ");
    this.into(this.add("svg", { x, y, width, height, viewBox, overflow: "hidden" }), draw);
  }

  at(x: number, y: number, draw: () => void): void {
    this.into(this.add("g", { transform: `translate(${short(x)} ${short(y)})` }), draw);
  }

  private add(tag: keyof SVGElementTagNameMap, attributes: Attributes): SVGElement {
    const node = svgElement(tag, attributes);
    this.target.append(node);
    return node;
  }

  private into(group: SVGElement, draw: () => void): void {
    const outside = this.target;
    this.target = group;
    draw();
    this.target = outside;
  }
}

function named(look: Look): Attributes {
  return { ...looks(look), "data-role": look.role };
}

/** Replaces what stands in a group by what `draw` draws. */
export function drawInto(group: SVGElement, draw: (pen: Pen) => void): void {
  const drawing = document.createDocumentFragment();
  draw(new DomSvgPen(drawing));
  group.replaceChildren(drawing);
}
