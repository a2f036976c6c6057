"""What the player says of a unit and of a sequence, and where it says it."""

import re

import numpy as np
import pytest

from rnnviz.analysis.correlation import pearson
from rnnviz.analysis.memory import direct_half_life
from rnnviz.replay import ReplayedRun, replay_probe
from rnnviz.tasks import load_task
from rnnviz.typed import typed_probe
from rnnviz.ui.standalone import standalone_page
from tests.browser.pages_of_players import networks, write_page

UNITS = 6
CONTRAST = 3.0  # what graphics need


@pytest.fixture
def open_page(browser):
    contexts, problems = [], []

    def opened(url, **options):
        context = browser.new_context(viewport={"width": 1280, "height": 1000}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(url)
        page.locator("[data-role=player]").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not problems


def page_of(folder, task, probe, cells=("lstm",), kept=None, **options):
    """Write a page of networks that read a probe."""
    made = {cell: kept or networks(task, cell, UNITS) for cell in cells}
    runs = [
        ReplayedRun(
            id=cell,
            label=cell,
            model=models[2],
            epoch=2,
            epochs=3,
            snapshots=tuple(models),
            model_at=models.__getitem__,
        )
        for cell, models in made.items()
    ]
    path = folder / "page.html"
    path.write_text(standalone_page(replay_probe(task, probe, runs, **options), task.title))
    return path.as_uri()


@pytest.mark.parametrize(("cell", "gate"), [("lstm", "forget"), ("gru", "update")])
def test_a_half_life_is_said_to_be_of_the_direct_path_only(open_page, tmp_path, cell, gate):
    played = write_page(tmp_path, load_task("sine"), [cell], UNITS)
    page = open_page(played.url)
    panel = page.locator("[data-role=unit-memory]")
    unit = int(page.locator("[data-role=unit-panel]").get_attribute("data-unit"))
    life = direct_half_life(played.layer(cell, 2).gates[gate][0])[unit]
    text = panel.inner_text()
    assert f"{gate} gate alone" in text
    assert "direct path through its own" in text.lower()
    assert f"half of the old state is left after {life:.1f} steps" in text
    # The derivative of the state may be anything, see tests/analysis/test_memory.py.
    assert not re.search(r"remember|memory|loses|keeps half|half of (its|the) state", text)
    assert "left out" in text
    assert "may be the stronger ones" in panel.get_by_role("note").get_attribute("aria-label")
    sorts = page.locator("[data-role=sort] option").all_inner_texts()
    assert not re.search("memory|half", " ".join(sorts))


@pytest.mark.parametrize("travels", [True, False])
def test_a_correlation_stands_beside_that_before_training(
    open_page, tmp_path, travels, monkeypatch
):
    if not travels:
        monkeypatch.setattr("rnnviz.replay_moment.PACKET_BYTES", 1)
    played = write_page(tmp_path, load_task("sine"), ["lstm"], UNITS)
    page = open_page(played.url)
    panel = page.locator("[data-role=unit-panel]")
    unit = int(panel.get_attribute("data-unit"))
    trained, untrained = played.layer("lstm", 2), played.layer("lstm", 0)
    options = page.locator("[data-role=correlate-source] option")
    assert options.evaluate_all("all => all.map(o => o.value)") == [
        *("hidden", "cell_state", "input", "forget", "candidate", "output")
    ]
    for source in ("cell_state", "hidden", "forget", "candidate"):
        page.locator("[data-role=correlate-source]").select_option(source)
        rows = page.locator("[data-role=correlate]")
        assert rows.count() == 3
        for row in rows.all():
            series = {
                "input": played.probe.value,
                "next value": played.probe.target,
                "position": np.arange(len(played.probe.value)),
            }[row.get_attribute("data-name")]

            def r(layer, series=series, source=source):
                values = {"hidden": layer.hidden, "cell_state": layer.cell_state, **layer.gates}
                return pearson(values[source][0, :, unit].astype(float), series.astype(float))

            found, before = r(trained), r(untrained)
            assert float(row.get_attribute("data-r")) == pytest.approx(found, abs=1e-4)
            given = float(row.get_attribute("data-before"))
            assert given == pytest.approx(before, abs=1e-4)
            assert re.fullmatch(
                rf"r [+−]{abs(found):.2f}; before training [+−]{abs(given):.2f}",
                row.locator(".r-value").inner_text(),
            )
    if travels:
        page.locator("[data-role=epoch-first]").click()
        assert "before training" not in panel.inner_text()


def steps_told(page):
    """Return the lines of texts that stand below everything over time, in their order."""
    axis = page.get_by_role("img", name="Steps:")
    return axis.get_attribute("aria-label").removeprefix("Steps: ").split("; ")


def test_words_stand_below_all_heatmaps_of_a_text(open_page, tmp_path):
    task = load_task("pronoun")
    url = page_of(tmp_path, task, typed_probe(task, "Alice is a kind teacher , she reads"))
    page = open_page(url)
    words, numbers = steps_told(page)
    assert words == "Alice is a kind teacher , she reads"
    assert re.fullmatch(r"0( \d)* step →( \d)* 7", numbers)
    # Each word stands below its own step: the axis begins and ends where the heatmaps do.
    axis = page.locator("[data-role=axis]").bounding_box()
    for heatmap in page.locator("[data-role=heatmap]").all():
        box = heatmap.bounding_box()
        assert axis["y"] >= box["y"] + box["height"]
        assert axis["x"] <= box["x"]
        assert axis["x"] + axis["width"] >= box["x"] + box["width"]
    page.locator("[data-role=player]").focus()
    page.keyboard.press("End")
    assert "step 7 “reads”" in page.locator("[data-role=readout]").first.inner_text()
    # On a phone some are left out, none touches another, and the numbers stay.
    page.set_viewport_size({"width": 390, "height": 800})
    words, numbers = steps_told(page)
    assert words.startswith("Alice")
    assert re.fullmatch(r"0( \d)* step →( \d)* 7", numbers)


def test_a_step_axis_of_numbers_says_steps_and_not_what_is_read(open_page, tmp_path):
    for name in ("adding", "ball", "peek"):
        task = load_task(name)
        page = open_page(page_of(tmp_path, task, task.probe("test")))
        last = len(task.probe("test").labels) - 1
        numbers = steps_told(page)[-1]
        assert re.fullmatch(rf"0( \d+)* step →( \d+)* {last}", numbers), numbers
        texts = texts_of_picture(page)
        marked = [text for text in texts if "marked" in text]
        assert not marked


def saved_picture(page):
    with page.expect_download() as found:
        page.locator("[data-role=save-svg]").click()
    return found.value.path().read_text()


def texts_of_picture(page):
    return re.findall(r"<text[^>]*>([^<]*)</text>", saved_picture(page))


def luminance(colour):
    parts = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return float(
        np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        @ [0.2126, 0.7152, 0.0722]
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_predictions_ahead_of_the_cursor_can_be_seen(open_page, tmp_path, scheme):
    played = write_page(tmp_path, load_task("sine"), ["lstm", "gru", "rnn_tanh"], UNITS)
    page = open_page(played.url, color_scheme=scheme)
    ground = page.evaluate(
        "() => { const c = document.createElement('canvas').getContext('2d');"
        " c.fillStyle = getComputedStyle(document.querySelector('.panel.track')).backgroundColor;"
        " c.fillRect(0, 0, 1, 1); return [...c.getImageData(0, 0, 1, 1).data].slice(0, 3) }"
    )
    background = luminance("#" + "".join(f"{part:02x}" for part in ground))
    # The lines of the picture: a point a step.
    lines = [
        line
        for line in re.findall(r"<path [^>]*>", saved_picture(page))
        if 'fill="none"' in line and line.count("L") > 60 and 'stroke-width="1.2"' in line
    ]
    assert len(lines) == 3
    for line in lines:
        assert "stroke-opacity" not in line
        colour = re.search(r'stroke="(#\w{6})"', line)[1]
        high, low = sorted([luminance(colour), background], reverse=True)
        assert (high + 0.05) / (low + 0.05) >= CONTRAST


def test_the_axis_of_a_unit_over_time_holds_its_minus_sign(open_page, tmp_path):
    played = write_page(tmp_path, load_task("sine"), ["lstm"], UNITS)
    page = open_page(played.url)
    # Where the numbers of its axis begin in the picture, which has a margin around the player.
    left = page.evaluate(
        """(text) => {
          const holder = document.createElement("div");
          holder.innerHTML = text;
          document.body.append(holder);
          const zero = holder.getBoundingClientRect().left + 14;
          const ticks = [...holder.querySelectorAll("text[text-anchor=end]")]
            .filter((tick) => /^−\\d/.test(tick.textContent))
            .map((tick) => tick.getBoundingClientRect().left - zero);
          holder.remove();
          return ticks;
        }""",
        saved_picture(page),
    )
    assert left
    # What lies left of its canvas is cut off.
    player = page.locator("[data-role=player]").bounding_box()
    for canvas in (".trace .stack", ".track-stack"):
        box = page.locator(canvas).bounding_box()
        assert all(x >= box["x"] - player["x"] for x in left), canvas


def test_a_window_shows_that_only_its_last_step_was_asked(open_page, tmp_path):
    for name in ("sine", "weather"):
        task = load_task(name)
        note = "A window from a zero state."
        page = open_page(page_of(tmp_path, task, task.window_probe("test", 3), note=note))
        assert page.locator("[data-role=note]").inner_text() == note
        assert (
            "window 3 of the test range, from a zero state" in page.locator(".heading").inner_text()
        )
        page.locator("[data-role=player]").focus()
        page.keyboard.press("Home")
        truth = page.locator("[data-role=truth]").first
        assert truth.inner_text() == "no target in training"
        page.keyboard.press("End")
        assert truth.inner_text().startswith("truth ")
        texts = texts_of_picture(page)
        assert "target in training" in texts
        assert "only the last step had a target" in page.locator(".said").inner_text()
