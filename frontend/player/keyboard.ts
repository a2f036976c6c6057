// Which keys do what, and when they are the player's to take. The rule: keys belong to the player
// wherever the focus is. Excepted are fields one types in, lists and windows that stand open, and a
// control that was reached with the keyboard, which keeps the keys that operate it. A control that
// was clicked keeps none: whoever clicks operates it with the mouse.

import type { Actions } from "./types.ts";

type Act = (actions: Actions) => void;

const KEY_ACTIONS: ReadonlyMap<string, Act> = new Map([
  [" ", (actions) => actions.togglePlay()],
  ["ArrowLeft", (actions) => actions.goBy(-1)],
  ["ArrowRight", (actions) => actions.goBy(1)],
  ["Home", (actions) => actions.goTo(0)],
  ["End", (actions) => actions.goTo(Infinity)],
  ["ArrowUp", (actions) => actions.moveUnit(-1)],
  ["ArrowDown", (actions) => actions.moveUnit(1)],
  ["Escape", (actions) => actions.closeProducts()],
] satisfies [string, Act][]);

// With the shift key: the training epoch.
const EPOCH_KEYS: ReadonlyMap<string, Act> = new Map([
  ["ArrowLeft", (actions) => actions.epochBy(-1)],
  ["ArrowRight", (actions) => actions.epochBy(1)],
  ["Home", (actions) => actions.epochBy(-Infinity)],
  ["End", (actions) => actions.epochBy(Infinity)],
] satisfies [string, Act][]);

/** What a key does; with `onEpochs` a key that moves along steps moves along epochs. */
export function actionOf(key: string, onEpochs: boolean): Act | undefined {
  return (onEpochs ? EPOCH_KEYS.get(key) : undefined) ?? KEY_ACTIONS.get(key);
}

const NOT_TYPED_IN = "button checkbox color file image radio range reset submit".split(" ");

function isTypedIn(node: Element): boolean {
  if (node instanceof HTMLElement && node.isContentEditable) return true;
  if (node instanceof HTMLTextAreaElement) return true;
  if (!(node instanceof HTMLInputElement)) return false;
  // A closed list that can be searched is a list.
  return !NOT_TYPED_IN.includes(node.type) && node.getAttribute("role") !== "combobox";
}

// Inside an open list, menu or window, or on what opened it.
function isInOpened(node: Element): boolean {
  const opens = node.getAttribute("role") === "combobox";
  return (
    (opens && node.getAttribute("aria-expanded") === "true") ||
    node.closest("[role=dialog], [role=listbox], [role=menu]") !== null
  );
}

// Inside the player and reached with the keyboard: a select keeps its keys, a button keeps the space
// bar that presses it.
function keyIsFree(target: Element, key: string): boolean {
  if (target instanceof HTMLSelectElement) return false;
  return !(target instanceof HTMLButtonElement && key === " ");
}

function isOnScreen(node: Element): boolean {
  const box = node.getBoundingClientRect();
  return box.bottom > 0 && box.top < window.innerHeight && box.width > 0;
}

// Nothing in particular has the focus when it lies on the page or on a box around the player.
function focusIsElsewhere(host: Element): boolean {
  const { activeElement } = document;
  return activeElement !== null && !(activeElement !== host && activeElement.contains(host));
}

/** Told apart by whether what has the focus got it from a press of the mouse or a finger. */
interface Focus {
  readonly byPointer: boolean;
  readonly listeners: readonly Listener[];
  tabbed(): void;
}

type Listener = readonly [Window | HTMLElement, string, (event: Event) => void];

function watchFocus(root: HTMLElement): Focus {
  let [byPointer, pressed] = [false, false];
  const onPress = () => {
    byPointer = pressed = true;
  };
  // A label gives the focus to its control after the click, so the press ends a moment later.
  const onRelease = () => {
    setTimeout(() => {
      pressed = false;
    });
  };
  const onFocus = () => {
    if (!pressed) byPointer = false;
  };
  return {
    get byPointer() {
      return byPointer;
    },
    listeners: [
      [window, "pointerdown", onPress],
      [window, "pointerup", onRelease],
      [window, "pointercancel", onRelease],
      // A move of the focus within the player's own tree is not seen outside of it.
      [window, "focusin", onFocus],
      [root, "focusin", onFocus],
    ],
    tabbed() {
      byPointer = false;
    },
  };
}

export interface Keyboard {
  attach(): void;
  detach(): void;
}

/** `host`: the element that holds the player in the page's own tree. */
export function createKeyboard(root: HTMLElement, host: Element, actions: Actions): Keyboard {
  const focus = watchFocus(root);
  let spaceTaken = false;

  function allows(target: Element, inside: boolean, key: string): boolean {
    if (isTypedIn(target) || isInOpened(target)) return false;
    if (key === "Escape") return inside && actions.hasProducts();
    // Up and down scroll the page unless a unit is pinned.
    if (!inside && ["ArrowUp", "ArrowDown"].includes(key) && !actions.hasPin()) return false;
    if (focus.byPointer) return true;
    return inside ? keyIsFree(target, key) : !focusIsElsewhere(host);
  }

  function onKey(event: Event): void {
    if (!(event instanceof KeyboardEvent)) return;
    const { key } = event;
    if (key === "Tab") focus.tabbed();
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const path = event.composedPath();
    const target = path[0] instanceof Element ? path[0] : document.body;
    const inside = path.includes(root);
    if (!inside && !isOnScreen(root)) return;
    const act = actionOf(key, event.shiftKey || target.getAttribute("data-role") === "epoch-scrub");
    if (!act || !allows(target, inside, key)) return;
    event.preventDefault();
    // What was clicked must not take it as well.
    event.stopPropagation();
    spaceTaken = key === " ";
    act(actions);
  }

  // Some browsers press a button when the space bar comes up again.
  function onKeyUp(event: Event): void {
    if (!(event instanceof KeyboardEvent) || event.key !== " " || !spaceTaken) return;
    spaceTaken = false;
    event.preventDefault();
  }

  const listeners: readonly Listener[] = [
    [window, "keydown", onKey],
    [window, "keyup", onKeyUp],
    ...focus.listeners,
  ];
  return {
    attach() {
      for (const [node, type, hear] of listeners) node.addEventListener(type, hear, true);
    },
    detach() {
      for (const [node, type, hear] of listeners) node.removeEventListener(type, hear, true);
    },
  };
}
