// What the header of a forecast's packet says (rnnviz/ui/forecast_view.py).

import type { Palette } from "../shared/colour.ts";

/** One network or baseline; its arrays are named by its place: "0/one", "0/free". */
export interface ForecastLine {
  readonly kind: "network" | "baseline";
  /** Place of its group among `groups`; baselines belong to none. */
  readonly group: number;
  readonly label: string;
}

/** Networks that differ in nothing but their seed. */
export interface ForecastGroup {
  readonly label: string;
  readonly cell: string;
  /** Groups of one cell share its hue and are told apart by this. */
  readonly variant: number;
}

export interface ForecastOpened {
  /** Values of the test range before the free run. */
  readonly start: number;
  readonly steps: number;
}

export interface ForecastHeader {
  readonly palette: Palette;
  /** The same for the same runs. */
  readonly token: string;
  readonly title: string;
  readonly step_name: string;
  readonly value_name: string;
  readonly unit: string;
  readonly error_unit: string;
  /** What steps are called, where they have names. */
  readonly labels: readonly string[];
  /** Place of the first value of the test range on the axis. */
  readonly test_at: number;
  readonly test_count: number;
  /** Steps of the longest free run. */
  readonly horizon: number;
  /** Lowest and highest value of the training part. */
  readonly range: readonly [number, number];
  /** Share of units from which the state counts as having left what it was trained on. */
  readonly hidden_share: number;
  readonly opened: ForecastOpened;
  readonly lines: readonly ForecastLine[];
  readonly groups: readonly ForecastGroup[];
  /** Name of the baseline with the smallest error. */
  readonly strongest: string;
}
