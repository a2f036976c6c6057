// What the player knows and shows. Arrays over (step, unit) are flat, a step's units side by side.

import type { Palette, PlayerStartHeader } from "../shared/packet_types.ts";

export type Values = Float32Array | Float64Array;

/** One vector of the equation, or an operator between two. */
export interface Column {
  readonly key: string;
  readonly symbol: string;
  readonly subscript: string;
  readonly label: string;
  /** "state" or the name of a gate. */
  readonly scale: string;
  readonly source: string;
  readonly transform: string;
  readonly affine: string;
  /** (step, unit). */
  readonly values: Values;
  /** Value at which the colour is full. */
  readonly limit: number;
}

export interface Operator {
  readonly operator: string;
}

export type Part = Column | Operator;

/** One recorded vector over time: a heatmap. */
export interface RecordedVector {
  readonly source: string;
  readonly title: string;
  readonly symbol: string;
  readonly scale: string;
  readonly limit: number;
  readonly values: Values;
}

/** States in their principal components: (step, size). */
export interface StatePath {
  readonly points: Float32Array;
  readonly explained: Float32Array;
  readonly size: number;
}

export interface Readout {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly offset: Float32Array | null;
  readonly scale: number;
  readonly offsetName: string;
}

export interface Overview {
  readonly low: Int8Array;
  readonly high: Int8Array;
  readonly stretches: number;
}

/** What a unit goes along with, as Python has computed it. */
export interface Correlate {
  readonly name: string;
  readonly r: number;
  /** The same before training; NaN where it is unknown. */
  readonly before: number;
  /** R of a phase has no sign. */
  readonly unsigned: boolean;
}

/** What Python says of the units of a layer after one epoch. */
export interface UnitFacts {
  /** Steps after which the direct path through a unit's own gate is halved; null for a cell that
   * has no such gate. */
  halfLife(unit: number): number | null;
  /** Geometric mean of the gate that keeps the old state; NaN where there is none. */
  meanGate(unit: number): number;
  /** Shares of the steps at which a gate is below 0.1 and above 0.9. */
  saturation(gate: string, unit: number): { readonly shut: number; readonly open: number };
  /** The strongest first. */
  correlates(source: string, unit: number): readonly Correlate[];
}

/** One layer of one network after one epoch, read over the sequence. */
export interface Run {
  readonly index: number;
  readonly id: string;
  readonly label: string;
  readonly cell: string;
  readonly epoch: number;
  readonly epochs: number;
  readonly best: number;
  readonly units: number;
  readonly inputs: number;
  readonly steps: number;
  readonly layer: string;
  readonly layerPath: string;
  readonly layerSuffix: string;
  readonly layerNames: readonly string[];
  readonly layers: number;
  readonly reverse: boolean;
  readonly parity: number;
  readonly code: string;
  readonly blocks: readonly string[];
  readonly inputNames: readonly string[];
  /** Runs of one cell share its colour and are told apart by this. */
  readonly dash: number;
  readonly sources: Readonly<Record<string, Float32Array>>;
  readonly initial: Readonly<Record<string, Float32Array | null>>;
  readonly hiddenPrevious: Float32Array;
  /** (step, input): what the layer reads. */
  readonly input: Float32Array;
  readonly prediction: Float32Array | null;
  /** (step, class). */
  readonly probabilities: Float32Array | null;
  readonly classes: number;
  readonly weights: {
    readonly ih: Float32Array | null;
    readonly hh: Float32Array | null;
    readonly biasIh: Float32Array | null;
    readonly biasHh: Float32Array | null;
  };
  /** One unit's rows of the weights, where those of all units were too many to travel. */
  readonly row: { readonly ih: Float32Array | null; readonly hh: Float32Array | null };
  readonly productsOf: number | null;
  readonly affine: { readonly input: Float32Array | null; readonly hidden: Float32Array | null };
  readonly limits: Readonly<Record<string, number>>;
  readonly overview: Overview | null;
  readonly readout: Readout | null;
  readonly parts: readonly Part[];
  readonly columns: readonly Column[];
  readonly vectors: readonly RecordedVector[];
  readonly paths: Readonly<Record<string, StatePath>>;
  /** The gate that keeps the old state: "forget", "update" or "". */
  readonly retention: string;
  readonly facts: UnitFacts;
  /** The unit with the largest mean |h| of the network at its best. */
  readonly mostActive: number;
}

