// Written by scripts/write_packet_types.py from rnnviz/packets; change it there.

/** Raised with every change of what a packet holds; another one is refused. */
export const PACKET_VERSION = 1;

/** The colours that come with a packet, as CSS hexadecimal. */
export interface Palette {
  readonly cells: Readonly<Record<string, string>>;
  readonly gates: Readonly<Record<string, string>>;
  readonly negative: string;
  readonly positive: string;
  readonly truth: string;
  readonly baseline: string;
}

/** Something about the sequence that a unit may be correlated with. */
export interface CorrelateName {
  readonly name: string;
  /** R of a phase lies in 0..1 and has no sign. */
  readonly unsigned: boolean;
}

/** The sequence that is read. */
export interface PlayerSequenceHeader {
  /** Steps that travelled. */
  readonly steps: number;
  /** The step of the whole sequence that is the first here. */
  readonly first: number;
  /** Steps of the whole sequence. */
  readonly whole: number;
  readonly step_name: string;
  /** What stands at each step. */
  readonly step_labels: readonly string[];
  readonly value_name: string;
  readonly unit: string;
  /** What is read. */
  readonly kind: "values" | "symbols";
  /** What a classifier answers with; empty where numbers are asked. */
  readonly classes: readonly string[];
  /** The right class after each step; empty where none is asked. */
  readonly answers: readonly string[];
  /** Names of the array `features`. */
  readonly features: readonly string[];
  /** Which sequence this is. */
  readonly caption: string;
  /** A person made it up: what follows a step is no truth. */
  readonly typed: boolean;
  /** How it is read; stands above the picture. */
  readonly note: string;
  /** The next value of a series is predicted. */
  readonly continues: boolean;
  /** So it is, by the numbers: the target is the next value. */
  readonly target_is_next: boolean;
  /** A label says where a step stands, and not what is read. */
  readonly labels_are_places: boolean;
  /** In steps; 1 where there is none. */
  readonly season: number;
  /** What `{run}/correlates` counts. */
  readonly correlate_names: readonly CorrelateName[];
}

/** One vector of a cell's equation. */
export interface ColumnHeader {
  readonly key: string;
  readonly symbol: string;
  readonly subscript: string;
  readonly label: string;
  /** `state`, or the name of a gate. */
  readonly scale: string;
  readonly source: string;
  readonly transform: "" | "previous" | "tanh" | "relu" | "one_minus";
  readonly affine: "" | "input" | "hidden" | "bias" | "sum";
}

/** A vector in the row of an equation. */
export interface EquationColumn {
  readonly column: ColumnHeader;
}

/** What stands between two vectors. */
export interface EquationOperator {
  readonly operator: string;
}

/** One recorded vector over time. */
export interface PanelHeader {
  /** `hidden`, `cell_state` or the name of a gate. */
  readonly source: string;
  readonly title: string;
  /** `state`, or the name of a gate. */
  readonly scale: string;
}

/** What is said of a network after one of its other epochs. */
export interface PlayerMomentHeader {
  readonly parity: number | null;
}

/** One network. */
export interface PlayerRunHeader {
  readonly cell: string;
  readonly units: number;
  readonly inputs: number;
  /** The blocks of rows of the weights, in PyTorch's order. */
  readonly blocks: readonly string[];
  readonly equation: readonly (EquationColumn | EquationOperator)[];
  readonly panels: readonly PanelHeader[];
  /** Those panels that lie in 0..1. */
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
  /** Of the sequence, at which the layer's own begins. */
  readonly first_step: number;
  /** The one unit whose weights travel, where all are too many. */
  readonly products_of: number | null;
  readonly id: string;
  readonly label: string;
  /** After which it is shown first. */
  readonly epoch: number;
  /** Of the whole training. */
  readonly epochs: number;
  /** Python that prints a moment's numbers. */
  readonly code: string;
  /** The epoch of its lowest validation loss. */
  readonly best: number;
  /** Epochs that can be asked for. */
  readonly snapshots: readonly number[];
  /** Largest difference from PyTorch's own result; null where states are not finite. */
  readonly parity: number | null;
  /** By the other epochs that travelled. */
  readonly moments: Readonly<Record<string, PlayerMomentHeader>>;
  /** Largest magnitude of a state, over all that travelled. */
  readonly limits: Readonly<Record<string, number>>;
}

