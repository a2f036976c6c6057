// What a classifier was asked after a step and how probable it finds each class. Pure functions.



// The right class after a step: its name, and its place among the classes (-1 where there is none).
export function answerAt(sequence, step) {
  const name = sequence.answers[step] || "";
  return { name, asked: name !== "", index: name === "" ? -1 : sequence.classes.indexOf(name) };
}

export function probabilityOf(run, step, index) {
  return index >= 0 && index < run.classes ? run.probabilities[step * run.classes + index] : NaN;
}

// Places of the most probable classes, the most probable one first.
export function mostProbable(run, step, most) {
  const from = step * run.classes;
  return Array.from({ length: run.classes }, (_, index) => index)
    .sort((a, b) => run.probabilities[from + b] - run.probabilities[from + a] || a - b)
    .slice(0, most);
}

// What a run gives the right class after every step; NaN where nothing is asked.
export function rightProbabilities(model, run) {
  const { sequence } = model;
  return Float32Array.from({ length: model.steps }, (_, t) => (
    probabilityOf(run, t, answerAt(sequence, t).index)));
}

// The runs that classify, if the sequence asks anything of them.
export function judgedRuns(model) {
  if (!model.sequence.answers.some((answer) => answer !== "")) return [];
  return model.runs.filter((run) => run.probabilities);
}
