import { describe, expect, it } from "vitest";
import {
  hasShape,
  quotedSymbol,
  shortSymbol,
  stepText,
  visibleSymbol,
} from "../../player/symbol_text.ts";
import { modelOf } from "./recordings.ts";

describe("a symbol as text", () => {
  it("is itself where it can be seen", () => {
    for (const symbol of ["a", "(", "word", "ä", "👍", "a b"]) {
      expect(visibleSymbol(symbol)).toBe(symbol);
      expect(hasShape(symbol)).toBe(true);
    }
  });

  it("gets a shape, or its number in Unicode", () => {
    const found = ["", " ", "\n", "\r\n", "\t", "\u3000", "\u00a0", "\u200b", "\u0007"].map(
      visibleSymbol,
    );
    expect(found).toEqual(["∅", "␣", "↵", "↵", "⇥", "␣", "U+00A0", "U+200B", "U+0007"]);
    expect(hasShape(" ")).toBe(false);
  });

  it("is shortened between characters, never inside one", () => {
    expect(shortSymbol("abcdef", 4)).toBe("abc…");
    expect(shortSymbol("abcd", 4)).toBe("abcd");
    expect(shortSymbol("👍👍👍", 2)).toBe("👍…");
    expect(quotedSymbol(" ")).toBe("“␣”");
  });
});

describe("the text of a step", () => {
  const labels = ["a", " ", "c"];
  const text = (sequence: object) =>
    [0, 1, 2].map((step) =>
      stepText(
        modelOf("gru", {
          sizes: { steps: 3 },
          sequence: { first: 10, step_labels: labels, ...sequence },
        }),
        step,
      ),
    );

  it("is the symbol that is read", () => {
    expect(text({ kind: "symbols" })).toEqual(["a", "␣", "c"]);
  });

  it("is a label that says where the step stands, else its number in the whole sequence", () => {
    expect(text({ labels_are_places: true, step_labels: ["1959", "1960"] })).toEqual([
      "1959",
      "1960",
      "12",
    ]);
    expect(text({})).toEqual(["10", "11", "12"]);
  });
});
