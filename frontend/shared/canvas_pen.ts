// The pen that draws on a canvas.

import { fontOf, type Look, type Path, type Pen, type Stroke, type TextLook } from "./scene.ts";

const ANCHORS = { start: "left", middle: "center", end: "right" } as const;
const NO_DASH: number[] = [];

/** Where a canvas is copied to, in CSS pixels. */
export interface Copied {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly opacity?: number;
}

export class CanvasPen implements Pen {
  private readonly context: CanvasRenderingContext2D;
  // Reading a font costs a browser more than drawing the text.
  private font = "";

  constructor(context: CanvasRenderingContext2D) {
    this.context = context;
  }

  rect(x: number, y: number, width: number, height: number, look: Look, radius = 0): void {
    const { context } = this;
    if (look.fill && radius === 0) {
      const { opacity } = look;
      // Cells come by the thousand: what is already so is not said again.
      if (opacity !== undefined) context.globalAlpha = opacity;
      context.fillStyle = look.fill;
      context.fillRect(x, y, width, height);
      if (opacity !== undefined) context.globalAlpha = 1;
      if (!look.stroke) return;
      this.outline(look.stroke, () => context.strokeRect(x, y, width, height));
      return;
    }
    context.beginPath();
    if (radius > 0) context.roundRect(x, y, width, height, radius);
    else context.rect(x, y, width, height);
    this.paint(look);
  }

  line(x1: number, y1: number, x2: number, y2: number, stroke: Stroke): void {
    const { context } = this;
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    this.outline(stroke, () => context.stroke());
  }

  circle(x: number, y: number, radius: number, look: Look): void {
    this.context.beginPath();
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
    this.paint(look);
  }

  path(path: Path, look: Look): void {
    if (!path.drawn && !path.d) return;
    path.drawn ??= new Path2D(path.d);
    this.paint(look, path.drawn);
  }

  text(text: string, x: number, y: number, look: TextLook): void {
    const { context } = this;
    if (look.upright) {
      context.save();
      context.translate(x, y);
      context.rotate(-Math.PI / 2);
      this.text(text, 0, 0, { ...look, upright: false });
      context.restore();
      this.font = "";
      return;
    }
    this.setFont(look);
    context.textAlign = ANCHORS[look.anchor ?? "start"];
    context.textBaseline = look.baseline ?? "alphabetic";
    if (look.halo) {
      context.strokeStyle = look.halo;
      context.lineWidth = 4;
      context.lineJoin = "round";
      context.strokeText(text, x, y);
    }
    context.fillStyle = look.colour;
    context.fillText(text, x, y);
  }

  measure(text: string, look: TextLook): number {
    this.setFont(look);
    return this.context.measureText(text).width;
  }

  pixels(image: HTMLCanvasElement, x: number, y: number, width: number, height: number): void {
    this.context.imageSmoothingEnabled = false;
    this.context.drawImage(image, x, y, width, height);
  }

  /** One column of pixels of an image, as wide and high as a box. */
  column(
    image: HTMLCanvasElement,
    k: number,
    x: number,
    y: number,
    width: number,
    height: number,
  ): void {
    this.context.imageSmoothingEnabled = false;
    this.context.drawImage(image, k, 0, 1, image.height, x, y, width, height);
  }

  /** What another canvas of the same size shows, pixel for pixel. */
  under(canvas: HTMLCanvasElement): void {
    const { context } = this;
    const transform = context.getTransform();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(canvas, 0, 0);
    context.setTransform(transform);
  }

  /** What another canvas shows, smoothed where it has to be: for what was drawn once and is seen
   * in many frames. */
  copy(canvas: HTMLCanvasElement, { x = 0, y = 0, width, height, opacity = 1 }: Copied): void {
    this.begin(opacity);
    this.context.imageSmoothingEnabled = true;
    this.context.drawImage(canvas, x, y, width, height);
    this.context.globalAlpha = 1;
  }

  clip(x: number, y: number, width: number, height: number, draw: () => void): void {
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    draw();
    context.restore();
    this.font = "";
  }

  at(x: number, y: number, draw: () => void): void {
    const { context } = this;
    context.save();
    context.translate(x, y);
    draw();
    context.restore();
    this.font = "";
  }

  private setFont(look: TextLook): void {
    const font = fontOf(look);
    if (font === this.font) return;
    this.context.font = this.font = font;
  }

  private begin(opacity = 1): void {
    this.context.globalAlpha = opacity;
  }

  private paint(look: Look, path?: Path2D): void {
    const { context } = this;
    if (look.fill) {
      this.begin(look.opacity);
      context.fillStyle = look.fill;
      if (path) context.fill(path);
      else context.fill();
      context.globalAlpha = 1;
    }
    if (!look.stroke) return;
    this.outline(look.stroke, () => {
      if (path) context.stroke(path);
      else context.stroke();
    });
  }

  private outline(stroke: Stroke, draw: () => void): void {
    const { context } = this;
    const dashed = stroke.dash !== undefined && stroke.dash.length > 0;
    this.begin(stroke.opacity);
    context.strokeStyle = stroke.colour;
    context.lineWidth = stroke.width ?? 1;
    context.lineJoin = "round";
    context.lineCap = dashed ? "butt" : "round";
    if (dashed) context.setLineDash([...(stroke.dash ?? NO_DASH)]);
    draw();
    if (dashed) context.setLineDash(NO_DASH);
    context.globalAlpha = 1;
  }
}

/** Device pixels a CSS pixel, for every canvas. */
export function pixelRatio(): number {
  return Math.min(3, window.devicePixelRatio || 1);
}

/** Sizes a canvas in device pixels and empties it. Setting a size costs, so only when it changes. */
export function penOn(canvas: HTMLCanvasElement, width: number, height: number): CanvasPen | null {
  const ratio = pixelRatio();
  const wide = Math.max(1, Math.round(width * ratio));
  const high = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  // Even the same text, written again, has the browser look at the style again.
  const [cssWidth, cssHeight] = [`${width}px`, `${height}px`];
  if (canvas.style.width !== cssWidth) canvas.style.width = cssWidth;
  if (canvas.style.height !== cssHeight) canvas.style.height = cssHeight;
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return new CanvasPen(context);
}
