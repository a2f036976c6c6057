import { describe, expect, test } from "vitest";
import { createShown, easeOut, holdShown, showFrame } from "../../stage/blend.ts";

const FRAMES = { data: Float32Array.from([0, 10, 4, NaN]), frames: 2, length: 2 };

describe("the numbers on screen", () => {
  test("are those of one frame at rest, and mixed on the way", () => {
    const shown = createShown();
    showFrame(shown, FRAMES, { from: 0, to: 0, share: 0 }, 1);
    expect([...shown.numbers]).toEqual([0, 10]);
    showFrame(shown, FRAMES, { from: 0, to: 1, share: 0.25 }, 1);
    expect([...shown.numbers]).toEqual([1, NaN]);
    showFrame(shown, FRAMES, { from: 0, to: 1, share: 0 }, 1);
    expect([...shown.numbers]).toEqual([0, 10]);
  });

  test("are none before the first frame and beyond what was sent", () => {
    const shown = createShown();
    showFrame(shown, FRAMES, null, 1);
    expect(shown.has).toBe(false);
    showFrame(shown, FRAMES, { from: 2, to: 2, share: 0 }, 1);
    expect(shown.has).toBe(false);
  });

  test("glide from what was held, and arrive", () => {
    const shown = createShown();
    const one = { from: 0, to: 0, share: 0 };
    showFrame(shown, { data: [8, 0], frames: 1, length: 2 }, one, 1);
    holdShown(shown);
    showFrame(shown, FRAMES, one, 0.5);
    expect([...shown.numbers]).toEqual([4, 5]);
    showFrame(shown, FRAMES, one, 1);
    expect([...shown.numbers]).toEqual([0, 10]);
  });

  test("of another size do not glide", () => {
    const shown = createShown();
    const one = { from: 0, to: 0, share: 0 };
    showFrame(shown, { data: [8], frames: 1, length: 1 }, one, 1);
    holdShown(shown);
    showFrame(shown, FRAMES, one, 0.5);
    expect([...shown.numbers]).toEqual([0, 10]);
  });

  test("ease out: fast first, never beyond the ends", () => {
    expect([-1, 0, 0.5, 1, 2].map(easeOut)).toEqual([0, 0, 0.875, 1, 1]);
  });
});
