// The header of a player's packet, as Python writes it (rnnviz/replay.py): fields keep their names.

import type { Palette } from "../shared/colour.ts";
import type { Start } from "./types.ts";

/** A column of rnnviz/cells/equation.py. */
export interface EquationColumn {
  readonly key: string;
  readonly symbol: string;
  readonly subscript: string;
  readonly label: string;
  readonly scale: string;
  readonly source: string;
  readonly transform: "" | "previous" | "tanh" | "relu" | "one_minus";
  readonly affine: "" | "input" | "hidden" | "bias" | "sum";
}

export type EquationPart = { readonly column: EquationColumn } | { readonly operator: string };

/** A recorded vector that has a heatmap. */
export interface PlayerPanel {
  readonly source: string;
  readonly title: string;
  readonly scale: string;
}

/** One layer of one network. */
export interface PlayerRunHeader {
  readonly id: string;
  readonly label: string;
  /** The epoch whose arrays have no epoch in their names. */
  readonly epoch: number;
  readonly epochs: number;
  readonly best: number;
  readonly snapshots: readonly number[];
  readonly parity: number;
  /** The other epochs that travelled, by their number as text. */
  readonly moments: Readonly<Record<string, { readonly parity: number }>>;
  /** Largest magnitude of a state over all epochs that travelled; 0 where there is no such state. */
  readonly limits: Readonly<Record<string, number>>;
  readonly code: string;
  readonly cell: string;
  readonly units: number;
  readonly inputs: number;
  readonly blocks: readonly string[];
  readonly equation: readonly EquationPart[];
  readonly panels: readonly PlayerPanel[];
  /** The gates whose saturation travels, in that order. */
  readonly gates: readonly string[];
  readonly reverse: boolean;
  readonly input_names: readonly string[];
  readonly readout_scale: number;
  readonly readout_offset_name: string;
  readonly layer: string;
  readonly layer_path: string;
  readonly layer_suffix: string;
  readonly layers: number;
  readonly layer_names: readonly string[];
  readonly first_step: number;
  /** The unit whose rows of the weights travel, where all of them were too many. */
  readonly products_of: number | null;
}

/** What a unit may go along with. */
export interface CorrelateName {
  readonly name: string;
  /** R of a phase has no sign. */
  readonly unsigned: boolean;
}

export interface PlayerSequenceHeader {
  readonly steps: number;
  readonly first: number;
  readonly whole: number;
  readonly step_name: string;
  readonly step_labels: readonly string[];
  readonly value_name: string;
  readonly unit: string;
  readonly kind: "values" | "symbols";
  readonly classes: readonly string[];
  readonly answers: readonly string[];
  readonly features: readonly string[];
  readonly caption: string;
  readonly typed: boolean;
  readonly note: string;
  readonly continues: boolean;
  readonly labels_are_places: boolean;
  readonly season: number;
  readonly correlate_names: readonly CorrelateName[];
}

export interface PlayerHeader {
  readonly palette: Palette;
  readonly sequence: PlayerSequenceHeader;
  readonly epochs: readonly number[];
  readonly runs: readonly PlayerRunHeader[];
  readonly start: Start;
  readonly convention: string;
}
