import { describe, expect, it } from "vitest";
import { codeOf } from "../../player/moment_code.ts";
import { columnName, sentenceTokens } from "../../player/sentence_tokens.ts";
import { runOf } from "./recordings.ts";

// The sentence with the columns' keys in the place of their numbers.
const sentence = (cell: string) =>
  sentenceTokens(runOf(cell))
    .map(({ text = "", column, ...rest }) =>
      column ? `${text}${column.key}${"after" in rest ? rest.after : ""}` : text,
    )
    .join("");

describe("the sentence of an equation", () => {
  it("writes a function around the number it takes", () => {
    expect(sentence("lstm")).toBe(
      "cell_previous × forget + input × candidate = cell_state; tanh(cell_state) × output = hidden",
    );
    expect(sentence("rnn_tanh")).toBe(
      "input_part + hidden_part + bias = preactivation; tanh(preactivation) = hidden",
    );
    expect(sentence("gru")).toBe("admitted × candidate + update × hidden_previous = hidden");
  });
});

describe("the name of a column", () => {
  it("has its subscript where it has one", () => {
    const [first, , bias] = runOf("rnn_tanh").columns;
    expect(columnName(first)).toBe("Wx t, input_part");
    expect(columnName(bias)).toBe("b, bias");
  });
});

describe("the code of a moment", () => {
  it("has the moment in its places, and leaves other braces alone", () => {
    const code = "show({{step}}, {{unit}}, {{epoch}}, '{{path}}.{{layer}}', {{other}}, {{step}})";
    const run = { ...runOf("gru"), code };
    expect(codeOf(run, 12, 0)).toBe("show(12, 0, 8, 'rnn.l0', {{other}}, 12)");
  });
});
