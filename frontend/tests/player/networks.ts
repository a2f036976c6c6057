// Small networks that read a series, computed step by step as PyTorch defines them: an RNN with tanh,
// a GRU and an LSTM with random weights.

/** Numbers between -1 and 1 that are the same every time (a linear congruential generator). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

export const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  rnn_tanh: ["hidden"],
  gru: ["reset", "update", "candidate"],
  lstm: ["input", "forget", "candidate", "output"],
};

export interface Sizes {
  readonly units: number;
  readonly inputs: number;
  readonly steps: number;
  readonly reverse: boolean;
  readonly seed: number;
}

export const SIZES: Sizes = { units: 3, inputs: 2, steps: 9, reverse: false, seed: 7 };

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** The arrays of one run, without a prefix. Names as in the packet; (step, unit) is flat. */
export function recordArrays(cell: string, sizes: Partial<Sizes> = {}): Record<string, number[]> {
  const { units, inputs, steps, reverse, seed } = { ...SIZES, ...sizes };
  const next = randomNumbers(seed);
  const many = (count: number) => Array.from({ length: count }, () => Math.fround(next()));
  const blocks = BLOCKS[cell];
  const rows = blocks.length * units;
  const arrays: Record<string, number[]> = {
    inputs: many(steps * inputs),
    weight_ih: many(rows * inputs),
    weight_hh: many(rows * units),
    bias_ih: many(rows),
    bias_hh: many(rows),
    initial_hidden: many(units),
    hidden: [],
  };
  if (cell === "lstm") Object.assign(arrays, { initial_cell: many(units), cell_state: [] });
  for (const block of blocks) arrays[block] ??= [];
  let [h, c] = [arrays.initial_hidden, arrays.initial_cell ?? []];
  const order = Array.from({ length: steps }, (_, t) => (reverse ? steps - 1 - t : t));
  for (const t of order) {
    const x = arrays.inputs.slice(t * inputs, (t + 1) * inputs);
    const from = (weights: number[], values: number[], row: number) =>
      values.reduce((sum, value, k) => sum + weights[row * values.length + k] * value, 0);
    const a = (place: number, u: number) =>
      from(arrays.weight_ih, x, place * units + u) + arrays.bias_ih[place * units + u];
    const b = (place: number, u: number) =>
      from(arrays.weight_hh, h, place * units + u) + arrays.bias_hh[place * units + u];
    const found: Record<string, number[]> = Object.fromEntries(blocks.map((block) => [block, []]));
    const [h2, c2]: [number[], number[]] = [[], []];
    for (let u = 0; u < units; u += 1) {
      if (cell === "rnn_tanh") h2.push(Math.tanh(a(0, u) + b(0, u)));
      if (cell === "gru") {
        const [r, z] = [sigmoid(a(0, u) + b(0, u)), sigmoid(a(1, u) + b(1, u))];
        const n = Math.tanh(a(2, u) + r * b(2, u));
        found.reset.push(r);
        found.update.push(z);
        found.candidate.push(n);
        h2.push((1 - z) * n + z * h[u]);
      }
      if (cell === "lstm") {
        const [i, f, o] = [0, 1, 3].map((place) => sigmoid(a(place, u) + b(place, u)));
        const g = Math.tanh(a(2, u) + b(2, u));
        found.input.push(i);
        found.forget.push(f);
        found.candidate.push(g);
        found.output.push(o);
        c2.push(f * c[u] + i * g);
        h2.push(o * Math.tanh(c2[u]));
      }
    }
    if (cell !== "rnn_tanh") for (const block of blocks) put(arrays[block], found[block], t);
    put(arrays.hidden, h2, t);
    if (cell === "lstm") put(arrays.cell_state, c2, t);
    [h, c] = [h2, c2];
  }
  return arrays;
}

function put(list: number[], values: readonly number[], step: number): void {
  values.forEach((value, u) => {
    list[step * values.length + u] = value;
  });
}
