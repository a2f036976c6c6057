// The three homes of a part: a Streamlit component, a notebook widget (anywidget), and a page of
// its own. All of them come down to one mount: an element, a packet, and what the person chose.

import { element } from "./elements.ts";
import { PacketError } from "./packet.ts";

/** What surrounds a part. */
export interface Home {
  /** The element, or the root of the shadow tree, that the part fills. */
  readonly parent: HTMLElement | ShadowRoot;
  /** Whether nobody answers: a file on its own. */
  readonly alone: boolean;
  /** What the page opens on, where the packet does not say it. */
  readonly moment: Readonly<Record<string, unknown>>;
  /** Says something to Python, under a name; a value stays, a trigger is heard once. */
  tell(name: string, value: unknown): void;
  trigger(name: string): void;
}

/** A part on its page. */
export interface Mounted {
  /** Shows a packet; called again with every new one, and whenever the theme may have changed. */
  show(bytes: Uint8Array): void;
  /** Leaves the page for now: no timers, no listeners. `show` wakes it. */
  rest(): void;
}

export type Mount = (home: Home) => Mounted;

interface StreamlitComponent {
  readonly data: unknown;
  readonly parentElement: HTMLElement | ShadowRoot;
  setStateValue(name: string, value: unknown): void;
  setTriggerValue(name: string, value: unknown): void;
}

interface WidgetModel {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

interface Widget {
  render(context: { model: WidgetModel; el: HTMLElement }): () => void;
}

/** Streamlit calls it with a component, anywidget without: it then gets the widget. */
export interface PartModule {
  (component: StreamlitComponent): (() => void) | undefined;
  (): Widget;
}

interface Place {
  mounted: Mounted;
  home: { -readonly [Key in keyof Home]: Home[Key] };
}

// Kept on the element itself: it outlives this module if the page loads the script again.
const placeOf = (name: string) => Symbol.for(`rnnviz.${name}`);

function placed(name: string, mount: Mount, home: Home): Place {
  const holder = home.parent as unknown as Record<symbol, Place | undefined>;
  const key = placeOf(name);
  const found = holder[key];
  if (found) {
    Object.assign(found.home, home);
    return found;
  }
  const own = { ...home };
  const place = { home: own, mounted: mount(own) };
  holder[key] = place;
  return place;
}

// What cannot be read is said in the place where it would have been shown.
function showOrSay(place: Place, bytes: Uint8Array): void {
  const { parent } = place.home;
  parent.querySelector("[data-role=refused]")?.remove();
  try {
    place.mounted.show(bytes);
  } catch (error) {
    if (!(error instanceof PacketError)) throw error;
    parent.prepend(element("p", { role: "alert", "data-role": "refused" }, error.message));
  }
}

// Streamlit links the style and calls the script as soon as that has arrived: without the style
// nothing is measured or shown. One that does not arrive must not keep the part from its page.
function onceStyled(parent: HTMLElement | ShadowRoot, draw: () => void): AbortController {
  const link = parent.querySelector<HTMLLinkElement>("link[rel=stylesheet]");
  const waiting = new AbortController();
  function go(): void {
    waiting.abort();
    draw();
  }
  if (!link || link.sheet) {
    go();
    return waiting;
  }
  for (const end of ["load", "error"]) link.addEventListener(end, go, { signal: waiting.signal });
  return waiting;
}

function inStreamlit(name: string, mount: Mount, component: StreamlitComponent) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  if (!(data instanceof Uint8Array) || data.length === 0) return undefined;
  let place: Place | undefined;
  const waiting = onceStyled(parentElement, () => {
    place = placed(name, mount, {
      parent: parentElement,
      alone: false,
      moment: {},
      tell: setStateValue,
      trigger: (what) => setTriggerValue(what, true),
    });
    showOrSay(place, data);
  });
  return () => {
    waiting.abort();
    place?.mounted.rest();
  };
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof DataView) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  return value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array();
}

function widgetOf(name: string, mount: Mount): Widget {
  return {
    render({ model, el }) {
      const say = (what: string, value: unknown) => {
        model.set(what, value);
        model.save_changes();
      };
      const place = placed(name, mount, {
        parent: el,
        alone: model.get("alone") !== false,
        moment: (model.get("moment") as Home["moment"] | undefined) ?? {},
        tell: say,
        trigger: (what) => say(what, true),
      });
      const show = () => showOrSay(place, bytesOf(model.get("packet")));
      model.on("change:packet", show);
      show();
      return () => {
        model.off("change:packet", show);
        place.mounted.rest();
      };
    },
  };
}

function decoded(text: string): Uint8Array {
  return Uint8Array.from(atob(text.trim()), (symbol) => symbol.charCodeAt(0));
}

// <div data-rnnviz="player" data-packet="id of a script with base64" data-moment="id of JSON">
function onItsOwnPage(name: string, mount: Mount): void {
  for (const parent of document.querySelectorAll<HTMLElement>(`[data-rnnviz="${name}"]`)) {
    const told = (id: string | undefined) => (id ? document.getElementById(id)?.textContent : "");
    const packet = decoded(told(parent.dataset.packet) ?? "");
    const moment = JSON.parse(told(parent.dataset.moment) || "{}") as Home["moment"];
    const nobody = () => undefined;
    const place = placed(name, mount, {
      parent,
      alone: true,
      moment,
      tell: nobody,
      trigger: nobody,
    });
    const show = () => showOrSay(place, packet);
    show();
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  }
}

/** What a part's file exports by default, for all three homes. */
export function partModule(name: string, mount: Mount): PartModule {
  if (typeof document !== "undefined") onItsOwnPage(name, mount);
  function part(component?: StreamlitComponent) {
    return component ? inStreamlit(name, mount, component) : widgetOf(name, mount);
  }
  return part as PartModule;
}
