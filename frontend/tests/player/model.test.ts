import { describe, expect, it } from "vitest";
import { previousValues } from "../../player/columns.ts";
import { afterEpoch, buildModel, runTitle, stepLabel } from "../../player/model.ts";
import type { Column } from "../../player/types.ts";
import { recordArrays } from "./networks.ts";
import { floats, modelOf, named, packetOf, runHeader } from "./recordings.ts";

const near = (values: ArrayLike<number>, wanted: ArrayLike<number>) => {
  expect(values.length).toBe(wanted.length);
  Array.from(values).forEach((value, k) => {
    expect(value).toBeCloseTo(wanted[k], 5);
  });
};

const columnOf = (columns: readonly Column[], key: string): Column => {
  const found = columns.find((column) => column.key === key);
  if (!found) throw new Error(`no column ${key}`);
  return found;
};

describe("values of the step before", () => {
  const values = Float32Array.of(1, 2, 3, 4, 5, 6);

  it("begin with the initial state", () => {
    const found = previousValues(values, Float32Array.of(8, 9), 2, false);
    expect([...found]).toEqual([8, 9, 1, 2, 3, 4]);
  });

  it("end with it where a layer reads backward", () => {
    const found = previousValues(values, Float32Array.of(8, 9), 2, true);
    expect([...found]).toEqual([3, 4, 5, 6, 8, 9]);
  });

  it("begin with zeros where none was recorded", () => {
    expect([...previousValues(values, null, 3, false)]).toEqual([0, 0, 0, 1, 2, 3]);
  });
});

describe("the columns of an equation", () => {
  it("of an LSTM multiply and add up to its cell state and hidden state", () => {
    const { columns, steps, units } = modelOf("lstm").runs[0];
    const of = (key: string, k: number) => columnOf(columns, key).values[k];
    for (let k = 0; k < steps * units; k += 1) {
      const cell = of("cell_previous", k) * of("forget", k) + of("input", k) * of("candidate", k);
      expect(of("cell_state", k)).toBeCloseTo(cell, 5);
      expect(of("hidden", k)).toBeCloseTo(of("cell_squashed", k) * of("output", k), 5);
    }
  });

  it("of a GRU mix the candidate and the old state", () => {
    const { columns, steps, units } = modelOf("gru", { sizes: { reverse: true } }).runs[0];
    const of = (key: string, k: number) => columnOf(columns, key).values[k];
    for (let k = 0; k < steps * units; k += 1) {
      const mixed =
        of("admitted", k) * of("candidate", k) + of("update", k) * of("hidden_previous", k);
      expect(of("hidden", k)).toBeCloseTo(mixed, 5);
    }
    expect(columnOf(columns, "hidden_previous").subscript).toBe("t+1");
  });

  it("of an RNN add up to what its function takes", () => {
    const { columns, steps, units } = modelOf("rnn_tanh").runs[0];
    const of = (key: string, k: number) => columnOf(columns, key).values[k];
    for (let k = 0; k < steps * units; k += 1) {
      expect(of("preactivation", k)).toBeCloseTo(
        of("input_part", k) + of("hidden_part", k) + of("bias", k),
        6,
      );
      expect(of("hidden", k)).toBeCloseTo(Math.tanh(of("preactivation", k)), 5);
    }
    const affine = ["input_part", "hidden_part", "bias", "preactivation"];
    expect(new Set(affine.map((key) => columnOf(columns, key).limit)).size).toBe(1);
  });

  it("of an RNN are the same where the weights stayed behind and their products came", () => {
    const whole = modelOf("rnn_tanh").runs[0];
    const part = (key: string) => Array.from(columnOf(whole.columns, key).values);
    const { weight_ih: _ih, weight_hh: _hh, ...light } = recordArrays("rnn_tanh");
    const sent = { ...light, affine_input: part("input_part"), affine_hidden: part("hidden_part") };
    const model = buildModel(packetOf({ runs: [runHeader("rnn_tanh")], arrays: named(sent) }));
    near(columnOf(model.runs[0].columns, "preactivation").values, part("preactivation"));
  });

  it("have the largest state of all epochs as full colour, and at least 1", () => {
    const limits = { hidden: 0.4, cell_state: 7 };
    const { columns, vectors } = modelOf("lstm", { run: { limits } }).runs[0];
    expect(columnOf(columns, "cell_state").limit).toBe(7);
    expect(columnOf(columns, "cell_previous").limit).toBe(7);
    expect(columnOf(columns, "cell_squashed").limit).toBe(1);
    expect(columnOf(columns, "hidden").limit).toBe(1);
    expect(vectors.find(({ source }) => source === "cell_state")?.limit).toBe(7);
  });
});

