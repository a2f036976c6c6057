// What the free run comes to, in sentences that follow the handle.

import { element, setText } from "../shared/elements.ts";
import { formatNumber, formatPercent } from "../shared/numbers.ts";
import { type Group, type Model, placeName } from "./model.ts";
import { leavesAt, runOf, startOf, stateLeavesAt, stepsShown, truthLeavesAt } from "./runs.ts";
import type { State } from "./state.ts";

/** One about the data, and one about every setting that is shown. */
export function sentencesOf(model: Model, state: State): string[] {
  const shown = model.networks.filter(({ key }) => !state.hidden.has(key));
  return [
    rangeSentence(model, state),
    ...shown.map((group) =>
      group.members.length > 1
        ? severalSentence(model, group, state)
        : singleSentence(model, group, state),
    ),
  ];
}

function stepAt(model: Model, state: State, steps: readonly number[]): string {
  const first = Math.min(...steps);
  return `step ${first} (${placeName(model, startOf(model, state) + first - 1)})`;
}

function rangeSentence(model: Model, state: State): string {
  const unit = model.unit ? ` ${model.unit}` : "";
  const [low, high] = model.range.map(formatNumber);
  const step = truthLeavesAt(model, state);
  const truth = step
    ? `the true values first leave this range at ${stepAt(model, state, [step])}`
    : "the true values stay within it";
  const from = placeName(model, startOf(model, state));
  return `In training the series lay between ${low} and ${high}${unit}; from ${from} on, ${truth}.`;
}

interface Leaving {
  /** Steps at which the forecasts, and the states, leave what they knew: of those that do. */
  readonly values: readonly number[];
  readonly states: readonly number[];
}

function leavingOf(model: Model, { members }: Group, state: State): Leaving {
  const values = members.map((line) => leavesAt(model, runOf(model, line.free, state)));
  const states = members.map((line) => stateLeavesAt(model, line, state));
  return { values: values.filter((step) => step > 0), states: states.filter((step) => step > 0) };
}

function shareInWords({ hiddenShare }: Model): string {
  return hiddenShare === 0.25 ? "a quarter" : formatPercent(hiddenShare);
}

function severalSentence(model: Model, group: Group, state: State): string {
  const { values, states } = leavingOf(model, group, state);
  const of = (steps: readonly number[]) => `${steps.length} of ${group.members.length} networks`;
  const first = (steps: readonly number[]) => `first at ${stepAt(model, state, steps)}`;
  const share = shareInWords(model);
  const left = values.length
    ? `the free run leaves the training range in ${of(values)}, ${first(values)}`
    : "all free runs stay within the training range";
  const units = states.length
    ? `in ${of(states)}, at least ${share} of the top layer’s units are outside their own training range, ${first(states)}`
    : `in all of them, fewer than ${share} of the top layer’s units are outside their own training range at every step`;
  return `${group.label}: ${left}; ${units}.`;
}

function singleSentence(model: Model, group: Group, state: State): string {
  const { values, states } = leavingOf(model, group, state);
  const share = shareInWords(model);
  const left = values.length
    ? `leaves the training range at ${stepAt(model, state, values)}`
    : `stays within the training range for all ${stepsShown(model, state)} steps`;
  const units = states.length
    ? `at least ${share} of its top layer’s units are outside their own training range, first at ${stepAt(model, state, states)}`
    : `at every step, fewer than ${share} of its top layer’s units are outside their own training range`;
  return `${group.label} ${left}; ${units}.`;
}

/** Writes the sentences into a list; those that are the same are left alone. */
export function updateWords(list: HTMLElement, sentences: readonly string[]): void {
  while (list.children.length > sentences.length) list.lastChild?.remove();
  while (list.children.length < sentences.length) list.append(element("li"));
  sentences.forEach((sentence, k) => {
    setText(list.children[k], sentence);
  });
}
