import { describe, expect, it } from "vitest";
import { productList } from "../../player/product_list.ts";
import { modelOf } from "./recordings.ts";

const asked = { unit: 1, step: 4, decimals: 3 };

describe("the list of products inside a column", () => {
  it.each(["lstm", "gru", "rnn_tanh"])("adds up to what it says: %s", (cell) => {
    const model = modelOf(cell);
    const [run] = model.runs;
    const key = { lstm: "forget", gru: "candidate", rnn_tanh: "preactivation" }[cell] ?? "";
    for (const most of [1, 8]) {
      const list = productList(model, run, { ...asked, key }, most);
      if (!list) throw new Error("no list");
      const total = list.terms.reduce((sum, { value }) => sum + value, 0);
      expect(total).toBeCloseTo(list.total, 9);
      expect(list.sum).toContain(`${list.total < 0 ? "" : "+"}${list.total.toFixed(3)}`);
      const output = { lstm: run.sources.forget, gru: run.sources.candidate }[cell];
      const values = output ?? run.sources.hidden;
      expect(list.outcome).toBeCloseTo(values[asked.step * run.units + asked.unit], 9);
      expect(list.result).toContain(Math.abs(list.outcome).toFixed(3));
    }
  });

  it("names what is multiplied", () => {
    const model = modelOf("gru");
    const of = (key: string) => productList(model, model.runs[0], { ...asked, key }, 8)?.hint;
    expect(of("update")).toBe("weight × input, or h of the step before");
    expect(of("candidate")).toBe("weight × input, or reset gate × weight × h of the step before");
  });

  it("is none where a column has no products", () => {
    const model = modelOf("lstm");
    expect(productList(model, model.runs[0], { ...asked, key: "no such column" }, 8)).toBeNull();
  });
});
