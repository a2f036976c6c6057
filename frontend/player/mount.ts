// The way into the page: one player an element, given its packet again whenever that changes.

import { createPlayer } from "./player.ts";

function sameBytes(a, b) {
  if (a === b) return true;
  if (a === null || a.length !== b.length) return false;
  // A plain loop: a packet has millions of bytes.
  for (let k = 0; k < a.length; k += 1) if (a[k] !== b[k]) return false;
  return true;
}

export function mounted (component) {
  const { data, parentElement, setStateValue } = component;
  if (!(data instanceof Uint8Array)) return undefined;
  if (!parentElement.rnnvizPlayer) parentElement.rnnvizPlayer = createPlayer(parentElement);
  const player = parentElement.rnnvizPlayer;
  player.standalone = Boolean(component.standalone);
  player.moment = component.moment || {};
  player.send = (moment) => setStateValue("moment", moment);
  player.find = (selection) => setStateValue("selection", selection);
  player.ask = (wanted) => setStateValue("wanted", wanted);
  if (!sameBytes(player.bytes, data)) player.load(data);
  player.refresh();
  player.detach();
  player.attach();
  // A theme's variables may arrive after this call.
  requestAnimationFrame(() => player.refresh());
  return player.detach;
}