/** Where the player opens. */
export interface PlayerStartHeader {
  readonly step?: number | null;
  readonly unit?: number | null;
  readonly run?: number | null;
  readonly epoch?: number | null;
  readonly view?: string;
  readonly sort?: string;
  readonly speed?: number;
  readonly pins?: readonly (number | null)[] | null;
  /** A new one tells the player to begin anew. */
  readonly token?: number;
}

/**
 * All that the player knows besides arrays.
 *
 * Arrays of the packet, by name:
 *
 * - `value` (steps) [the data's unit]: What is read at each step; NaN for symbols.
 * - `target` (steps) [the data's unit]: The number to be predicted after each step.
 * - `features` (steps, features) [the data's unit]: All that is read, where it is several.
 * - `{run}/[@{epoch}/]prediction` (steps) [the data's unit]: The network's number after each step.
 * - `{run}/[@{epoch}/]probabilities` (steps, classes): Or what it gives to each class.
 * - `{run}/[@{epoch}/]inputs` (steps, inputs): What the layer reads.
 * - `{run}/[@{epoch}/]hidden` (steps, units): The hidden state h after each step.
 * - `{run}/[@{epoch}/]cell_state` (steps, units): The cell state c after each step.
 * - `{run}/[@{epoch}/]{gate}` (steps, units): A gate or the candidate, after its nonlinearity.
 * - `{run}/[@{epoch}/]initial_hidden` (units): h before the first step.
 * - `{run}/[@{epoch}/]initial_cell` (units): c before the first step.
 * - `{run}/[@{epoch}/]path_hidden` (steps, components): h in its principal components.
 * - `{run}/[@{epoch}/]path_cell_state` (steps, components): c in its principal components.
 * - `{run}/[@{epoch}/]explained_hidden` (components) [share]: Of the variance of h.
 * - `{run}/[@{epoch}/]explained_cell_state` (components) [share]: Of the variance of c.
 * - `{run}/[@{epoch}/]weight_ih` (rows, inputs): PyTorch's; rows are blocks times units.
 * - `{run}/[@{epoch}/]weight_hh` (rows, units): PyTorch's; rows are blocks times units.
 * - `{run}/[@{epoch}/]bias_ih` (rows): PyTorch's.
 * - `{run}/[@{epoch}/]bias_hh` (rows): PyTorch's.
 * - `{run}/[@{epoch}/]unit_ih` (blocks, inputs): One unit's rows of weights too many.
 * - `{run}/[@{epoch}/]unit_hh` (blocks, units): One unit's rows of weights too many.
 * - `{run}/[@{epoch}/]affine_input` (steps, units): W x of a cell without gates, for weights too
 *   many.
 * - `{run}/[@{epoch}/]affine_hidden` (steps, units): U h of a cell without gates, for weights too
 *   many.
 * - `{run}/[@{epoch}/]readout_weight` (outputs, units): Of the linear readout, where this layer
 *   feeds it alone.
 * - `{run}/[@{epoch}/]readout_bias` (outputs): Of the linear readout.
 * - `{run}/[@{epoch}/]readout_offset` (steps) [the data's unit]: Added to the scaled readout: the
 *   mean, or the newest value.
 * - `{run}/[@{epoch}/]half_life` (units) [steps]: After which the direct path through a unit's own
 *   gate is halved; -1 for infinity, NaN for a cell without such a gate.
 * - `{run}/[@{epoch}/]mean_gate` (units): Geometric mean of that gate; NaN for a cell without one.
 * - `{run}/[@{epoch}/]saturation` (gates, units, sides) [share]: Of the steps at which a gate of
 *   the header's `gates` is below 0.1, and above 0.9.
 * - `{run}/[@{epoch}/]correlates` (panels, units, ranks) int16 × 1: What a unit of a panel is
 *   correlated with: places in the header's `correlate_names`, the strongest first; -1 where there
 *   is none.
 * - `{run}/[@{epoch}/]correlations` (panels, units, ranks, moments) int16 × 1/32767: Pearson's r
 *   with each of them, and the same before training; -32768 stored where it is not known.
 * - `{run}/overview_low` (stretches, units) int8 × 1/127 [largest magnitude of h]: Lowest h in each
 *   stretch of a sequence too long to travel.
 * - `{run}/overview_high` (stretches, units) int8 × 1/127 [largest magnitude of h]: Highest h in
 *   each stretch.
 */
