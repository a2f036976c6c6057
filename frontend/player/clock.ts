// Plays steps at a speed; where the cursor is follows from the time, so a slow page drops
// frames and not time.



export function createClock(onSteps) {
  let [frame, speed, since, taken] = [null, 10, 0, 0];

  function tick(now) {
    const due = Math.floor(((now - since) / 1000) * speed);
    frame = requestAnimationFrame(tick);
    if (due > taken) {
      const steps = due - taken;
      taken = due;
      onSteps(steps);
    }
  }

  function restart() {
    since = performance.now();
    taken = 0;
  }

  return {
    restart,
    start(stepsPerSecond) {
      cancelAnimationFrame(frame);
      speed = stepsPerSecond;
      restart();
      frame = requestAnimationFrame(tick);
    },
    stop() {
      cancelAnimationFrame(frame);
      frame = null;
    },
  };
}
