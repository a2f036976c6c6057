// An update joined to what the stage has: the result reads like a message that brought it all.

import { arrayNamed } from "./model.ts";

// Both in ascending order of epochs; where both have one, the newer message is right.
function joinCurves(arrays, fresh, k) {
  const names = ["epoch", "train", "validation", "gradient"];
  const numbersOf = (from, name) => arrayNamed(from, `${k}/${name}`).data;
  const [first, second] = [numbersOf(arrays, "epoch"), numbersOf(fresh, "epoch")];
  const picked = [];
  let a = 0;
  let b = 0;
  while (a < first.length || b < second.length) {
    const isFresh = b < second.length && (a >= first.length || second[b] <= first[a]);
    if (isFresh && a < first.length && first[a] === second[b]) a += 1;
    picked.push(isFresh ? b++ + first.length : a++);
  }
  for (const name of names) {
    const [old, recent] = [numbersOf(arrays, name), numbersOf(fresh, name)];
    const data = Float32Array.from(picked, (at) => (at < first.length ? old[at] : recent[at - first.length]));
    arrays[`${k}/${name}`] = { data, shape: [data.length], scale: 1 };
  }
}

// A large picture comes thinned out; every value stands for its neighbours until the end.
function widen(data, every, steps, units) {
  if (every === 1) return data;
  const across = Math.ceil(units / every);
  const wide = new Int8Array(steps * units);
  for (let step = 0; step < steps; step += 1) {
    const row = Math.floor(step / every) * across;
    for (let unit = 0; unit < units; unit += 1) wide[step * units + unit] = data[row + Math.floor(unit / every)];
  }
  return wide;
}

function stacked(Kind, parts) {
  const all = new Kind(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// The first picture, before training, stays beside the newest.
function joinPicture(arrays, fresh, k, held, told) {
  const [steps, units] = told.hidden_shape;
  const line = fresh[`${k}/forecast`].data;
  const states = widen(fresh[`${k}/hidden`].data, told.hidden_every, steps, units);
  const epochs = held.frame_epochs || [];
  const limit = Math.max(told.hidden_limit, epochs.length ? held.hidden_limit : 0);
  // One scale for all frames, or colours would not mean the same as the training goes on.
  const scaled = (numbers, own) => (own === limit ? numbers : numbers.map((value) => Math.round((value * own) / limit)));
  const keepsFirst = epochs.length > 0 && epochs[0] < told.frame_epoch;
  const first = keepsFirst
    ? { line: arrays[`${k}/forecast`].data.subarray(0, line.length), states: arrays[`${k}/hidden`].data.subarray(0, steps * units) }
    : null;
  const lines = first ? [first.line, line] : [line];
  const pictures = first ? [scaled(first.states, held.hidden_limit), scaled(states, told.hidden_limit)] : [scaled(states, told.hidden_limit)];
  const { scale } = fresh[`${k}/hidden`];
  arrays[`${k}/forecast`] = { data: stacked(Float32Array, lines), shape: [lines.length, line.length], scale: 1 };
  const rule = fresh[`${k}/rule`];
  if (rule) {
    const held = keepsFirst ? [arrayNamed(arrays, `${k}/rule`).data.subarray(0, rule.data.length)] : [];
    const shares = [...held, rule.data];
    arrays[`${k}/rule`] = { data: stacked(Float32Array, shares), shape: [shares.length, ...rule.shape], scale: 1 };
  }
  arrays[`${k}/hidden`] = { data: stacked(Int8Array, pictures), shape: [pictures.length, steps, units], scale };
  const texts = held.frame_texts || [];
  return {
    frame_epochs: keepsFirst ? [epochs[0], told.frame_epoch] : [told.frame_epoch],
    frame_texts: keepsFirst ? [texts[0], told.frame_text] : [told.frame_text],
    hidden_limit: limit,
  };
}

// Returns the joined message, or null if there is nothing to join the update to.
export function joinUpdate(held, update) {
  if (!held || held.header.token !== update.header.token) return null;
  const arrays = { ...held.arrays };
  const runs = update.header.runs.map((told, k) => {
    const before = held.header.runs[k];
    joinCurves(arrays, update.arrays, k);
    const frames = told.hidden_shape
      ? joinPicture(arrays, update.arrays, k, before, told)
      : { frame_epochs: before.frame_epochs, frame_texts: before.frame_texts, hidden_limit: before.hidden_limit };
    return { ...told, ...frames };
  });
  return { header: { ...held.header, runs }, arrays };
}