export interface PlayerHeader {
  readonly palette: Palette;
  readonly sequence: PlayerSequenceHeader;
  /** All that can be shown, of any network. */
  readonly epochs: readonly number[];
  readonly runs: readonly PlayerRunHeader[];
  readonly start: PlayerStartHeader;
  readonly convention: string;
}

/** What a task's rule allows, to hold a network against. */
export interface StageRuleHeader {
  readonly title: string;
  readonly state_name: string;
  readonly states: readonly string[];
  readonly symbols: readonly string[];
  /** (states, symbols): 1 where a symbol may come next. */
  readonly allowed: readonly (readonly number[])[];
}

/** What is learned, and what its forecasts are drawn over. */
export interface StageTaskHeader {
  readonly title: string;
  readonly value_name: string;
  readonly unit: string;
  readonly step_name: string;
  /** Both ends of the axis of values, where fixed. */
  readonly value_range: readonly number[] | null;
  readonly logarithmic: boolean;
  readonly rule: StageRuleHeader | null;
  readonly loss_name: string;
  readonly loss_help: string;
  readonly probe_caption: string;
}

/** A baseline's loss, drawn as a line across the curves. */
export interface StageBaselineHeader {
  readonly name: string;
  readonly loss: number;
}

/** A run with the pictures that were drawn while it trained. */
export interface StageRunHeader {
  readonly id: string;
  readonly label: string;
  /** Its size, in words. */
  readonly sub: string;
  readonly cell: string;
  readonly units: number;
  readonly status: string;
  readonly note: string;
  readonly epoch: number;
  /** Of the whole training. */
  readonly epochs: number;
  readonly epochs_per_second: number;
  /** 0 while it is not known. */
  readonly best_epoch: number;
  readonly message: string;
  /** Epochs of the frames. */
  readonly frame_epochs: readonly number[];
  /** Of each frame: a beginning, and what is written. */
  readonly frame_texts: readonly (readonly string[])[];
  /** What the largest stored number of `{run}/hidden` stands for. */
  readonly hidden_limit: number;
}

/**
 * All that the stage knows besides arrays.
 *
 * Arrays of the packet, by name:
 *
 * - `truth_x` (points) [steps]: Where the test range is drawn.
 * - `truth` (points) [the data's unit]: What is true there.
 * - `context_x` (context_points) [steps]: Where what came before is drawn.
 * - `context` (context_points) [the data's unit]: What came before.
 * - `{run}/epoch` (epochs) [epochs]: Which epochs the curves know, ascending.
 * - `{run}/train` (epochs) [loss]: On the training split.
 * - `{run}/validation` (epochs) [loss]: On the validation split.
 * - `{run}/gradient` (epochs): Norm of the gradient.
 * - `{run}/forecast` (frames, points) [the data's unit]: What the network says there.
 * - `{run}/hidden` (frames, steps, units) int8 × 1/127 [hidden_limit]: Hidden states while it reads
 *   one sequence.
 * - `{run}/rule` (frames, states, symbols) [share]: What the network gives to each symbol in each
 *   state of the task's rule.
 */
export interface StageHeader {
  readonly update: false;
  readonly palette: Palette;
  /** Names the choice of runs: under another one the stage begins anew. */
  readonly token: string;
  readonly task: StageTaskHeader;
  readonly mode: "live" | "replay";
  readonly replay_seconds: number;
  readonly baseline: StageBaselineHeader | null;
  readonly runs: readonly StageRunHeader[];
}

/** A run as it stands now, perhaps with its newest picture. */
export interface StageUpdateRunHeader {
  readonly id: string;
  readonly label: string;
  /** Its size, in words. */
  readonly sub: string;
  readonly cell: string;
  readonly units: number;
  readonly status: string;
  readonly note: string;
  readonly epoch: number;
  /** Of the whole training. */
  readonly epochs: number;
  readonly epochs_per_second: number;
  /** 0 while it is not known. */
  readonly best_epoch: number;
  readonly message: string;
  readonly frame_epoch?: number;
  readonly frame_text?: readonly string[];
  readonly hidden_limit?: number;
  /** Every how many steps and units a state is sent. */
  readonly hidden_every?: number;
  /** Steps and units before they were thinned. */
  readonly hidden_shape?: readonly number[];
}

