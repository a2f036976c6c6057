// The wiring diagram of one run: the same vectors as in the equation, on the textbooks' wires.

import { penOn } from "../shared/canvas_pen.ts";
import { element, setAttribute, setText } from "../shared/elements.ts";
import {
  cornerOf,
  type DiagramScene,
  diagramScene,
  drawDiagramBase,
  drawDiagramFlow,
  drawDiagramMoment,
  drawDiagramValues,
  textSize,
  valuePlace,
  vectorText,
} from "./diagram_draw.ts";
import { diagramColumn, diagramOf, STRIP } from "./diagram_layouts.ts";
import { runTitle } from "./model.ts";
import { columnName } from "./sentence_tokens.ts";
import type { Actions, Run, RunState } from "./types.ts";
import type { Room, View } from "./view.ts";

const FLOW_MS = 340;
// Narrower, nothing in it could be read: it scrolls sideways instead.
const LEAST_WIDTH = 460;
const MOST_WIDTH = 920;

function chipText(layer: string): string {
  return layer.replace(/\.l(\d+)/, " $1").replace("_reverse", ", right to left");
}

/** Fits into a room, within the sizes at which it can be read. */
export function diagramScale(
  plan: { readonly width: number; readonly height: number },
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const most = Math.min(MOST_WIDTH, width) / plan.width;
  const fits = height > 0 ? Math.min(most, height / plan.height) : most;
  return Math.max(LEAST_WIDTH / plan.width, fits);
}

function sceneOf(
  run: Run,
  room: { readonly width: number; readonly height: number },
): DiagramScene {
  const plan = diagramOf(run);
  const vectors = plan.vectors.map((box) => ({ box, column: diagramColumn(run, box) }));
  return diagramScene(plan, vectors, diagramScale(plan, room));
}

/** A vector as a part of the page: what is pointed at, and its number as text. */
interface VectorNode {
  readonly root: HTMLElement;
  readonly value: HTMLElement;
}

