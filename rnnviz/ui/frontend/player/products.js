// What a pre-activation is made of: weight times what comes in, term by term. Pure functions.

// The block of the weights behind a column, or "" where the column has none.
function blockOf(run, column) {
  if (column.affine) return run.blocks[0];
  if (column.transform === "" && run.blocks.includes(column.source)) return column.source;
  return "";
}

// PyTorch's GRU lets the reset gate multiply what comes from the past inside the candidate.
function resetFactor(run, block, step, unit) {
  const gated = block === "candidate" && run.blocks.includes("reset");
  return gated ? run.sources.reset[step * run.units + unit] : null;
}

function inputName(run, d) {
  return (run.input_names && run.input_names[d]) || (run.inputs === 1 ? "input" : `input ${d}`);
}

// A cell with one block has no gate; its function stands before the hidden state.
function activationOf(run, block) {
  if (run.blocks.length === 1) {
    return run.parts.map((part) => (part.operator ? functionOf(part.operator) : "")).find(Boolean) || "";
  }
  return block === "candidate" ? "tanh" : "σ";
}

function blockResult(run, block, step, unit) {
  const source = run.blocks.length === 1 ? run.sources.hidden : run.sources[block];
  return source[step * run.units + unit];
}

function biasTerms(run, row, reset) {
  const fromInput = run.weights.biasIh[row];
  const fromHidden = run.weights.biasHh[row];
  if (reset === null) return [{ name: "bias", factors: [], value: fromInput + fromHidden }];
  return [
    { name: "bias", factors: [], value: fromInput },
    { name: "bias of the past", factors: [reset, fromHidden], gated: true, value: reset * fromHidden },
  ];
}

function bySize(a, b) {
  return Math.abs(b.value) - Math.abs(a.value);
}

// All terms of one block for one unit at one step; they add up to the pre-activation.
function blockProducts(run, block, step, unit) {
  const { units, inputs, weights } = run;
  const row = run.blocks.indexOf(block) * units + unit;
  const reset = resetFactor(run, block, step, unit);
  const terms = [];
  for (let d = 0; d < inputs; d += 1) {
    const weight = weights.ih[row * inputs + d];
    const x = run.input[step * inputs + d];
    terms.push({ name: inputName(run, d), factors: [weight, x], value: weight * x });
  }
  for (let j = 0; j < units; j += 1) {
    const weight = weights.hh[row * units + j];
    const h = run.hiddenPrevious[step * units + j];
    const factors = reset === null ? [weight, h] : [reset, weight, h];
    terms.push({ name: `unit ${j}`, unit: j, factors, gated: reset !== null, value: factors.reduce((a, b) => a * b, 1) });
  }
  const biases = biasTerms(run, row, reset);
  const sum = [...terms, ...biases].reduce((total, term) => total + term.value, 0);
  return {
    terms: terms.sort(bySize), biases, sum, reset,
    activation: activationOf(run, block),
    result: blockResult(run, block, step, unit),
  };
}

// The readout, seen the same way: h of this step times its weights.
function readoutProducts(run, step) {
  const terms = [];
  for (let j = 0; j < run.units; j += 1) {
    const factors = [run.readout.weight[j], run.sources.hidden[step * run.units + j]];
    terms.push({ name: `unit ${j}`, unit: j, factors, value: factors[0] * factors[1] });
  }
  const biases = [{ name: "bias", factors: [], value: run.readout.bias[0] }];
  const sum = [...terms, ...biases].reduce((total, term) => total + term.value, 0);
  return { terms: terms.sort(bySize), biases, sum, reset: null, activation: "", result: run.prediction[step] };
}

// The largest terms one by one, the rest as one line, so the list always adds up.
function shortenTerms(terms, most) {
  if (terms.length <= most + 1) return { shown: terms, others: null };
  const rest = terms.slice(most);
  return {
    shown: terms.slice(0, most),
    others: { count: rest.length, value: rest.reduce((sum, term) => sum + term.value, 0) },
  };
}
