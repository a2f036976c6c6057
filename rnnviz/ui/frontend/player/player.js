// The player: one cursor over the sequence, the equations and the heatmaps of every run.

const ANNOUNCE_MS = 400;

function createPlayer(parentElement) {
  const state = createState();
  const root = element("div", { class: "player", tabindex: "0", role: "group", "aria-label": "Step through the network", "data-role": "player" });
  const player = { send: () => {}, bytes: null };
  let [model, theme, orders, token] = [null, null, [], undefined];
  let [runViews, width, announceTimer, announced, observer] = [[], 0, null, "", null];

  const actions = {
    goTo(step) {
      const next = Math.max(0, Math.min(model.steps - 1, step));
      clock.restart();
      if (next !== state.step) change(() => { state.step = next; });
    },
    goBy(steps) {
      if (state.playing) actions.togglePlay();
      actions.goTo(state.step + steps);
    },
    togglePlay() {
      change(() => {
        state.playing = !state.playing && model.steps > 1;
        if (state.playing && state.step === lastPlayed()) state.step = model.steps - 1 - lastPlayed();
        if (state.playing) clock.start(state.speed);
        else clock.stop();
      });
    },
    setSpeed(speed) {
      change(() => {
        state.speed = speed;
        if (state.playing) clock.start(speed);
      });
    },
    setSort(sort) {
      state.sort = sort;
      layOut();
    },
    hover(run, unit) {
      const next = unit === null ? null : { run: run.index, unit };
      if (next && state.hover && next.run === state.hover.run && next.unit === state.hover.unit) return;
      state.hover = next;
      show();
    },
    // Keys move the unit of the network that has the focus.
    focusRun(run) {
      state.focus = run.index;
    },
    pin(run, unit) {
      change(() => {
        state.focus = run.index;
        state.pins[run.index] = unit;
      });
    },
    togglePin(run, unit) {
      actions.pin(run, state.pins[run.index] === unit ? null : unit);
    },
    moveUnit(rows) {
      const { unit, order } = state.runs[state.focus];
      const row = Math.max(0, Math.min(order.length - 1, order.indexOf(unit) + rows));
      state.hover = null;
      actions.pin(model.runs[state.focus], order[row]);
    },
    hasPin: () => state.pins[state.focus] !== null && state.pins[state.focus] !== undefined,
    hasProducts: () => state.open.some(Boolean),
    closeProducts() {
      state.open = state.open.map(() => null);
      show();
    },
    openProducts(run, key, { close = false } = {}) {
      const same = state.open[run.index] === key;
      state.open[run.index] = close || same ? null : key;
      show();
    },
  };

  // What reads from right to left is played that way, unless something beside it does not.
  const playsBackward = () => model.runs.every((run) => run.reverse);
  const lastPlayed = () => (playsBackward() ? 0 : model.steps - 1);

  const clock = createClock((steps) => {
    if (!root.isConnected) {
      state.playing = false;
      clock.stop();
      return;
    }
    change(() => {
      state.step = Math.max(0, Math.min(model.steps - 1, state.step + (playsBackward() ? -steps : steps)));
      if (state.step === lastPlayed()) {
        state.playing = false;
        clock.stop();
      }
    });
  });

  const heading = createHeading();
  const track = createTrack(actions);
  const transport = createTransport(actions);
  const equations = element("div", { class: "equations" });
  const grid = createHeatmapGrid(actions);
  const convention = element("p", { class: "convention", "data-role": "convention" });
  root.append(heading.root, track.root, transport.root, equations, grid.root, convention);
  parentElement.append(root);
  root.onkeydown = (event) => takeKey(event, actions, (key) => keyIsFree(event.target, key, actions));
  const listen = pageKeyListener(root, parentElement.host || parentElement, actions);

  // Python hears of a moment once it rests, never of the frames before.
  function announce() {
    clearTimeout(announceTimer);
    if (state.playing) return;
    announceTimer = setTimeout(() => {
      const text = JSON.stringify(momentOf(state));
      if (text !== announced && !state.playing && root.isConnected) {
        announced = text;
        player.send(momentOf(state));
      }
    }, ANNOUNCE_MS);
  }

  function change(apply) {
    apply();
    show();
    announce();
  }

  function show() {
    if (!model || width <= 0) return;
    state.motion = !prefersStillness() && (!state.playing || state.speed <= 5);
    settleRuns(state, model, orders);
    heading.show(state);
    track.show(state);
    transport.show(state);
    for (const view of runViews) view.show(state);
    grid.show(state);
  }

  function layOut() {
    orders = ordersFor(state, model, orders);
    if (width <= 0) return;
    settleRuns(state, model, orders);
    track.resize(width, theme);
    const inner = width - parseFloat(getComputedStyle(equations).getPropertyValue("--inset") || "0") * 2;
    for (const view of runViews) view.resize(inner, theme);
    grid.resize(width, theme, orders.map((entry) => entry.order));
    show();
  }

  function loadViews() {
    heading.load(model);
    track.load(model);
    transport.load(model);
    if (runViews.length !== model.runs.length) {
      runViews = model.runs.map(() => createRunView(actions));
      equations.replaceChildren(...runViews.map((view) => view.root));
    }
    runViews.forEach((view, k) => view.load(model, k));
    grid.load(model);
    setText(convention, model.convention);
  }

  player.load = (bytes) => {
    player.bytes = bytes;
    const { header, arrays } = unpackPacket(bytes);
    model = buildModel(header, arrays);
    for (const run of model.runs) run.mostActive = mostActiveUnit(run);
    const first = token === undefined;
    const started = first || (model.start.token ?? null) !== token;
    if (started) applyStart(state, model);
    token = model.start.token ?? null;
    keepWhatFits(state, model);
    if (started) announced = JSON.stringify(momentOf(state));
    else announce();
    if (state.playing) clock.restart();
    loadViews();
    theme = null;
  };

  player.refresh = () => {
    const next = resolveTheme(root, model.palette);
    if (theme && theme.key === next.key) return;
    theme = next;
    model.runs.forEach((run, k) => root.style.setProperty(`--run-${k}`, theme.cellText(run.cell)));
    root.style.setProperty("--exact", theme.exact);
    root.style.setProperty("--muted", theme.muted);
    root.style.setProperty("--panel", theme.panel);
    root.style.setProperty("--faint", theme.faint(0.1));
    width = root.clientWidth;
    layOut();
  };

  player.attach = () => {
    window.addEventListener("keydown", listen);
    observer = new ResizeObserver(() => {
      if (root.clientWidth === width) return;
      width = root.clientWidth;
      layOut();
    });
    observer.observe(root);
  };
  player.detach = () => {
    window.removeEventListener("keydown", listen);
    if (observer) observer.disconnect();
    observer = null;
  };
  return player;
}

function sameBytes(a, b) {
  if (a === b) return true;
  return a !== null && a.length === b.length && a.every((byte, k) => byte === b[k]);
}

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  if (!(data instanceof Uint8Array)) return undefined;
  if (!parentElement.rnnvizPlayer) parentElement.rnnvizPlayer = createPlayer(parentElement);
  const player = parentElement.rnnvizPlayer;
  player.send = (moment) => setStateValue("moment", moment);
  if (!sameBytes(player.bytes, data)) player.load(data);
  player.refresh();
  player.detach();
  player.attach();
  // A theme's variables may arrive after this call.
  requestAnimationFrame(() => player.refresh());
  return player.detach;
}
