// Left of the track: what each network says at this step, and what the track's lines mean.

import { element, setText } from "../shared/elements.ts";
import type { Pen } from "../shared/scene.ts";
import { runTitle } from "./model.ts";
import { createResult } from "./result.ts";
import { createTrackLegend } from "./track_legend.ts";
import type { Actions, Model, State } from "./types.ts";
import type { Room, View } from "./view.ts";

const TITLE = 18;

export function createSaid(actions: Actions): View {
  const answers = element("div", { class: "answers" });
  const legend = createTrackLegend();
  const root = element("div", { class: "panel said" }, answers, legend.root);
  let model: Model;
  let results: View[] = [];
  let titles: HTMLElement[] = [];

  function build(): void {
    results = model.runs.map((run) => createResult(actions, run.index));
    titles = model.runs.map(() => element("h3", { class: "run-title" }));
    const answer = (result: View, k: number) => {
      const box = element("div", { class: "answer" }, titles[k], result.root);
      box.style.setProperty("--cell", `var(--run-${k})`);
      return box;
    };
    answers.replaceChildren(...results.map(answer));
  }

  return {
    root,
    load(next) {
      model = next;
      if (results.length !== model.runs.length) build();
      model.runs.forEach((run, k) => {
        setText(titles[k], runTitle(run));
        titles[k].hidden = model.runs.length === 1;
        results[k].load(model);
      });
      answers.classList.toggle("many", model.runs.length > 2);
      legend.load(model);
    },
    resize(room) {
      for (const result of results) result.resize(room);
      legend.resize(room);
    },
    show(state) {
      for (const result of results) result.show(state);
      legend.show(state);
    },
    picture(pen: Pen | null, room: Room, state: State) {
      const titled = model.runs.length > 1;
      const across = Math.max(1, Math.min(2, results.length));
      const width = (room.width - 16) / across;
      let y = 4;
      for (let row = 0; row < results.length; row += across) {
        const heights = results.slice(row, row + across).map((result, k) => {
          const run = model.runs[row + k];
          const x = k * width;
          const top = titled ? TITLE : 0;
          if (titled) {
            pen?.text(runTitle(run), x, y + TITLE / 2, {
              size: 13,
              weight: 600,
              font: room.theme.font,
              colour: room.theme.cellText(run.cell),
              baseline: "middle",
            });
          }
          const inner = { ...room, width };
          if (!pen) return top + (result.picture?.(null, inner, state) ?? 0);
          let height = top;
          pen.at(x, y + top, () => {
            height += result.picture?.(pen, inner, state) ?? 0;
          });
          return height;
        });
        y += Math.max(0, ...heights);
      }
      const keys = legend.picture;
      if (keys && pen) pen.at(0, y, () => void keys(pen, room, state));
      return y + (keys?.(null, room, state) ?? 0);
    },
  };
}
