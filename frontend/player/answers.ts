// What a classifier was asked after a step and how probable it finds each class. Pure functions.

import { range } from "d3-array";
import type { Model, Run, Sequence } from "./types.ts";

export interface Answer {
  readonly name: string;
  readonly asked: boolean;
  /** Its place among the classes; -1 where there is none. */
  readonly index: number;
}

/** The right class after a step. */
export function answerAt({ answers, classes }: Sequence, step: number): Answer {
  const name = answers[step] || "";
  return { name, asked: name !== "", index: name === "" ? -1 : classes.indexOf(name) };
}

/** NaN where there is no such class. */
export function probabilityOf(run: Run, step: number, index: number): number {
  if (!run.probabilities || index < 0 || index >= run.classes) return NaN;
  return run.probabilities[step * run.classes + index];
}

/** Places of the most probable classes, the most probable one first. */
export function mostProbable(run: Run, step: number, most: number): number[] {
  const of = (index: number) => probabilityOf(run, step, index);
  return range(run.classes)
    .sort((a, b) => of(b) - of(a) || a - b)
    .slice(0, most);
}

/** What a run gives the right class after every step (step,); NaN where nothing is asked. */
export function rightProbabilities({ sequence, steps }: Model, run: Run): Float32Array {
  return Float32Array.from({ length: steps }, (_, t) =>
    probabilityOf(run, t, answerAt(sequence, t).index),
  );
}

/** The runs that classify, if the sequence asks anything of them. */
export function judgedRuns({ sequence, runs }: Model): readonly Run[] {
  if (!sequence.answers.some((answer) => answer !== "")) return [];
  return runs.filter((run) => run.probabilities !== null);
}
