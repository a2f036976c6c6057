"""The numbers on screen are those of ``record``, and what is shown adds up as it is shown."""

import re

import numpy as np
import pytest

from rnnviz.analysis.correlation import pearson
from rnnviz.analysis.memory import direct_half_life
from rnnviz.cells import CELLS
from rnnviz.tasks import load_task
from tests.browser.pages_of_players import write_page

UNITS = 6
# How strong the colour of each row of a vector in the diagram is: red above 0, blue below.
STRENGTHS = """(vector, units) => {
  const box = vector.getBoundingClientRect();
  const canvas = vector.closest(".diagram-stack").querySelectorAll("canvas")[1];
  const whole = canvas.getBoundingClientRect();
  const ratio = canvas.width / whole.width;
  const pen = canvas.getContext("2d");
  return Array.from({ length: units }, (_, row) => {
    const x = box.x + box.width / 2 - whole.x;
    const y = box.y + ((row + 0.5) / units) * box.height - whole.y;
    const [red, , blue, opacity] = pen.getImageData(x * ratio, y * ratio, 1, 1).data;
    return red > blue ? opacity : -opacity;
  });
}"""
NUMBER = re.compile(r"[+-]?\d+\.\d+")


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    task = load_task("weather")
    return write_page(tmp_path_factory.mktemp("pages"), task, tuple(CELLS), UNITS)


@pytest.fixture(scope="module")
def opened(browser, played):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(played.url)
    yield page
    context.close()
    assert not problems


@pytest.fixture
def page(opened):
    # Products lie over the heatmaps.
    for close in opened.get_by_role("button", name="Close the products").all():
        close.click()
    opened.locator("[data-role=epoch-best]").click()
    opened.locator("[data-role=view-equation]").click()
    opened.locator("[data-role=sort]").select_option("similarity")
    opened.locator("[data-role=player]").focus()
    return opened


def run_of(page, cell):
    return page.locator("[data-role=run]").nth(list(CELLS).index(cell))


def pin(page, cell, unit):
    """Go down from the first row to a unit, the way a person without a mouse does."""
    run_of(page, cell).locator("[data-role=show-products]").focus()
    sentence = run_of(page, cell).locator("[data-role=equation]")
    for _ in range(UNITS):
        page.keyboard.press("ArrowUp")
    for _ in range(UNITS):
        if sentence.get_attribute("data-unit") == str(unit):
            return
        page.keyboard.press("ArrowDown")
    assert sentence.get_attribute("data-unit") == str(unit)


def go_to(page, step):
    page.keyboard.press("Home")
    for _ in range(step):
        page.keyboard.press("ArrowRight")


def shown(page, cell):
    nodes = run_of(page, cell).locator("[data-role=equation] [data-column]")
    return nodes.evaluate_all("all => all.map(n => [n.dataset.column, n.textContent])")


def recorded_columns(layer, step, unit):
    values = {name: gate[0, step, unit] for name, gate in layer.gates.items()}
    values["hidden"] = layer.hidden[0, step, unit]
    if layer.cell_state is not None:
        values["cell_state"] = layer.cell_state[0, step, unit]
        values["cell_previous"] = layer.previous_cell()[0, step, unit]
    else:
        values["hidden_previous"] = layer.previous_hidden()[0, step, unit]
    if "update" in values:
        values["admitted"] = 1 - values["update"]
    return values


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("epoch", "step", "unit"), [(2, 0, 1), (2, 5, 4), (0, 3, 2), (3, 7, 0)])
def test_every_number_of_the_equation_is_recorded(page, played, cell, epoch, step, unit):
    pin(page, cell, unit)
    go_to(page, step)
    for _ in range(3):
        page.keyboard.press("Shift+ArrowLeft")
    for _ in range(epoch):
        page.keyboard.press("Shift+ArrowRight")
    expected = recorded_columns(played.layer(cell, epoch), step, unit)
    found = shown(page, cell)
    compared = [name for name, _ in found if name in expected]
    assert "hidden" in compared
    assert set(played.layer(cell, epoch).gates) - {"reset"} <= set(compared)
    for name, text in found:
        if name in expected:
            assert float(text) == pytest.approx(float(expected[name]), abs=5.001e-4), name


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("step", [0, 6])
def test_the_equation_adds_up_to_the_digits_shown(page, cell, step):
    pin(page, cell, 3)
    go_to(page, step)
    text = run_of(page, cell).locator("[data-role=equation] .terms").inner_text()
    n = [float(number) for number in NUMBER.findall(text)]
    # A product of two rounded numbers is as exact as both let it be.
    slack = 0.5005e-3 * (1 + np.abs(n).max() * 4)
    if cell == "lstm":
        assert n[0] * n[1] + n[2] * n[3] == pytest.approx(n[4], abs=slack)
        assert n[5] == n[4]
        assert np.tanh(n[5]) * n[6] == pytest.approx(n[7], abs=slack)
    elif cell == "gru":
        assert n[0] * n[1] + n[2] * n[3] == pytest.approx(n[4], abs=slack)
    else:
        function = np.tanh if cell == "rnn_tanh" else lambda v: max(0, v)
        assert n[0] + n[1] + n[2] == pytest.approx(n[3], abs=2.1e-3)
        assert function(n[4]) == pytest.approx(n[5], abs=slack)


