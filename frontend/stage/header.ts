// What the headers of the packets "stage" and "comparison" say, as Python writes them.

import type { Palette } from "../shared/colour.ts";

/** A beginning, and what a network has written behind it; both empty where it does not write. */
export type WrittenText = readonly string[];

/** How one run stands. */
export interface StageRunStatus {
  readonly id: string;
  readonly label: string;
  /** Its size in words. */
  readonly sub: string;
  readonly cell: string;
  readonly units: number;
  readonly status: string;
  readonly note: string;
  readonly epoch: number;
  readonly epochs: number;
  readonly epochs_per_second: number;
  /** 0 while it is not known. */
  readonly best_epoch: number;
  readonly message: string;
}

/** One run of a whole stage. Its arrays, by its place k: `k/epoch`, `k/train`, `k/validation` and
 * `k/gradient`, (epochs); `k/hidden`, (frames, steps, units) int8; `k/forecast`, (frames, steps of
 * the truth); `k/rule`, (frames, states, symbols). */
export interface StageRunHeader extends StageRunStatus {
  readonly frame_epochs: readonly number[];
  /** Value at which the colour of a hidden state is full. */
  readonly hidden_limit: number;
  readonly frame_texts?: readonly WrittenText[];
}

/** One run of an update; what says `frame` and `hidden` comes with a new picture. Its arrays are
 * those of a whole stage, without the axis of frames and perhaps thinned out. */
export interface StageRunUpdateHeader extends StageRunStatus {
  readonly frame_epoch?: number;
  readonly hidden_limit?: number;
  /** Only every so manieth step and unit was sent. */
  readonly hidden_every?: number;
  /** Steps and units of the whole picture. */
  readonly hidden_shape?: readonly number[];
  readonly frame_text?: WrittenText;
}

/** What a rule allows: (states, symbols), 1 where a symbol may come next. */
export interface StageRuleHeader {
  readonly title: string;
  readonly state_name: string;
  readonly states: readonly string[];
  readonly symbols: readonly string[];
  readonly allowed: readonly (readonly number[])[];
}

export interface StageTaskHeader {
  readonly title: string;
  readonly value_name: string;
  readonly unit: string;
  readonly step_name: string;
  readonly value_range: readonly number[] | null;
  readonly logarithmic: boolean;
  readonly rule: StageRuleHeader | null;
  readonly loss_name: string;
  readonly loss_help: string;
  readonly probe_caption: string;
}

export interface StageBaselineHeader {
  readonly name: string;
  readonly loss: number;
}

/** All that the stage shows. Arrays beside those of the runs: `truth_x`, `truth`, `context_x` and
 * `context`, (steps). */
export interface StageHeader {
  readonly update?: false;
  readonly palette: Palette;
  /** Names the choice of runs: under another one the stage begins anew. */
  readonly token: string;
  readonly task: StageTaskHeader;
  readonly mode: string;
  readonly replay_seconds: number;
  readonly baseline: StageBaselineHeader | null;
  readonly runs: readonly StageRunHeader[];
}

/** What is new about runs that the stage shows already. */
export interface StageUpdateHeader {
  readonly update: true;
  readonly token: string;
  readonly runs: readonly StageRunUpdateHeader[];
}

export interface ComparisonRunHeader {
  readonly id: string;
  readonly label: string;
  readonly hex: string;
  readonly dash: readonly number[];
}

/** Learning curves. Arrays by the place of a run: `k/epoch` and `k/loss`, (epochs). */
export interface ComparisonHeader {
  readonly loss_name: string;
  readonly loss_help: string;
  readonly log: boolean;
  /** Many curves are drawn thin. */
  readonly faint: boolean;
  readonly runs: readonly ComparisonRunHeader[];
}
