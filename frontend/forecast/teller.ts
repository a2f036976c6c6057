// What Python hears of: where a gesture has ended, once, and nothing while it goes on.

import type { Moment } from "./state.ts";

export interface Teller {
  /** What Python knows already. */
  knows(moment: Moment): void;
  /** Tells the moment of now, at once or when nothing has followed for a while. */
  tell(when: "now" | "soon"): void;
  /** Waits for as long as the page is away. */
  rest(): void;
  wake(): void;
}

export const TELL_AFTER_MS = 400;

/** `now`: the moment to tell, null where there is none. */
export function createTeller(now: () => Moment | null, say: (moment: Moment) => void): Teller {
  let known: Moment | null = null;
  let waiting = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const told = () => {
    clearTimeout(timer);
    waiting = false;
    const moment = now();
    if (!moment || (known?.start === moment.start && known.steps === moment.steps)) return;
    known = moment;
    say(moment);
  };
  const later = () => {
    clearTimeout(timer);
    waiting = true;
    timer = setTimeout(told, TELL_AFTER_MS);
  };
  return {
    knows(moment) {
      known = moment;
    },
    tell: (when) => (when === "now" ? told() : later()),
    rest: () => clearTimeout(timer),
    wake: () => {
      if (waiting) later();
    },
  };
}
