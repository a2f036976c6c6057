// Which keys do what, and when they are the player's to take. The rule: keys belong to the player
// wherever the focus is. Excepted are fields one types in, lists and windows that stand open, and a
// control that was reached with the keyboard, which keeps the keys that operate it. A control that
// was clicked keeps none: whoever clicks operates it with the mouse.



const KEY_ACTIONS = {
  " ": (actions) => actions.togglePlay(),
  ArrowLeft: (actions) => actions.goBy(-1),
  ArrowRight: (actions) => actions.goBy(1),
  Home: (actions) => actions.goTo(0),
  End: (actions) => actions.goTo(Infinity),
  ArrowUp: (actions) => actions.moveUnit(-1),
  ArrowDown: (actions) => actions.moveUnit(1),
  Escape: (actions) => actions.closeProducts(),
};

// With the shift key: the training epoch.
const EPOCH_KEYS = {
  ArrowLeft: (actions) => actions.epochBy(-1),
  ArrowRight: (actions) => actions.epochBy(1),
  Home: (actions) => actions.epochBy(-Infinity),
  End: (actions) => actions.epochBy(Infinity),
};

const NOT_TYPED_IN = ["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"];

function isTypedIn(node) {
  if (node.isContentEditable || node.tagName === "TEXTAREA") return true;
  // A closed list that can be searched is a list.
  return node.tagName === "INPUT" && !NOT_TYPED_IN.includes(node.type) && node.getAttribute("role") !== "combobox";
}

// Inside an open list, menu or window, or on what opened it.
function isInOpened(node) {
  return node.getAttribute("aria-expanded") === "true" && node.getAttribute("role") === "combobox"
    || node.closest("[role=dialog], [role=listbox], [role=menu]") !== null;
}

// Inside the player and reached with the keyboard: a select keeps its keys, a button keeps the space
// bar that presses it.
function keyIsFree(target, key) {
  if (target.tagName === "SELECT") return false;
  return !(target.tagName === "BUTTON" && key === " ");
}

function isOnScreen(node) {
  const box = node.getBoundingClientRect();
  return box.bottom > 0 && box.top < window.innerHeight && box.width > 0;
}

// Nothing in particular has the focus when it lies on the page or on a box around the player.
function focusIsElsewhere(host) {
  const { activeElement } = document;
  return activeElement !== null && !(activeElement !== host && activeElement.contains(host));
}

export function createKeyboard(root, host, actions) {
  // Whether what has the focus got it from a press of the mouse or a finger.
  let [byPointer, pressed, spaceTaken] = [false, false, false];

  function onPress() { byPointer = pressed = true; }
  // A label gives the focus to its control after the click, so the press ends a moment later.
  function onRelease() { setTimeout(() => { pressed = false; }); }
  function onFocus() { if (!pressed) byPointer = false; }

  function allows(target, inside, key) {
    if (isTypedIn(target) || isInOpened(target)) return false;
    if (key === "Escape") return inside && actions.hasProducts();
    // Up and down scroll the page unless a unit is pinned.
    if (!inside && ["ArrowUp", "ArrowDown"].includes(key) && !actions.hasPin()) return false;
    if (byPointer) return true;
    return inside ? keyIsFree(target, key) : !focusIsElsewhere(host);
  }

  function onKey(event) {
    if (event.key === "Tab") byPointer = false;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const path = event.composedPath();
    const target = path[0] instanceof Element ? path[0] : document.body;
    const inside = path.includes(root);
    if (!inside && !isOnScreen(root)) return;
    const onEpochs = event.shiftKey || target.dataset.role === "epoch-scrub";
    const act = (onEpochs && EPOCH_KEYS[event.key]) || KEY_ACTIONS[event.key];
    if (!act || !allows(target, inside, event.key)) return;
    event.preventDefault();
    // What was clicked must not take it as well.
    event.stopPropagation();
    spaceTaken = event.key === " ";
    act(actions);
  }

  // Some browsers press a button when the space bar comes up again.
  function onKeyUp(event) {
    if (event.key !== " " || !spaceTaken) return;
    spaceTaken = false;
    event.preventDefault();
  }

  const listeners = [
    [window, "keydown", onKey], [window, "keyup", onKeyUp], [window, "pointerdown", onPress],
    [window, "pointerup", onRelease], [window, "pointercancel", onRelease],
    // A move of the focus within the player's own tree is not seen outside of it.
    [window, "focusin", onFocus], [root, "focusin", onFocus],
  ];
  return {
    attach() { for (const [node, type, listener] of listeners) node.addEventListener(type, listener, true); },
    detach() { for (const [node, type, listener] of listeners) node.removeEventListener(type, listener, true); },
  };
}
