// The pen that writes SVG: real texts, rectangles and paths, which every drawing program can open.

import { color } from "d3-color";
import { fontOf, type Look, type Path, type Pen, type Stroke, type TextLook } from "./scene.ts";

// Up to this many values a picture of values is written as rectangles, beyond as an image.
const MOST_CELLS = 20_000;

export type Attributes = Readonly<Record<string, string | number | undefined>>;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Text as it stands in XML. Characters that XML forbids give way to the replacement character. */
export function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
      .replace(/[&<>"]/g, (one) => ESCAPES[one])
  );
}

/** Pixels with at most two decimals. */
export function short(pixels: number): string {
  return String(Math.round(pixels * 100) / 100);
}

function tag(name: string, attributes: Attributes, inside = ""): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([key, value]) => {
      const text = typeof value === "number" ? short(value) : escapeXml(String(value));
      return ` ${key}="${text}"`;
    });
  return inside
    ? `<${name}${written.join("")}>${inside}</${name}>`
    : `<${name}${written.join("")}/>`;
}

interface Opaque {
  readonly css: string;
  readonly alpha: number;
}

// Few colours are used again and again, and a drag draws within a frame.
const MOST_COLOURS = 500;
const opaque = new Map<string, Opaque>();

function opaqueOf(css: string): Opaque {
  const known = opaque.get(css);
  if (known) return known;
  const parsed = color(css)?.rgb();
  const found = parsed
    ? { css: parsed.copy({ opacity: 1 }).formatHex(), alpha: parsed.opacity }
    : { css, alpha: 1 };
  if (opaque.size >= MOST_COLOURS) opaque.clear();
  opaque.set(css, found);
  return found;
}

// SVG 1.1 knows no rgba(): colour and opacity are two attributes.
function paint(kind: "fill" | "stroke", css: string, opacity = 1): Attributes {
  const found = opaqueOf(css);
  const alpha = found.alpha * opacity;
  return {
    [kind]: found.css,
    [`${kind}-opacity`]: alpha < 1 ? Math.round(alpha * 1000) / 1000 : undefined,
  };
}

/** A stroke as attributes of SVG. */
export function outlined(stroke: Stroke | undefined): Attributes {
  if (!stroke) return {};
  const dash = stroke.dash?.length ? stroke.dash.join(" ") : undefined;
  return {
    ...paint("stroke", stroke.colour, stroke.opacity),
    "stroke-width": stroke.width ?? 1,
    "stroke-dasharray": dash,
    "stroke-linejoin": "round",
    "stroke-linecap": dash ? undefined : "round",
  };
}

/** What a shape looks like, as attributes of SVG. */
export function looks({ fill, stroke, opacity }: Look): Attributes {
  return { ...(fill ? paint("fill", fill, opacity) : { fill: "none" }), ...outlined(stroke) };
}

const DROPS = { top: 0.8, middle: 0.34, alphabetic: 0 } as const;

/** Where a text stands and what it looks like, as attributes of SVG. */
export function textLooks(x: number, y: number, look: TextLook): Attributes {
  const drop = DROPS[look.baseline ?? "alphabetic"] * look.size;
  const place = look.upright
    ? { transform: `translate(${short(x)} ${short(y)}) rotate(-90) translate(0 ${short(drop)})` }
    : { x, y: y + drop };
  const halo = look.halo
    ? { ...paint("stroke", look.halo), "stroke-width": 4, "paint-order": "stroke" }
    : {};
  return {
    ...place,
    ...halo,
    ...paint("fill", look.colour),
    "font-family": look.font.replaceAll('"', "'"),
    "font-size": look.size,
    "font-weight": look.weight,
    "font-style": look.italic ? "italic" : undefined,
    "text-anchor": look.anchor === "start" ? undefined : look.anchor,
  };
}

export class SvgPen implements Pen {
  private out: string[] = [];
  private readonly defs: string[] = [];
  private readonly ruler: CanvasRenderingContext2D | null;
  private ids = 0;

  /** `ruler`: what measures texts. */
  constructor(ruler: CanvasRenderingContext2D | null) {
    this.ruler = ruler;
  }

  rect(x: number, y: number, width: number, height: number, look: Look, radius = 0): void {
    if (!(width > 0 && height > 0)) return;
    this.out.push(tag("rect", { x, y, width, height, rx: radius || undefined, ...looks(look) }));
  }

