// Which way a sequence is played, and where that ends. Pure functions.

import type { Model } from "./types.ts";

/** What reads from right to left is played that way, unless something beside it does not. */
export function playsBackward({ runs }: Pick<Model, "runs">): boolean {
  return runs.every((run) => run.reverse);
}

export function firstPlayed(model: Pick<Model, "runs" | "steps">): number {
  return playsBackward(model) ? model.steps - 1 : 0;
}

export function lastPlayed(model: Pick<Model, "runs" | "steps">): number {
  return playsBackward(model) ? 0 : model.steps - 1;
}

/** The step that is played some steps after another; the last one where there are no more. */
export function playedOn(
  model: Pick<Model, "runs" | "steps">,
  from: number,
  steps: number,
): number {
  const next = from + (playsBackward(model) ? -steps : steps);
  return Math.max(0, Math.min(model.steps - 1, next));
}
