import { describe, expect, test } from "vitest";
import {
  atStart,
  beginDrag,
  beginSelection,
  draggedTo,
  endDrag,
  endSelection,
  keptState,
  keyed,
  momentOf,
  openState,
  pointedAt,
  pointedNowhere,
  type State,
  selectedTo,
  withGhostsToggled,
  withGroupToggled,
  withSteps,
  withView,
} from "../../forecast/state.ts";
import { longModel, smallModel } from "./small.ts";

const model = smallModel();
const opened = openState(model);

describe("at first", () => {
  test("the start and the steps are those of the packet, within what there is", () => {
    expect([opened.at, opened.steps]).toEqual([2, 3]);
    expect(momentOf(model, opened)).toEqual({ start: 2, steps: 3 });
    const far = openState(smallModel({ opened: { start: 99, steps: 99 } }));
    expect([far.at, far.steps]).toEqual([5, 4]);
  });

  test("the simplest and the strongest baseline are shown", () => {
    expect([...opened.hidden]).toEqual(["baseline-1"]);
  });

  test("the untrained networks are shown beside up to two", () => {
    expect(opened.ghosts).toBe(true);
    const groups = [0, 1, 2].map((variant) => ({ label: "GRU", cell: "gru", variant }));
    expect(openState(smallModel({ groups })).ghosts).toBe(false);
  });
});

test("the same runs again keep what was chosen, within what there is", () => {
  const chosen: State = { ...opened, at: 5, steps: 4, hidden: new Set(), view: [1, 7] };
  const fewer = { ...model, starts: [4, 5, 6], horizon: 2 };
  expect(keptState(fewer, chosen)).toMatchObject({
    at: 2,
    steps: 2,
    hidden: new Set(),
    view: [1, 7],
  });
});

describe("a drag", () => {
  test("moves the start to the nearest one, and not beyond the ends", () => {
    const drag = (value: number) => draggedTo(model, opened, value).at;
    expect([-5, 4.4, 7.6, 50].map(drag)).toEqual([0, 0, 4, 5]);
  });

  test("changes nothing while it stays at one start", () => {
    expect(draggedTo(model, opened, 6.2)).toBe(opened);
  });

  test("hides what was pointed at until it has ended", () => {
    const pointed = pointedAt(model, opened, "free", 3);
    const begun = beginDrag(pointed);
    expect([begun.dragging, begun.hover]).toEqual([true, null]);
    expect(endDrag(begun).dragging).toBe(false);
  });
});

describe("a key on the handle", () => {
  const long = longModel();
  const from = (at: number): State => ({ ...openState(long), at, view: null });
  const moved = (key: string, at: number, shift = false) => keyed(long, from(at), key, shift)?.at;

  test("moves by one, by a tenth, or to an end", () => {
    expect(moved("ArrowRight", 4)).toBe(5);
    expect(moved("ArrowUp", 4)).toBe(5);
    expect(moved("ArrowLeft", 4)).toBe(3);
    expect(moved("ArrowDown", 0)).toBe(0);
    expect(moved("PageUp", 4)).toBe(12);
    expect(moved("PageDown", 40)).toBe(32);
    expect(moved("ArrowRight", 4, true)).toBe(12);
    expect(moved("Home", 40)).toBe(0);
    expect(moved("End", 40)).toBe(79);
  });

  test("of another meaning is left to the page", () => {
    expect(keyed(long, from(4), "Tab", false)).toBeNull();
  });

  test("takes a zoomed view along", () => {
    const zoomed: State = { ...from(0), view: [20, 40] };
    // Place 21 is in the view, place 99 is not: a tenth of 20 stays free behind it.
    expect(keyed(long, zoomed, "ArrowRight", false)?.view).toEqual([20, 40]);
    expect(keyed(long, zoomed, "End", false)?.view).toEqual([81, 101]);
    const right: State = { ...from(79), view: [81, 101] };
    expect(keyed(long, right, "Home", false)?.view).toEqual([20, 40]);
  });
});

describe("a zoom", () => {
  const select = (from: number, to: number, meant = true) =>
    endSelection(model, selectedTo(beginSelection(opened, from), to), meant);

  test("shows what was selected, whichever way it was drawn", () => {
    expect(select(2, 8)).toMatchObject({ view: [2, 8], selection: null });
    expect(select(8, 2).view).toEqual([2, 8]);
  });

  test("of fewer than four steps, or by a mere click, changes nothing", () => {
    expect(select(2, 5.9).view).toBe(opened.view);
    expect(select(2, 8, false).view).toBe(opened.view);
    expect(endSelection(model, opened, true).view).toBe(opened.view);
  });

  test("is taken back by showing all", () => {
    expect(withView(select(2, 8), null).view).toBeNull();
  });

  test("is not begun by moving over the panel", () => {
    expect(selectedTo(opened, 5)).toBe(opened);
  });
});

test("what is pointed at is the nearest place, in one panel", () => {
  const pointed = pointedAt(model, opened, "one", 3.4);
  expect(pointed.hover).toEqual({ panel: "one", index: 3 });
  expect(pointedAt(model, pointed, "one", 2.6)).toBe(pointed);
  expect(pointedAt(model, pointed, "free", 2.6).hover?.panel).toBe("free");
  expect(pointedNowhere(pointed).hover).toBeNull();
  expect(pointedNowhere(opened)).toBe(opened);
});

test("steps, groups and ghosts are switched without changing the state before", () => {
  expect(withSteps(model, opened, 9).steps).toBe(4);
  expect(withSteps(model, opened, 0).steps).toBe(1);
  const shown = withGroupToggled(opened, "baseline-1");
  expect([...shown.hidden]).toEqual([]);
  expect([...withGroupToggled(shown, "network-0").hidden]).toEqual(["network-0"]);
  expect([...opened.hidden]).toEqual(["baseline-1"]);
  expect(withGhostsToggled(opened).ghosts).toBe(false);
  expect(atStart(model, opened, 99).at).toBe(5);
});
