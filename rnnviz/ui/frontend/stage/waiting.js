// All that is sent with every update: the stage's code comes in a message of its own, and may
// come later than the first numbers.

const STAGE_CODE = Symbol.for("rnnviz.stage.code");

export default function (component) {
  const held = (globalThis[STAGE_CODE] ||= { show: null, waiting: new Set() });
  if (held.show) return held.show(component);
  let cleanUp;
  const start = () => { cleanUp = held.show(component); };
  held.waiting.add(start);
  return () => {
    held.waiting.delete(start);
    if (cleanUp) cleanUp();
  };
}