export interface Sequence {
  readonly kind: "values" | "symbols";
  readonly steps: number;
  readonly first: number;
  readonly whole: number;
  readonly stepName: string;
  readonly stepLabels: readonly string[];
  readonly valueName: string;
  readonly unit: string;
  readonly classes: readonly string[];
  readonly answers: readonly string[];
  readonly caption: string;
  readonly note: string;
  readonly typed: boolean;
  /** Whether a label says where a step stands, instead of what is read there. */
  readonly labelsArePlaces: boolean;
}

export interface Feature {
  readonly name: string;
  readonly values: Float32Array;
}

/** The runs after any epoch that travelled. */
export interface Training {
  has(epoch: number | null): boolean;
  runsAt(epoch: number | null): readonly Run[];
}

/** What one packet says, with the runs after the epoch that is shown. */
export interface Model {
  readonly palette: Palette;
  readonly convention: string;
  readonly start: Start;
  readonly sequence: Sequence;
  readonly steps: number;
  readonly first: number;
  readonly whole: number;
  readonly value: Float32Array;
  readonly target: Float32Array;
  readonly features: readonly Feature[];
  readonly epochs: readonly number[];
  readonly training: Training;
  /** Of all runs and epochs, so that an axis keeps still while the training is scrubbed. */
  readonly predictions: readonly Float32Array[];
  /** The runs at their best: they arrange the units, whatever epoch is shown. */
  readonly references: readonly Run[];
  readonly runs: readonly Run[];
  readonly continues: boolean;
  readonly typed: boolean;
  readonly nextTyped: boolean;
  readonly labelsAreValues: boolean;
  readonly judgesFew: boolean;
  readonly asksLast: boolean;
  /** A file on its own: nobody answers. */
  readonly alone: boolean;
}

/** Where the player opens; the address bar keeps the same names. */
export type Start = PlayerStartHeader;

/** A stretch of steps of one recorded vector, and a threshold. */
export interface Selection {
  readonly run: number;
  readonly source: string;
  readonly from: number;
  readonly to: number;
  readonly threshold: number;
  readonly below: boolean;
}

/** What was told of a selection so far; the rest is filled in. */
export type Selecting = Partial<Omit<Selection, "threshold">> & { threshold?: number | null };

/** What one run shows now. */
export interface RunState {
  readonly unit: number;
  readonly pinned: boolean;
  /** Unit numbers from the top row down. */
  readonly order: readonly number[];
  /** Column whose products are open. */
  readonly key: string | null;
}

/** All that can change on screen, in one place. */
export interface State {
  step: number;
  speed: number;
  sort: string;
  view: string;
  selecting: boolean;
  selection: Selection | null;
  playing: boolean;
  training: boolean;
  /** null: each network at its best. */
  epoch: number | null;
  fetching: boolean;
  /** The unit whose weights were asked for. */
  needed: number | null;
  /** A step of the whole sequence that was asked for and has not travelled yet. */
  goal: number | null;
  motion: boolean;
  /** Place of the run that keys and panels speak of. */
  focus: number;
  hover: { readonly run: number; readonly unit: number } | null;
  pins: (number | null)[];
  open: (string | null)[];
  runs: readonly RunState[];
}

/** What a person can do. */
export interface Actions {
  goTo(step: number): void;
  /** A step of the whole sequence, which may lie outside of what travelled. */
  goToWhole(step: number): void;
  goBy(steps: number): void;
  togglePlay(): void;
  setSpeed(speed: number): void;
  setSort(sort: string): void;
  setView(view: string): void;
  setEpoch(epoch: number | null): void;
  epochBy(places: number): void;
  toggleTraining(): void;
  hover(run: Run, unit: number | null): void;
  focusRun(run: Run): void;
  pin(run: Run, unit: number | null): void;
  togglePin(run: Run, unit: number): void;
  moveUnit(rows: number): void;
  hasPin(): boolean;
  hasProducts(): boolean;
  closeProducts(): void;
  openProducts(run: Run, key: string | null, options?: { close?: boolean }): void;
  needProducts(run: Run, unit: number): void;
  isSelecting(): boolean;
  toggleSelecting(): void;
  selectSteps(run: Run, source: string, from: number, to: number): void;
  select(range: Selecting): void;
  findSelected(): void;
}
