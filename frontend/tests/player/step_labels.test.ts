import { describe, expect, it } from "vitest";
import { axisDirection, numberLabels, symbolLabels } from "../../player/step_labels.ts";
import { timeAxis } from "../../player/time_axis.ts";
import { modelOf } from "./recordings.ts";

const measure = (text: string) => Array.from(text).length * 6;
const texts = (labels: readonly { readonly text: string }[]) => labels.map(({ text }) => text);
const model = modelOf("gru");

describe("numbers below the axis", () => {
  const over = (steps: number, width: number, first = 0) =>
    numberLabels({ ...model, steps, first }, timeAxis(steps, width), measure, "step →");

  it("are the ends, the name of the axis between them, and round steps", () => {
    // 40 would touch the name, which stands in the middle of the axis.
    expect(texts(over(80, 620))).toEqual(["0", "10", "20", "30", "step →", "50", "60", "70", "79"]);
    expect(texts(over(80, 160))).toEqual(["0", "step →", "79"]);
  });

  it("are round in the whole sequence, of which this is a part", () => {
    const labels = texts(over(100, 620, 1234));
    expect(labels[0]).toBe("1234");
    expect(labels.at(-1)).toBe("1333");
    expect(labels).toContain("1260");
    expect(
      labels
        .filter((text) => /^\d+$/.test(text))
        .slice(1, -1)
        .every((text) => Number(text) % 10 === 0),
    ).toBe(true);
  });

  it("never touch, and stand below their steps", () => {
    for (const steps of [2, 3, 9, 40, 79, 500, 5000]) {
      for (const width of [200, 390, 620, 1240]) {
        const axis = timeAxis(steps, width);
        const labels = over(steps, width);
        labels.forEach(({ text, x, tick }, k) => {
          if (tick !== null) expect(tick).toBeCloseTo(axis.xAt(Number(text)), 6);
          expect(x - measure(text) / 2).toBeGreaterThanOrEqual(0);
          expect(x + measure(text) / 2).toBeLessThanOrEqual(width);
          if (k === 0) return;
          const before = labels[k - 1];
          const apart = (measure(text) + measure(before.text)) / 2;
          expect(x - before.x).toBeGreaterThanOrEqual(apart + 5);
        });
      }
    }
  });

  it("are one where there is one step", () => {
    expect(texts(over(1, 400))).toEqual(["0"]);
  });

  it("are the labels of the steps where those are places", () => {
    const sequence = {
      ...model.sequence,
      stepLabels: Array.from({ length: 9 }, (_, t) => `d${t}`),
    };
    const labelled = { ...model, sequence, labelsAreValues: false };
    const found = texts(numberLabels(labelled, timeAxis(9, 600), measure, "day →"));
    expect(found[0]).toBe("d0");
    expect(found.at(-1)).toBe("d8");
  });
});

describe("symbols below the axis", () => {
  const words = "Alice is a kind teacher , she reads".split(" ");
  const typed = (labels: readonly string[]) => ({
    ...model,
    steps: labels.length,
    sequence: { ...model.sequence, kind: "symbols" as const, stepLabels: labels },
  });

  it("are all of them where there is room", () => {
    expect(texts(symbolLabels(typed(words), timeAxis(words.length, 640), measure))).toEqual(words);
  });

  it("are fewer on a phone, the first always, and none touches another", () => {
    const found = symbolLabels(typed(words), timeAxis(words.length, 240), measure);
    expect(found.length).toBeLessThan(words.length);
    expect(found[0].text).toBe("Alice");
    found.slice(1).forEach(({ text, x }, k) => {
      expect(x - measure(text) / 2).toBeGreaterThan(found[k].x + measure(found[k].text) / 2);
    });
  });

  it("are shortened beyond 12 characters", () => {
    const [first] = symbolLabels(typed(["incomprehensible", "a"]), timeAxis(2, 600), measure);
    expect(first.text).toBe("incomprehen…");
  });
});

describe("the direction of reading", () => {
  const run = model.runs[0];
  const direction = (...reverse: boolean[]) =>
    axisDirection({ ...model, runs: reverse.map((one) => ({ ...run, reverse: one })) });

  it("is an arrow, and none where the networks disagree", () => {
    expect(direction(false, false)).toBe("step →");
    expect(direction(true, true)).toBe("← step");
    expect(direction(true, false)).toBe("step");
  });
});
