import { expect, test } from "vitest";
import { openState, type State } from "../../forecast/state.ts";
import { sentencesOf } from "../../forecast/words.ts";
import { fromEveryStart, smallModel } from "./small.ts";

const model = smallModel();
const from = (at: number, steps: number): State => ({ ...openState(model), at, steps });

test("the first sentence is about the data", () => {
  expect(sentencesOf(model, from(0, 4))[0]).toBe(
    "In training the series lay between 1.00 and 3.00 m; from x 4 on, the true values first leave this range at step 3 (x 6).",
  );
  const plain = smallModel({ unit: "" });
  expect(sentencesOf(plain, from(3, 4))[0]).toBe(
    "In training the series lay between 1.00 and 3.00; from x 7 on, the true values stay within it.",
  );
});

test("several networks are counted", () => {
  expect(sentencesOf(model, from(0, 4))[1]).toBe(
    "LSTM: the free run leaves the training range in 1 of 2 networks, first at step 3 (x 6); in 1 of 2 networks, at least a quarter of the top layer’s units are outside their own training range, first at step 3 (x 6).",
  );
  expect(sentencesOf(model, from(0, 2))[1]).toBe(
    "LSTM: all free runs stay within the training range; in all of them, fewer than a quarter of the top layer’s units are outside their own training range at every step.",
  );
});

test("one network is spoken of by its name", () => {
  expect(sentencesOf(model, from(0, 4))[2]).toBe(
    "GRU stays within the training range for all 4 steps; at every step, fewer than a quarter of its top layer’s units are outside their own training range.",
  );
  const wild = smallModel(
    { hidden_share: 0.5 },
    {
      "2/free": Float32Array.from(fromEveryStart(2, 9, 9, 9)),
      "2/outside": Int8Array.from(fromEveryStart(0, 0, 64, 0)),
    },
  );
  expect(sentencesOf(wild, from(1, 4))[2]).toBe(
    "GRU leaves the training range at step 2 (x 6); at least 50% of its top layer’s units are outside their own training range, first at step 3 (x 7).",
  );
});

test("what is hidden is not spoken of", () => {
  const hidden: State = { ...from(0, 4), hidden: new Set(["network-0"]) };
  expect(sentencesOf(model, hidden).map((words) => words.slice(0, 3))).toEqual(["In ", "GRU"]);
});
