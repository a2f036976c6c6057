// What every piece of the player is made of: an element, and four moments in its life.

import type { Pen } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import type { TimeAxis } from "./time_axis.ts";
import type { Model, State } from "./types.ts";

/** Room that the layout gives. */
export interface Room {
  readonly width: number;
  /** 0 where the piece takes what it needs. */
  readonly height: number;
  /** Symbols in the margin instead of captions above. */
  readonly compact?: boolean;
  readonly theme: Theme;
  /** The time axis of the column, for what is drawn over time. */
  readonly axis: TimeAxis;
  /** Unit numbers from the top row down, by run. */
  readonly orders: readonly (readonly number[])[];
}

export interface View {
  readonly root: HTMLElement;
  /** New data. */
  load(model: Model): void;
  /** A new size, theme or order: everything is drawn anew. */
  resize(room: Room): void;
  /** After `load`, in the same room: other values of the same networks, as after another epoch.
   * Where it is missing, `load` alone is enough. */
  renew?(): void;
  /** The state has changed: only what moved is drawn. */
  show(state: State): void;
  /** Draws itself into a picture that is saved, in the width of `room`; returns its height. With
   * no pen it only measures. What is only operated, such as buttons, has none. */
  picture?(pen: Pen | null, room: Room, state: State): number;
}