describe("a run", () => {
  it("has its vectors with symbols, also of a gate that has no column", () => {
    const { vectors } = modelOf("gru").runs[0];
    expect(vectors.map(({ source, symbol }) => [source, symbol])).toEqual([
      ["hidden", "h"],
      ["reset", "r"],
      ["update", "z"],
      ["candidate", "n"],
    ]);
  });

  it("knows the gate that keeps the old state", () => {
    const found = ["lstm", "gru", "rnn_tanh"].map((cell) => modelOf(cell).runs[0].retention);
    expect(found).toEqual(["forget", "update", ""]);
  });

  it("keeps its readout only if it adds up to the prediction", () => {
    const { hidden } = recordArrays("lstm");
    const weight = [0.5, -1, 2];
    const [scale, offset, bias] = [3, 10, 0.25];
    const prediction = Array.from({ length: 9 }, (_, t) => {
      const score = weight.reduce((sum, w, u) => sum + w * hidden[t * 3 + u], bias);
      return score * scale + offset;
    });
    const arrays = (told: number[]) =>
      named({
        prediction: told,
        readout_weight: weight,
        readout_bias: [bias],
        readout_offset: told.map(() => offset),
      });
    const readout = (told: number[]) =>
      modelOf("lstm", { run: { readout_scale: scale }, arrays: arrays(told) }).runs[0].readout;
    expect(readout(prediction)?.scale).toBe(3);
    expect(readout(prediction.map((value) => value + 1))).toBeNull();
  });

  it("says what is missing", () => {
    const { inputs: _, ...rest } = recordArrays("gru");
    const packet = packetOf({ runs: [runHeader("gru")], arrays: named(rest) });
    expect(() => buildModel(packet)).toThrow("The packet has no inputs for GRU.");
  });

  it("is called by its label, layer and direction", () => {
    const title = (run: object, reverse = false) =>
      runTitle(modelOf("gru", { run, sizes: { reverse } }).runs[0]);
    expect(title({ label: "gru" })).toBe("gru");
    expect(title({ label: "gru", layers: 2, layer: "l1" })).toBe("gru · layer 2 (PyTorch: l1)");
    expect(title({ label: "a", layers: 2, layer: "encoder.l0_reverse" }, true)).toBe(
      "a · encoder, layer 1 (PyTorch: l0) · reads from right to left",
    );
  });
});

describe("the model", () => {
  const series = Array.from({ length: 9 }, (_, t) => Math.sin(t));
  const withSeries = (target: number[], sequence = {}) =>
    modelOf("lstm", { sequence, arrays: { value: floats(series), target: floats(target) } });

  it("continues a series where Python says that the target is the next value", () => {
    expect(withSeries(series, { target_is_next: true }).continues).toBe(true);
    expect(withSeries(series, { continues: true, target_is_next: false }).continues).toBe(false);
  });

  it("finds a window that is asked at its last step only", () => {
    const last = series.map((_, t) => (t === 8 ? 1 : Number.NaN));
    expect(withSeries(last, { target_is_next: true })).toMatchObject({
      asksLast: true,
      judgesFew: true,
    });
    expect(withSeries(series, { target_is_next: true })).toMatchObject({
      asksLast: false,
      judgesFew: false,
    });
    expect(withSeries(last, { target_is_next: true, typed: true }).asksLast).toBe(false);
  });

  it("knows whether what was typed next is what counts", () => {
    const labels = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    const typed = (answers: string[]) =>
      modelOf("lstm", {
        sequence: { kind: "symbols", classes: labels, typed: true, step_labels: labels, answers },
      }).nextTyped;
    expect(typed([...labels.slice(1), ""])).toBe(true);
    expect(typed([...labels.slice(1, 8), "a", ""])).toBe(false);
    expect(typed(labels.map(() => ""))).toBe(false);
  });

  it("takes features apart, which travel side by side", () => {
    const features = Array.from({ length: 18 }, (_, k) => k);
    const model = modelOf("lstm", {
      sequence: { features: ["a", "b"] },
      arrays: { features: floats(features, [9, 2]) },
    });
    expect(model.features.map(({ name }) => name)).toEqual(["a", "b"]);
    expect([...model.features[1].values]).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17]);
  });

  it("does not know values that were not sent", () => {
    expect(modelOf("lstm").value.every(Number.isNaN)).toBe(true);
  });

  it("has labels as they were sent, and none beyond", () => {
    const { sequence } = modelOf("lstm", { sequence: { step_labels: ["Jan", "Feb"] } });
    expect([stepLabel(sequence, 1), stepLabel(sequence, 2)]).toEqual(["Feb", ""]);
  });

  it("opens where the page says, before what the packet says", () => {
    const packet = packetOf({
      runs: [runHeader("gru")],
      header: { start: { step: 2, unit: 1 } },
      arrays: named(recordArrays("gru")),
    });
    expect(buildModel(packet, { moment: { step: 5 } }).start).toEqual({ step: 5, unit: 1 });
  });

  it("stays the very same where no run changes", () => {
    const model = modelOf("gru");
    expect(afterEpoch(model, null)).toBe(model);
    expect(afterEpoch(model, 8)).toBe(model);
  });
});
