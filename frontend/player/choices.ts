// What can be chosen, each with its text on screen.

export const SPEEDS: readonly number[] = [1, 2, 5, 10, 20, 30, 60];

/** Orders of the units. */
export const SORTS: readonly (readonly [string, string])[] = [
  ["similarity", "by similarity"],
  ["gate", "by forget or update gate"],
  ["activity", "by activity"],
  ["index", "by index"],
];

/** Pictures of the update. */
export const VIEWS: readonly (readonly [string, string])[] = [
  ["equation", "Equation"],
  ["diagram", "Diagram"],
  ["path", "Path of the state"],
];

export function isChoice(choices: readonly (readonly [string, string])[], key: unknown): boolean {
  return choices.some(([one]) => one === key);
}
