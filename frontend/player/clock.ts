// Plays steps at a speed; where the cursor is follows from the time, so a slow page drops frames
// and not time.

export interface Clock {
  /** Counts from now on, at the same speed. */
  restart(): void;
  start(stepsPerSecond: number): void;
  stop(): void;
}

/** Where the time and the frames come from. */
export interface Frames {
  /** Milliseconds, on the clock that `request` tells. */
  now(): number;
  request(draw: (now: number) => void): number;
  cancel(frame: number): void;
}

const BROWSER: Frames = {
  now: () => performance.now(),
  request: (draw) => requestAnimationFrame(draw),
  cancel: (frame) => cancelAnimationFrame(frame),
};

/** Tells `onSteps` how many steps are due since it was told last. */
export function createClock(onSteps: (steps: number) => void, frames: Frames = BROWSER): Clock {
  let frame: number | null = null;
  let [speed, since, taken] = [10, 0, 0];

  function tick(now: number): void {
    const due = Math.floor(((now - since) / 1000) * speed);
    frame = frames.request(tick);
    if (due <= taken) return;
    const steps = due - taken;
    taken = due;
    onSteps(steps);
  }

  function restart(): void {
    since = frames.now();
    taken = 0;
  }

  function stop(): void {
    if (frame !== null) frames.cancel(frame);
    frame = null;
  }

  return {
    restart,
    start(stepsPerSecond) {
      stop();
      speed = stepsPerSecond;
      restart();
      frame = frames.request(tick);
    },
    stop,
  };
}