/** The diagram of the run at a place; it scales to its room. */
export function createDiagram(actions: Actions, index: number): View {
  const stackMap = element("p", { class: "stack-map", "data-role": "stack-map" });
  const base = element("canvas", { role: "img" });
  const cells = element("canvas", { class: "over", "aria-hidden": "true" });
  const flows = element("canvas", { class: "over", "aria-hidden": "true" });
  const marks = element("div", { class: "d-vectors" });
  const stack = element("div", { class: "stack diagram-stack" }, base, cells, flows, marks);
  const attributes = { class: "diagram", "data-role": "diagram", tabindex: 0, role: "group" };
  const root = element("div", attributes, stackMap, stack);
  let run: Run | null = null;
  let room: Room | null = null;
  let scene: DiagramScene | null = null;
  let nodes: readonly VectorNode[] = [];
  let step: number | null = null;
  let shown: RunState | null = null;
  let flight = 0;

  // Which part of a network of several layers this is: its encoder or its decoder, say.
  function showStack({ layerNames, layer }: Run): void {
    stackMap.hidden = layerNames.length < 2;
    const chips = [...layerNames, "readout"].flatMap((name, k) => {
      const chip = element("span", { class: "stack-chip" }, chipText(name));
      if (name === layer) chip.setAttribute("aria-current", "true");
      const arrow = element("span", { class: "stack-arrow", "aria-hidden": "true" }, "→");
      return k ? [arrow, chip] : [chip];
    });
    stackMap.replaceChildren(...chips);
  }

  function createNode(place: number, { vectors, scale }: DiagramScene): VectorNode {
    const { box, column } = vectors[place];
    const value = element("span", { class: "d-value", "data-column": column.key });
    const mark = element("div", {
      class: "d-vector",
      "data-vector": column.key,
      title: columnName(column),
    });
    const [left, top] = cornerOf(box, scale);
    mark.style.cssText = `left: ${left}px; top: ${top}px; width: ${STRIP.width * scale}px; height: ${STRIP.height * scale}px`;
    const [x, y] = valuePlace(box, scale);
    value.style.cssText = `left: ${x}px; top: ${y}px; font-size: ${textSize(scale)}px; color: ${room?.theme.scaleText(column.scale)}`;
    if (column.ofUnits) listen(mark);
    return { root: mark, value };
  }

  function unitAt(event: MouseEvent, mark: HTMLElement): number {
    const { top, height } = mark.getBoundingClientRect();
    const order = shown?.order ?? [];
    const row = Math.floor(((event.clientY - top) / height) * order.length);
    return order[Math.max(0, Math.min(order.length - 1, row))];
  }

  function listen(mark: HTMLElement): void {
    mark.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse" && run) actions.hover(run, unitAt(event, mark));
    });
    mark.addEventListener("pointerleave", () => {
      if (run) actions.hover(run, null);
    });
    mark.addEventListener("click", (event) => {
      if (run) actions.togglePin(run, unitAt(event, mark));
    });
  }

  const penFor = (canvas: HTMLCanvasElement, { plan, scale }: DiagramScene) =>
    penOn(canvas, Math.ceil(plan.width * scale), Math.ceil(plan.height * scale));

  function stopFlow(): void {
    cancelAnimationFrame(flight);
    flight = 0;
    if (scene) penFor(flows, scene);
  }

  function flow(at: number, unit: number): void {
    cancelAnimationFrame(flight);
    const begin = performance.now();
    const frame = (now: number) => {
      if (!scene || !room) return;
      const share = Math.max(0, Math.min(1, (now - begin) / FLOW_MS));
      if (share === 1 || !root.isConnected) {
        stopFlow();
        return;
      }
      const pen = penFor(flows, scene);
      if (pen) drawDiagramFlow(pen, scene, room.theme, at, unit, share);
      flight = requestAnimationFrame(frame);
    };
    frame(begin);
  }

  return {
    root,
    load(model) {
      run = model.runs[index];
      showStack(run);
      const title = runTitle(run);
      const scrolls = "scroll it sideways where it is wider than the page";
      setAttribute(root, "aria-label", `Wiring diagram of ${title}; ${scrolls}`);
      const names = diagramOf(run).vectors.map((box) =>
        columnName(diagramColumn(model.runs[index], box)),
      );
      setAttribute(
        base,
        "aria-label",
        `${title} as a wiring diagram: ${names.join("; ")}. ` +
          "The numbers of the marked unit are given below as text.",
      );
      step = shown = null;
    },
    resize(next) {
      if (!run) return;
      room = next;
      // The line of chips stands above the picture.
      const above = stackMap.hidden ? 0 : 32;
      const height = room.height > 0 ? room.height - above : 0;
      const drawn = sceneOf(run, { width: room.width, height });
      scene = drawn;
      stack.style.width = `${Math.ceil(drawn.plan.width * drawn.scale)}px`;
      stack.style.height = `${Math.ceil(drawn.plan.height * drawn.scale)}px`;
      root.style.maxHeight = room.height > 0 ? `${room.height}px` : "";
      const pen = penFor(base, drawn);
      if (pen) drawDiagramBase(pen, drawn, room.theme);
      nodes = drawn.vectors.map((_, k) => createNode(k, drawn));
      marks.replaceChildren(...nodes.flatMap((node) => [node.root, node.value]));
      stopFlow();
      step = shown = null;
    },
    show(state) {
      if (!run || !scene || !room) return;
      const next = state.runs[index];
      const stepped = step !== state.step;
      if (!stepped && shown?.unit === next.unit && shown.order === next.order) return;
      const forward = step !== null && state.step === step + (run.reverse ? -1 : 1);
      step = state.step;
      shown = next;
      const { unit, order } = next;
      const pen = penFor(cells, scene);
      if (pen) drawDiagramMoment(pen, scene, room.theme, step, unit, order);
      scene.vectors.forEach(({ column }, k) => {
        setText(nodes[k].value, vectorText(column, state.step, unit));
      });
      if (forward && state.motion) flow(step, unit);
      else if (stepped && flight !== 0) stopFlow();
    },
    picture(pen, picture, state) {
      if (!run) return 0;
      const drawn = sceneOf(run, { width: Math.max(picture.width, 1), height: picture.height });
      const scale = Math.min(drawn.scale, picture.width / drawn.plan.width);
      const scene = diagramScene(drawn.plan, drawn.vectors, scale);
      const { unit, order } = state.runs[index];
      if (pen) {
        drawDiagramBase(pen, scene, picture.theme);
        drawDiagramMoment(pen, scene, picture.theme, state.step, unit, order);
        drawDiagramValues(pen, scene, picture.theme, state.step, unit);
      }
      return Math.ceil(scene.plan.height * scale);
    },
  };
}
