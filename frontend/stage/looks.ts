// How the runs of a stage look.

import { type Theme, variantColour, variantDash } from "../shared/theme.ts";
import type { StageRun } from "./model.ts";

export interface RunLook {
  readonly colour: string;
  readonly dash: readonly number[];
  /** Which of the dashes. */
  readonly variant: number;
}

/** By the id of a run. */
export type Looks = ReadonlyMap<string, RunLook>;

const DASHES = 4;

export function looksOf(runs: readonly StageRun[], theme: Theme): Looks {
  return new Map(
    runs.map(({ id, hex, variant }) => [
      id,
      {
        colour: variantColour(hex, variant, theme),
        dash: variantDash(variant),
        variant: variant % DASHES,
      },
    ]),
  );
}

/** The look of a run; that of the page's text for one that has none. */
export function lookOf(looks: Looks, id: string): RunLook {
  return looks.get(id) ?? { colour: "currentColor", dash: [], variant: 0 };
}
