// One way to draw: what is drawn with a Pen appears on a canvas on screen, and as shapes and texts
// in a picture that is saved. A part of a page is drawn by the same function for both.

export interface Stroke {
  readonly colour: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

export interface Look {
  readonly fill?: string;
  readonly stroke?: Stroke;
  readonly opacity?: number;
  /** What is drawn, for a pen that keeps elements: their data-role. Others take no notice. */
  readonly role?: string;
}

export interface TextLook {
  readonly colour: string;
  /** Height of the font in pixels. */
  readonly size: number;
  readonly font: string;
  readonly weight?: number;
  readonly italic?: boolean;
  readonly anchor?: "start" | "middle" | "end";
  readonly baseline?: "top" | "middle" | "alphabetic";
  /** A ring in this colour around the letters, where they stand on lines. */
  readonly halo?: string;
  /** A quarter turn against the clock, around the given point. */
  readonly upright?: boolean;
}

/** A path as text, in the notation of SVG. What a canvas makes of it is kept beside it. */
export interface Path {
  readonly d: string;
  drawn?: Path2D;
}

/** All coordinates are CSS pixels. */
export interface Pen {
  rect(x: number, y: number, width: number, height: number, look: Look, radius?: number): void;
  line(x1: number, y1: number, x2: number, y2: number, stroke: Stroke): void;
  circle(x: number, y: number, radius: number, look: Look): void;
  path(path: Path, look: Look): void;
  text(text: string, x: number, y: number, look: TextLook): void;
  measure(text: string, look: TextLook): number;
  /** A picture whose pixels are values: enlarged without smoothing. */
  pixels(image: HTMLCanvasElement, x: number, y: number, width: number, height: number): void;
  /** What is drawn within `draw` is seen inside the rectangle only. */
  clip(x: number, y: number, width: number, height: number, draw: () => void): void;
  /** What is drawn within `draw` is moved. */
  at(x: number, y: number, draw: () => void): void;
}

export function pathOf(d: string): Path {
  return { d };
}

export function fontOf({ weight, italic, size, font }: TextLook): string {
  return `${italic ? "italic " : ""}${weight ? `${weight} ` : ""}${size}px ${font}`;
}
