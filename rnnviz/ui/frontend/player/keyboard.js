// Which keys do what, and when they are the player's to take.

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

// Inside the player: a select keeps its keys, a button keeps the space bar that presses it.
function keyIsFree(target, key, actions) {
  if (key === "Escape") return actions.hasProducts();
  if (!target || !target.tagName) return true;
  if (target.tagName === "SELECT" || target.tagName === "TEXTAREA" || target.isContentEditable) return false;
  if (target.tagName === "INPUT") return target.type === "range";
  return !(target.tagName === "BUTTON" && key === " ");
}

// With the shift key: the training epoch.
const EPOCH_KEYS = {
  ArrowLeft: (actions) => actions.epochBy(-1),
  ArrowRight: (actions) => actions.epochBy(1),
  Home: (actions) => actions.epochBy(-Infinity),
  End: (actions) => actions.epochBy(Infinity),
};

function takeKey(event, actions, allowed) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const onEpochs = event.shiftKey || (event.target && event.target.dataset && event.target.dataset.role === "epoch-scrub");
  const act = (onEpochs && EPOCH_KEYS[event.key]) || KEY_ACTIONS[event.key];
  if (!act || !allowed(event.key)) return;
  event.preventDefault();
  act(actions);
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

// Keys of the page at large. Up and down scroll the page unless a unit is pinned.
function pageKeyListener(root, host, actions) {
  return (event) => {
    if (focusIsElsewhere(host) || !isOnScreen(root)) return;
    takeKey(event, actions, (key) => key !== "Escape"
      && (!["ArrowUp", "ArrowDown"].includes(key) || actions.hasPin()));
  };
}
