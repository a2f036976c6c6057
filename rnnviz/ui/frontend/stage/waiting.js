// All that is sent with every update: the stage's code comes in a message of its own, and may
// come later than the first numbers.

const STAGE_CODE = Symbol.for("rnnviz.stage.code");

export default function (component) {
  const held = (globalThis[STAGE_CODE] ||= { parts: null, waiting: new Set() });
  if (held.parts) return held.parts[PART](component);
  let cleanUp;
  const start = () => { cleanUp = held.parts[PART](component); };
  held.waiting.add(start);
  return () => {
    held.waiting.delete(start);
    if (cleanUp) cleanUp();
  };
}