@pytest.mark.parametrize(
    ("cell", "heads"),
    [
        ("lstm", ["forget", "input", "candidate", "output"]),
        ("gru", ["update", "candidate"]),
        ("rnn_tanh", ["preactivation"]),
        ("rnn_relu", ["preactivation"]),
    ],
)
def test_the_products_of_every_gate_add_up_to_its_value(page, played, cell, heads):
    pin(page, cell, 2)
    go_to(page, 4)
    run = run_of(page, cell)
    products = page.locator("[data-role=products]").nth(list(CELLS).index(cell))
    layer = played.layer(cell, 2)
    for head in heads:
        run.locator(f"[data-head={head}]").click()
        rows = products.locator("[data-role=product]:not([hidden])")
        parts = rows.evaluate_all("all => all.map(p => Number(p.dataset.value))")
        written = rows.locator(".value").all_inner_texts()
        total = float(products.locator("[data-role=products-sum]").get_attribute("data-value"))
        result = float(products.locator("[data-role=products-result]").get_attribute("data-value"))
        assert sum(parts) == pytest.approx(total, abs=1e-5)
        assert sum(map(float, written)) == pytest.approx(total, abs=5.1e-4 * len(written))
        if head == "preactivation":
            expected = layer.hidden[0, 4, 2]
            function = np.tanh if cell == "rnn_tanh" else lambda v: max(0.0, v)
        else:
            expected = layer.gates[head][0, 4, 2]
            function = np.tanh if head == "candidate" else lambda v: 1 / (1 + np.exp(-v))
        assert function(total) == pytest.approx(result, abs=1e-5)
        assert result == pytest.approx(float(expected), abs=1e-6)


@pytest.mark.parametrize("cell", CELLS)
def test_the_diagram_shows_the_same_numbers(page, played, cell):
    pin(page, cell, 5)
    go_to(page, 3)
    page.locator("[data-role=sort]").select_option("index")
    page.locator("[data-role=view-diagram]").click()
    diagram = run_of(page, cell).locator("[data-role=diagram]")
    found = dict(
        diagram.locator("[data-column]").evaluate_all(
            "all => all.map(n => [n.dataset.column, n.textContent])"
        )
    )
    layer = played.layer(cell, 2)
    expected = recorded_columns(layer, 3, 5) | {"previous": layer.previous_hidden()[0, 3, 5]}
    compared = [name for name in found if name in expected]
    assert set(layer.gates) | {"hidden"} <= set(compared)
    for name in compared:
        assert float(found[name]) == pytest.approx(float(expected[name]), abs=5.001e-4), name
    drawn = np.array(diagram.locator("[data-vector=hidden]").evaluate(STRENGTHS, UNITS))
    hidden = layer.hidden[0, 3]
    strong = abs(hidden) > 0.02
    assert strong.any()
    assert (np.sign(drawn[strong]) == np.sign(hidden[strong])).all()
    assert (np.diff(drawn[np.argsort(hidden)]) >= 0).all()


