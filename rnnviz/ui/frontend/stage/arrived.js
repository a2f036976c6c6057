// The stage's code has arrived: whoever waited for it (stage/waiting.js) may begin.

const STAGE_CODE = Symbol.for("rnnviz.stage.code");
const arrived = (globalThis[STAGE_CODE] ||= { parts: null, waiting: new Set() });
arrived.parts = { stage: showStage, comparison: showComparison };
for (const start of arrived.waiting) start();
arrived.waiting.clear();

export default function () {}
