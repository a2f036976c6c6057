import { describe, expect, it } from "vitest";
import { fitText, type TextRun, wrapRuns } from "../../player/text_lines.ts";

// Every character is ten pixels wide.
const measure = (text: string) => Array.from(text).length * 10;
const wrapped = (runs: readonly TextRun[], width: number) =>
  wrapRuns(runs, width, measure).map((line) => line.map(({ text, x }) => [text, x]));

describe("texts that wrap", () => {
  it("break after spaces, and count none at the end of a line", () => {
    // "one two" is 70 wide without the space behind it.
    expect(wrapped([{ text: "one two three" }], 70)).toEqual([[["one two", 0]], [["three", 0]]]);
    expect(wrapped([{ text: "one two three" }], 69)).toEqual([
      [["one", 0]],
      [["two", 0]],
      [["three", 0]],
    ]);
  });

  it("keep runs apart and put each where the one before ends", () => {
    const runs = [
      { text: "unit 6: ", weight: 600 },
      { text: "+0.417", kept: true },
      { text: " × " },
    ];
    expect(wrapped(runs, 400)).toEqual([
      [
        ["unit 6: ", 0],
        ["+0.417", 80],
        [" ×", 140],
      ],
    ]);
  });

  it("do not break inside of what belongs together", () => {
    // "tanh(+0.417)" are three runs without a space between them.
    const runs = [
      { text: "a b " },
      { text: "tanh(" },
      { text: "+0.417", kept: true },
      { text: ")" },
    ];
    expect(wrapped(runs, 140)).toEqual([
      [["a b", 0]],
      [
        ["tanh(", 0],
        ["+0.417", 50],
        [")", 110],
      ],
    ]);
  });

  it("break a word only where it is wider than a line", () => {
    expect(wrapped([{ text: "ab cdefgh" }], 40)).toEqual([[["ab", 0]], [["cdef", 0]], [["gh", 0]]]);
  });

  it("never lose a character, and never leave the width", () => {
    const words = "Along the direct path through its own forget gate alone, half of the old state";
    for (let width = 70; width < 900; width += 37) {
      const lines = wrapRuns([{ text: words }], width, measure);
      const told = lines.map((line) => line.map(({ text }) => text).join("")).join(" ");
      expect(told.replace(/\s+/g, " ")).toBe(words);
      for (const line of lines) {
        const last = line[line.length - 1];
        expect(last.x + measure(last.text)).toBeLessThanOrEqual(width);
      }
    }
  });

  it("are no lines where there is no text", () => {
    expect(wrapped([], 100)).toEqual([]);
    expect(wrapped([{ text: "" }], 100)).toEqual([]);
  });
});

describe("a name that is too long", () => {
  it("ends with an ellipsis within its width", () => {
    expect(fitText("humidity", 80, measure)).toBe("humidity");
    expect(fitText("humidity", 79, measure)).toBe("humidi…");
    expect(fitText("humidity", 5, measure)).toBe("h…");
  });
});