/**
 * What is new about the runs of a token.
 *
 * Arrays of the packet, by name:
 *
 * - `{run}/epoch` (epochs) [epochs]: Which epochs the curves know, ascending.
 * - `{run}/train` (epochs) [loss]: On the training split.
 * - `{run}/validation` (epochs) [loss]: On the validation split.
 * - `{run}/gradient` (epochs): Norm of the gradient.
 * - `{run}/forecast` (points) [the data's unit]: Of the newest frame.
 * - `{run}/hidden` (few_steps, few_units) int8 × 1/127 [hidden_limit]: Of the newest frame, thinned
 *   out.
 * - `{run}/rule` (states, symbols) [share]: Of the newest frame.
 */
export interface StageUpdateHeader {
  readonly update: true;
  readonly token: string;
  readonly runs: readonly StageUpdateRunHeader[];
}

/** One curve. */
export interface ComparisonRunHeader {
  readonly id: string;
  readonly label: string;
  /** Its colour. */
  readonly hex: string;
  /** Lengths of its dashes and gaps, in pixels. */
  readonly dash: readonly number[];
}

/**
 * All that the chart knows besides arrays.
 *
 * Arrays of the packet, by name:
 *
 * - `{run}/epoch` (points) [epochs]: Ascending.
 * - `{run}/loss` (points) [loss]: On the validation split.
 */
export interface ComparisonHeader {
  readonly loss_name: string;
  readonly loss_help: string;
  /** Whether the loss has a logarithmic axis. */
  readonly log: boolean;
  /** Whether curves are drawn thin, because there are many. */
  readonly faint: boolean;
  readonly runs: readonly ComparisonRunHeader[];
}

/** Where the free run starts, and how long it is. */
export interface ForecastMomentHeader {
  /** Values of the test range before it. */
  readonly start: number;
  readonly steps: number;
}

/** One network or baseline. */
export interface ForecastLineHeader {
  readonly kind: "network" | "baseline";
  /** Place of its setting in `groups`; of a baseline a number of its own. */
  readonly group: number;
  readonly label: string;
}

/** Networks of one setting, which differ by their seed alone. */
export interface ForecastGroupHeader {
  readonly label: string;
  readonly cell: string;
  /** How many settings before have the same cell, and so the same colour. */
  readonly variant: number;
}

/**
 * All that the picture knows besides arrays.
 *
 * Arrays of the packet, by name:
 *
 * - `x` (times) [steps]: The axis of time.
 * - `truth` (times) [the data's unit]: NaN behind the end of the data.
 * - `starts` (starts): Places on the axis where free runs start.
 * - `{line}/one` (targets) [the data's unit]: One step ahead from true values.
 * - `{line}/free` (starts, horizon) [the data's unit]: Free runs from every start.
 * - `{line}/outside` (starts, horizon) int8 × 1/127 [share]: Of the units whose state is out of its
 *   range; of networks only.
 * - `{line}/one_before` (targets) [the data's unit]: The same before training.
 * - `{line}/free_before` (starts, horizon) [the data's unit]: The same before training.
 */
export interface ForecastHeader {
  readonly palette: Palette;
  /** Names the choice of runs. */
  readonly token: string;
  readonly title: string;
  readonly step_name: string;
  readonly value_name: string;
  readonly unit: string;
  readonly error_unit: string;
  /** Of the times that there are data of. */
  readonly labels: readonly string[];
  /** Place on the axis of the first value of the test range. */
  readonly test_at: number;
  readonly test_count: number;
  /** Steps of every free run. */
  readonly horizon: number;
  /** Lowest and highest value of the training range. */
  readonly range: readonly number[];
  /** From here on the state counts as having left its range. */
  readonly hidden_share: number;
  readonly opened: ForecastMomentHeader;
  readonly lines: readonly ForecastLineHeader[];
  readonly groups: readonly ForecastGroupHeader[];
  /** The baseline with the smallest one-step error. */
  readonly strongest: string;
}
