// The most probable classes after a step. Pure functions.

import { answerAt, mostProbable, probabilityOf } from "./answers.ts";
import type { Run, Sequence } from "./types.ts";

/** Characters of a class name that are written out. */
export const SHORT_CLASS = 16;

export interface RankedClass {
  readonly name: string;
  readonly probability: number;
  /** Whether it is the right answer. */
  readonly right: boolean;
}

export interface Ranking {
  readonly classes: readonly RankedClass[];
  /** Nothing is asked at this step, so nothing is right or wrong. */
  readonly unasked: boolean;
}

/** The most probable first; classes of equal probability in their own order. */
export function rankClasses(run: Run, sequence: Sequence, step: number, most: number): Ranking {
  const answer = answerAt(sequence, step);
  const classes = mostProbable(run, step, most).map((place) => ({
    name: sequence.classes[place] ?? "",
    probability: probabilityOf(run, step, place),
    right: answer.asked && place === answer.index,
  }));
  // What a person typed asks for an answer at every step.
  return { classes, unasked: !answer.asked && !sequence.typed };
}
