// What the free run comes to, in sentences that follow the cursor.

import { element, setText } from "../shared/elements.ts";
import { formatNumber } from "../shared/numbers.ts";
import { leavesAt, placeName, runOf, stateLeavesAt, stepsShown } from "./model.ts";

export function updateWords(list, model, state) {
  const sentences = [rangeSentence(model, state)];
  for (const group of model.networks) {
    if (!state.hidden.has(group.key)) sentences.push(leaveSentence(model, group, state));
  }
  while (list.children.length > sentences.length) list.lastChild.remove();
  while (list.children.length < sentences.length) list.append(element("li"));
  sentences.forEach((sentence, k) => setText(list.children[k], sentence));
}

function rangeSentence(model, state) {
  const unit = model.unit ? ` ${model.unit}` : "";
  const [low, high] = model.range.map(formatNumber);
  const start = model.starts[state.at];
  const came = model.truth.subarray(start, start + stepsShown(model, state)).filter(Number.isFinite);
  const step = leavesAt(model, came);
  const truth = step
    ? `the true values first leave this range at step ${step} (${placeName(model, start + step - 1)})`
    : "the true values stay within it";
  return `In training the series lay between ${low} and ${high}${unit}; from ${placeName(model, start)} on, ${truth}.`;
}

function leaveSentence(model, group, state) {
  const start = model.starts[state.at];
  const values = group.members.map((line) => leavesAt(model, runOf(model, line.free, state))).filter(Boolean);
  const states = group.members.map((line) => stateLeavesAt(model, line, state)).filter(Boolean);
  const at = (steps) => `step ${Math.min(...steps)} (${placeName(model, start + Math.min(...steps) - 1)})`;
  const share = model.hiddenShare === 0.25 ? "a quarter" : `${Math.round(model.hiddenShare * 100)}%`;
  if (group.members.length > 1) {
    const of = (found) => `${found.length} of ${group.members.length} networks`;
    const left = values.length ? `the free run leaves the training range in ${of(values)}, first at ${at(values)}` : "all free runs stay within the training range";
    const units = states.length ? `in ${of(states)}, at least ${share} of the top layer’s units are outside their own training range, first at ${at(states)}` : `in all of them, fewer than ${share} of the top layer’s units are outside their own training range at every step`;
    return `${group.label}: ${left}; ${units}.`;
  }
  const left = values.length ? `leaves the training range at ${at(values)}` : `stays within the training range for all ${stepsShown(model, state)} steps`;
  const units = states.length ? `at least ${share} of its top layer’s units are outside their own training range, first at ${at(states)}` : `at every step, fewer than ${share} of its top layer’s units are outside their own training range`;
  return `${group.label} ${left}; ${units}.`;
}
