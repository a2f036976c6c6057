// The numbers that a lane shows right now: one frame, or two real frames blended while moving.

import type { FrameData } from "./model.ts";
import type { FrameMix } from "./playhead.ts";

export interface Shown {
  /** What is on screen. */
  numbers: Float32Array;
  /** What was on screen when a glide began. */
  held: Float32Array | null;
  has: boolean;
}

export function createShown(): Shown {
  return { numbers: new Float32Array(0), held: null, has: false };
}

/** Keeps what is on screen, to glide from it to what comes. */
export function holdShown(shown: Shown): void {
  shown.held = shown.has ? shown.numbers.slice() : null;
}

// `target` takes the frames `from` and `to` mixed; a plain loop, for it runs with every frame.
function blendFrames(target: Float32Array, data: ArrayLike<number>, mix: FrameMix): void {
  const first = mix.from * target.length;
  const second = mix.to * target.length;
  const { share } = mix;
  for (let k = 0; k < target.length; k += 1) {
    const value = data[first + k];
    // A frame alone: what the other has there, even if it is no number, counts for nothing.
    target[k] = share === 0 ? value : value + (data[second + k] - value) * share;
  }
}

// From what was on screen towards what `target` holds now; share 1 leaves `target` as it is.
function blendFromHeld(target: Float32Array, held: Float32Array, share: number): void {
  for (let k = 0; k < target.length; k += 1) {
    const value = held[k] + (target[k] - held[k]) * share;
    if (Number.isFinite(value)) target[k] = value;
  }
}

/** Fills `shown` with a mix of frames, or with nothing for none. `glide` is the share of the way
 * from the held picture to the newest frame, 1 when arrived. */
export function showFrame(
  shown: Shown,
  frames: FrameData,
  mix: FrameMix | null,
  glide: number,
): void {
  const size = frames.length;
  shown.has = mix !== null && size > 0 && mix.to < frames.frames;
  if (!mix || !shown.has) return;
  if (shown.numbers.length !== size) shown.numbers = new Float32Array(size);
  blendFrames(shown.numbers, frames.data, mix);
  if (glide < 1 && shown.held?.length === size) blendFromHeld(shown.numbers, shown.held, glide);
}

/** Fast first and slow at the end: 0 to 1. */
export function easeOut(share: number): number {
  return 1 - (1 - Math.max(0, Math.min(1, share))) ** 3;
}