  line(x1: number, y1: number, x2: number, y2: number, stroke: Stroke): void {
    this.out.push(tag("line", { x1, y1, x2, y2, ...outlined(stroke) }));
  }

  circle(x: number, y: number, radius: number, look: Look): void {
    this.out.push(tag("circle", { cx: x, cy: y, r: radius, ...looks(look) }));
  }

  path(path: Path, look: Look): void {
    if (path.d) this.out.push(tag("path", { d: path.d, ...looks(look) }));
  }

  text(text: string, x: number, y: number, look: TextLook): void {
    const attributes = { ...textLooks(x, y, look), "xml:space": "preserve" };
    if (text) this.out.push(tag("text", attributes, escapeXml(text)));
  }

  measure(text: string, look: TextLook): number {
    if (!this.ruler) return text.length * look.size * 0.55;
    this.ruler.font = fontOf(look);
    return this.ruler.measureText(text).width;
  }

  pixels(image: HTMLCanvasElement, x: number, y: number, width: number, height: number): void {
    if (image.width * image.height > MOST_CELLS) {
      this.out.push(
        tag("image", {
          x,
          y,
          width,
          height,
          preserveAspectRatio: "none",
          style: "image-rendering: pixelated",
          "xlink:href": image.toDataURL("image/png"),
        }),
      );
      return;
    }
    const { data } = image.getContext("2d")?.getImageData(0, 0, image.width, image.height) ?? {};
    if (data) this.cells(data, image.width, image.height, { x, y, width, height });
  }

  // Neighbours of one colour in a row are one rectangle, and the rectangles of a colour one path.
  private cells(
    data: Uint8ClampedArray,
    columns: number,
    rows: number,
    place: { x: number; y: number; width: number; height: number },
  ): void {
    const [wide, high] = [place.width / columns, place.height / rows];
    const colours = new Uint32Array(data.buffer, data.byteOffset, columns * rows);
    const paths = new Map<number, { readonly fill: string; readonly d: string[] }>();
    for (let row = 0; row < rows; row += 1) {
      const last = (row + 1) * columns;
      const [top, bottom] = [short(place.y + row * high), short(place.y + (row + 1) * high)];
      for (let from = row * columns; from < last; ) {
        const colour = colours[from];
        let to = from + 1;
        while (to < last && colours[to] === colour) to += 1;
        const [red, green, blue, alpha] = data.subarray(4 * from, 4 * from + 4);
        if (alpha > 0) {
          const fill = `rgba(${red}, ${green}, ${blue}, ${alpha / 255})`;
          const path = paths.get(colour) ?? { fill, d: [] };
          paths.set(colour, path);
          const left = short(place.x + (from - row * columns) * wide);
          const right = short(place.x + (to - row * columns) * wide);
          path.d.push(`M${left} ${top}H${right}V${bottom}H${left}Z`);
        }
        from = to;
      }
    }
    for (const { fill, d } of paths.values()) this.path({ d: d.join("") }, { fill });
  }

  clip(x: number, y: number, width: number, height: number, draw: () => void): void {
    this.ids += 1;
    const id = `clip-${this.ids}`;
    this.defs.push(tag("clipPath", { id }, tag("rect", { x, y, width, height })));
    this.group({ "clip-path": `url(#${id})` }, draw);
  }

  at(x: number, y: number, draw: () => void): void {
    this.group({ transform: `translate(${short(x)} ${short(y)})` }, draw);
  }

  private group(attributes: Attributes, draw: () => void): void {
    const outside = this.out;
    this.out = [];
    draw();
    const inside = this.out.join("");
    this.out = outside;
    if (inside) this.out.push(tag("g", attributes, inside));
  }

  /** The whole picture, in CSS pixels. */
  document(width: number, height: number): string {
    const size = `width="${short(width)}" height="${short(height)}"`;
    const box = `viewBox="0 0 ${short(width)} ${short(height)}"`;
    const spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
    const defs = this.defs.length ? `<defs>${this.defs.join("")}</defs>` : "";
    return `<svg ${spaces} ${size} ${box}>${defs}${this.out.join("")}</svg>`;
  }
}