@pytest.mark.parametrize(("cell", "gate"), [("lstm", "forget"), ("gru", "update")])
def test_the_unit_panel_agrees_with_the_library(page, played, cell, gate):
    pin(page, cell, 1)
    panel = page.locator("[data-role=unit-panel]:visible")
    layer = played.layer(cell, 2)
    life = float(panel.locator("[data-role=unit-memory]").get_attribute("data-steps"))
    assert life == pytest.approx(direct_half_life(layer.gates[gate][0])[1], rel=1e-4)
    row = panel.locator(f"tr[data-gate={gate}]")
    values = layer.gates[gate][0, :, 1]
    assert float(row.get_attribute("data-shut")) == pytest.approx(np.mean(values < 0.1))
    assert float(row.get_attribute("data-open")) == pytest.approx(np.mean(values > 0.9))
    state = layer.cell_state if layer.cell_state is not None else layer.hidden
    trace = state[0, :, 1].astype(float)
    told = panel.locator("[data-role=correlate]").evaluate_all(
        "all => all.map(n => [n.dataset.name, Number(n.dataset.r)])"
    )
    series = {"position": np.arange(len(trace)), "next value": played.probe.target}
    raw = played.probe.inputs * played.task.stds + played.task.means
    series |= {f"input {n}": raw[:, k] for k, n in enumerate(played.task.input_names)}
    every = [abs(pearson(trace, np.asarray(s, dtype=float))) for s in series.values()]
    assert abs(told[0][1]) == pytest.approx(max(every), rel=1e-3)
    for name, r in told:
        if name in series:
            expected = pearson(trace, np.asarray(series[name], dtype=float))
            assert r == pytest.approx(expected, abs=1e-4)


def test_the_path_tells_what_share_of_the_variance_it_shows(page, played):
    page.locator("[data-role=view-path]").click()
    words = page.locator("[data-role=path-words]").nth(list(CELLS).index("gru"))
    hidden = played.layer("gru", 2).hidden[0].astype(float)
    sizes = np.linalg.svd(hidden - hidden.mean(axis=0), compute_uv=False) ** 2
    flat = float(words.get_attribute("data-total"))
    assert flat == pytest.approx(sizes[:2].sum() / sizes.sum(), rel=1e-4)
    page.locator("[data-role=path-3d]").nth(list(CELLS).index("gru")).click()
    deep = float(words.get_attribute("data-total"))
    assert deep == pytest.approx(sizes[:3].sum() / sizes.sum(), rel=1e-4)
    path = page.locator("[data-role=state-path]").nth(list(CELLS).index("gru"))
    go_to(page, 4)
    assert path.get_attribute("data-step") == "4"


def test_selected_steps_name_the_units_that_are_on_throughout(page, played):
    pin(page, list(CELLS)[0], 0)
    page.locator("[data-role=select-toggle]").click()
    for role, value in (("from", "3"), ("to", "5"), ("threshold", "0.1")):
        page.locator(f"[data-role=select-{role}]").fill(value)
        page.keyboard.press("Tab")
    told = page.locator("[data-role=select-on]").get_attribute("data-units")
    hidden = played.layer(list(CELLS)[0], 2).hidden[0, 3:6]
    assert told == ",".join(map(str, np.flatnonzero((hidden >= 0.1).all(axis=0))))


@pytest.mark.parametrize(
    ("cell", "source", "side"),
    [
        ("lstm", "cell_state", "on"),
        ("lstm", "forget", "on"),
        ("lstm", "input", "off"),
        ("gru", "candidate", "off"),
    ],
)
def test_units_are_selected_by_any_state_or_gate(page, played, cell, source, side):
    layer = played.layer(cell, 2)
    values = {"cell_state": layer.cell_state, **layer.gates}[source][0, 3:6]
    # So that some units pass and others do not.
    threshold = round(float(np.median(values.min(0) if side == "on" else values.max(0))), 2)
    run_of(page, cell).locator("[data-role=show-products]").focus()
    toggle = page.locator("[data-role=select-toggle]")
    if toggle.get_attribute("aria-pressed") == "false":
        toggle.click()
    # A drag over a heatmap of another network brings that network's states and gates.
    heatmap = page.locator(
        f"[data-role=heatmap][data-source={source}][data-run='{list(CELLS).index(cell)}']"
    )
    heatmap.scroll_into_view_if_needed()
    box = heatmap.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 5)
    page.mouse.up()
    assert page.locator("[data-role=select-source]").input_value() == source
    page.locator("[data-role=select-side]").select_option(side)
    for role, value in (("from", "3"), ("to", "5"), ("threshold", str(threshold))):
        page.locator(f"[data-role=select-{role}]").fill(value)
        page.keyboard.press("Tab")
    told = page.locator("[data-role=select-on]").get_attribute("data-units")
    passed = (values >= threshold if side == "on" else values <= threshold).all(axis=0)
    assert 0 < passed.sum() < UNITS, "the test tells something"
    assert told == ",".join(map(str, np.flatnonzero(passed)))
    assert heatmap.locator(".chosen.own").is_visible()
