// A picture that leaves the page as a file: the scene of the screen, drawn once more.

import { CanvasPen } from "./canvas_pen.ts";
import { element } from "./elements.ts";
import type { Pen } from "./scene.ts";
import { SvgPen } from "./svg_pen.ts";

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly ground: string;
  draw(pen: Pen): void;
}

const PNG_SCALE = 2;
// The browser reads the address after the click.
const KEPT_MS = 10_000;

function drawAll(pen: Pen, { width, height, ground, draw }: Picture): void {
  pen.rect(0, 0, width, height, { fill: ground });
  draw(pen);
}

/** A pen that draws nothing: for what has to be measured before it is drawn. */
export function rulerPen(): Pen {
  return new SvgPen(document.createElement("canvas").getContext("2d"));
}

export function svgOf(picture: Picture): string {
  const pen = new SvgPen(document.createElement("canvas").getContext("2d"));
  drawAll(pen, picture);
  return pen.document(picture.width, picture.height);
}

function save(blob: Blob, name: string): void {
  const link = element("a", { download: name, href: URL.createObjectURL(blob) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}

export function saveSvg(picture: Picture, name: string): void {
  save(new Blob([svgOf(picture)], { type: "image/svg+xml" }), `${name}.svg`);
}

/** Twice as many pixels as on screen. Throws where the browser makes no picture of that size. */
export async function savePng(picture: Picture, name: string): Promise<void> {
  const canvas = element("canvas");
  canvas.width = Math.ceil(picture.width * PNG_SCALE);
  canvas.height = Math.ceil(picture.height * PNG_SCALE);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser draws no picture of that size");
  context.scale(PNG_SCALE, PNG_SCALE);
  drawAll(new CanvasPen(context), picture);
  const blob = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, "image/png");
  });
  if (!blob) throw new Error("this browser makes no PNG of that size");
  save(blob, `${name}.png`);
}
