import { describe, expect, it } from "vitest";
import { GAP, layOut, type Shown, shareHeight, WIDE_FROM } from "../../player/layout.ts";
import { timeAxis } from "../../player/time_axis.ts";

const shown = (vectors: readonly number[], more: Partial<Shown> = {}): Shown => ({
  runs: vectors.map((count) => ({ units: 32, vectors: count })),
  note: 1,
  overviews: 0,
  epochs: true,
  track: { usual: 130, least: 84 },
  symbols: false,
  classes: false,
  ...more,
});

describe("the layout of a screen", () => {
  it.each([[[6]], [[4]], [[1]], [[6, 4]]])(
    "gives everything for %j vectors its room",
    (vectors) => {
      const height = vectors.length > 1 ? 794 : 690;
      const layout = layOut(shown(vectors), vectors.length > 1 ? 1392 : 1232, height);
      expect(layout.narrow).toBe(false);
      expect(layout.scrolls).toBe(false);
      expect(layout.left + GAP + layout.right).toBe(layout.width);
      const runs =
        layout.runs.reduce((sum, run) => sum + run.height, 0) + GAP * (vectors.length - 1);
      const lines = 22 + 20 + 40 + 30 + 12;
      const whole = lines + layout.track.height + runs + layout.unit.height + layout.axis.height;
      expect(whole).toBeLessThanOrEqual(layout.height + 1);
      expect(layout.height).toBe(height);
    },
  );

  it("gives the heatmaps of a run all of its height, and no more", () => {
    for (const count of [1, 4, 6]) {
      const [run] = layOut(shown([count]), 1232, 690).runs;
      const each = run.heatmap.height + (run.compact ? 3 : 20);
      expect(each * count).toBeLessThanOrEqual(run.height);
      expect(run.heatmap.height).toBeGreaterThanOrEqual(24);
    }
  });

  it("drops captions before heatmaps become too low", () => {
    expect(layOut(shown([6]), 1232, 690).runs[0].compact).toBe(false);
    expect(layOut(shown([6, 4]), 1392, 794).runs.map((run) => run.compact)).toEqual([true, false]);
  });

  it("scrolls the runs where four of them do not fit", () => {
    const layout = layOut(shown([6, 6, 4, 1]), 1232, 690);
    expect(layout.scrolls).toBe(true);
    for (const run of layout.runs) expect(run.picture.height).toBeGreaterThanOrEqual(96);
  });

  it("shares the height of several runs by their vectors, and leaves each its picture", () => {
    const [rnn, lstm] = shareHeight([1, 6], 600);
    expect(rnn + lstm).toBeLessThanOrEqual(600);
    expect(rnn + lstm).toBeGreaterThan(597);
    expect(rnn).toBeGreaterThanOrEqual(163);
    expect((lstm - 163) / (rnn - 163)).toBeCloseTo(8 / 3, 1);
    expect(shareHeight([4, 4], 500)).toEqual([250, 250]);
    // With less than all need, each has its least, and they scroll.
    expect(shareHeight([1, 6, 4], 300)).toEqual([163, 163, 163]);
    expect(shareHeight([6], 420)).toEqual([420]);
  });

  it("has an RNN and an LSTM in sight together on a small screen", () => {
    const { runs, scrolls } = layOut(shown([1, 6], { note: 0 }), 1232, 690);
    expect(scrolls).toBe(false);
    expect(runs[1].height).toBeGreaterThan(runs[0].height);
    expect(runs[1].heatmap.height).toBeGreaterThanOrEqual(24);
  });

  it("keeps a least height in a low window", () => {
    expect(layOut(shown([6]), 1232, 200).height).toBe(560);
  });

  it("puts pieces below one another where it is narrow, as high as they need to be", () => {
    const layout = layOut(shown([6, 4]), WIDE_FROM - 1, 700);
    expect(layout.narrow).toBe(true);
    expect(layout.height).toBe(0);
    expect(layout.right).toBe(WIDE_FROM - 1);
    expect(layOut(shown([6]), WIDE_FROM, 700).narrow).toBe(false);
  });

  it("keeps room for lists of classes and for symbols below the columns", () => {
    const layout = layOut(
      shown([6], { classes: true, symbols: true, track: { usual: 0, least: 0 } }),
      1232,
      690,
    );
    expect(layout.said.height).toBeGreaterThanOrEqual(112);
    expect(layout.axis.height).toBeGreaterThan(layOut(shown([6]), 1232, 690).axis.height);
  });
});

describe("the time axis", () => {
  it("gives every step the same width and finds it again", () => {
    const axis = timeAxis(80, 640);
    for (const step of [0, 1, 40, 79]) {
      expect(axis.stepAt(axis.xAt(step))).toBe(step);
      expect(axis.edgeAt(step + 1) - axis.edgeAt(step)).toBeCloseTo(axis.pitch, 9);
    }
    expect(axis.edgeAt(80)).toBeCloseTo(axis.left + axis.inner, 9);
    expect([axis.stepAt(-5), axis.stepAt(9999)]).toEqual([0, 79]);
  });

  it("has room for what stands one step behind the last", () => {
    for (const steps of [2, 10, 80, 300]) {
      expect(timeAxis(steps, 600, { ahead: true }).xAt(steps)).toBeLessThanOrEqual(600 - 14 + 1e-9);
    }
  });
});
