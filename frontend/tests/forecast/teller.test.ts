import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Moment } from "../../forecast/state.ts";
import { createTeller, TELL_AFTER_MS } from "../../forecast/teller.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function tellerOf(moment: Moment | null) {
  const said: Moment[] = [];
  const now = { moment };
  const teller = createTeller(
    () => now.moment,
    (what) => said.push(what),
  );
  return { teller, said, now };
}

test("the end of a drag is told at once, and only what is new", () => {
  const { teller, said, now } = tellerOf({ start: 1, steps: 4 });
  teller.knows({ start: 1, steps: 4 });
  teller.tell("now");
  expect(said).toEqual([]);
  now.moment = { start: 2, steps: 4 };
  teller.tell("now");
  teller.tell("now");
  expect(said).toEqual([{ start: 2, steps: 4 }]);
});

test("keys are told once, when none has followed for a while", () => {
  const { teller, said, now } = tellerOf({ start: 1, steps: 4 });
  teller.tell("soon");
  vi.advanceTimersByTime(TELL_AFTER_MS - 1);
  now.moment = { start: 2, steps: 4 };
  teller.tell("soon");
  vi.advanceTimersByTime(TELL_AFTER_MS - 1);
  expect(said).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(said).toEqual([{ start: 2, steps: 4 }]);
});

test("what waits is told after the page has come back", () => {
  const { teller, said } = tellerOf({ start: 1, steps: 4 });
  teller.tell("soon");
  teller.rest();
  vi.advanceTimersByTime(10 * TELL_AFTER_MS);
  expect(said).toEqual([]);
  teller.wake();
  vi.advanceTimersByTime(TELL_AFTER_MS);
  expect(said.length).toBe(1);
  teller.wake();
  vi.advanceTimersByTime(TELL_AFTER_MS);
  expect(said.length).toBe(1);
});

test("before there is something to tell nothing is said", () => {
  const { teller, said } = tellerOf(null);
  teller.tell("now");
  expect(said).toEqual([]);
});
