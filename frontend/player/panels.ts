// The pieces of the player. To add one: a file that makes a View, and a line here.

import { createColourLegend } from "./colour_legend.ts";
import { createEpochRow } from "./epoch_row.ts";
import { createOverview } from "./overview.ts";
import { createSaid } from "./said.ts";
import { createSelection } from "./selection.ts";
import { createTrack } from "./track.ts";
import { createTransport } from "./transport.ts";
import type { Actions } from "./types.ts";
import { createUnitOverTime, createUnitWords } from "./unit_row.ts";
import type { View } from "./view.ts";
import { createViewChoice } from "./view_choice.ts";

/** Where a piece stands; the style sheet places the areas. */
export type Area =
  | "said"
  | "track"
  | "overview"
  | "transport"
  | "epochs"
  | "choice"
  | "legend"
  | "unit"
  | "trace";

export interface Panel {
  readonly area: Area;
  readonly create: (actions: Actions) => View;
}

/** In the order in which they follow one another on a narrow screen; the runs stand before the
 * unit. */
export const PANELS: readonly Panel[] = [
  { area: "said", create: createSaid },
  { area: "track", create: createTrack },
  { area: "overview", create: createOverview },
  { area: "transport", create: createTransport },
  { area: "epochs", create: createEpochRow },
  { area: "choice", create: createViewChoice },
  { area: "legend", create: createColourLegend },
  { area: "legend", create: createSelection },
  { area: "unit", create: createUnitWords },
  { area: "trace", create: createUnitOverTime },
];
