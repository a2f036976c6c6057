// One time axis for everything that stands in one column of the screen: a step has the same x in
// the trace, in every heatmap and in the unit's lines, and one cursor runs through all of them.

export interface TimeAxis {
  /** Width of the whole column, of the margin left of the first step, and of all steps. */
  readonly width: number;
  readonly left: number;
  readonly inner: number;
  readonly steps: number;
  /** Width of one step. */
  readonly pitch: number;
  /** Middle of a step; one step beyond the last is the place of the last prediction. */
  xAt(step: number): number;
  /** Left edge of a step. */
  edgeAt(step: number): number;
  /** The step at an x, the nearest one outside of all. */
  stepAt(x: number): number;
}

export const AXIS_LEFT = 46;
const AXIS_RIGHT = 14;

/** `ahead`: whether something stands one step behind the last, as the next value does. */
export function timeAxis(
  steps: number,
  width: number,
  { left = AXIS_LEFT, right = AXIS_RIGHT, ahead = false } = {},
): TimeAxis {
  const room = Math.max(40, width - left - right);
  // A dot that stands half a step beyond the edge needs that half step.
  const inner = ahead ? room / (1 + 0.5 / steps) : room;
  const pitch = inner / steps;
  return {
    width,
    left,
    inner,
    steps,
    pitch,
    xAt: (step) => left + (step + 0.5) * pitch,
    edgeAt: (step) => left + step * pitch,
    stepAt: (x) => Math.max(0, Math.min(steps - 1, Math.floor((x - left) / pitch))),
  };
}
