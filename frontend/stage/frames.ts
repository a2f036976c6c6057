// Frames on request: none while nothing moves.

// A tab that was away does not catch up in one leap.
const LONGEST_MS = 100;
const USUAL_MS = 16;

export interface Frames {
  request(): void;
  /** No frames for now. */
  rest(): void;
  wake(): void;
}

/** `paint` gets the time and what has passed since the frame before, in ms, and says whether it
 * wants another frame. */
export function createFrames(paint: (now: number, elapsedMs: number) => boolean): Frames {
  let requested = 0;
  let last = 0;
  let resting = false;

  function request(): void {
    if (!requested && !resting) requested = requestAnimationFrame(frame);
  }

  function frame(now: number): void {
    requested = 0;
    const elapsed = last ? Math.min(LONGEST_MS, now - last) : USUAL_MS;
    const more = paint(now, elapsed);
    last = more ? now : 0;
    if (more) request();
  }

  return {
    request,
    rest() {
      resting = true;
      cancelAnimationFrame(requested);
      requested = 0;
    },
    wake() {
      resting = false;
    },
  };
}
