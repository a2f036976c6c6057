"""Step through without a browser: typed sequences, the address, and places that match."""

import ast
import re
from itertools import product

import numpy as np
import pytest
import torch

from rnnviz.analysis.matching import units_on
from rnnviz.packet import unpack
from rnnviz.replay_pass import read_probe
from rnnviz.runs.restore import restore_model
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import TASKS, Architecture, SeriesTask, load_task
from rnnviz.train_config import TrainConfig
from rnnviz.typed import typed_probe
from rnnviz.ui import player
from rnnviz.ui.matches import MOST_READ, _search, _Selected
from rnnviz.ui.moment_code import moment_code
from rnnviz.ui.sequence_choice import ShownSequence
from tests.app.test_pages import open_page, text_of, trained
from tests.ui.test_stage import train_into

PAGE = "pages/step_through.py"
SERIES = [name for name in TASKS if isinstance(load_task(name), SeriesTask)]


@pytest.fixture
def packets(monkeypatch):
    """What was sent to the player."""
    sent = []
    mount = player._component

    def keep(**told):
        sent.append(unpack(told["data"]))
        return mount(**told)

    monkeypatch.setattr(player, "_component", keep)
    return sent


def test_a_typed_sequence_is_played(engine, store, packets):
    (run,) = trained(store, cells=["gru"], task="ball")
    test = open_page(PAGE, runs=run.id, data="typed", text="1, 2, 4")
    header, arrays = packets[-1]
    assert header["sequence"]["typed"]
    assert arrays["value"].tolist() == [1, 2, 4]
    assert arrays["target"].tolist()[:2] == [2, 4]
    model = restore_model(store, run, run.result["best_epoch"])
    read = read_probe(model, typed_probe(run.spec.load_task(), "1, 2, 4"))
    assert arrays["0/hidden"] == pytest.approx(read.layers["l0"][0].hidden[0])
    assert not test.number_input  # no number of a sequence where one is typed
    test.button(key="typed_example_1").click().run()
    assert test.text_area(key="text").value == "9, 7, 5, 3, 1"
    assert packets[-1][1]["value"].tolist() == [9, 7, 5, 3, 1]


def test_what_cannot_be_read_is_told_without_markup(engine, store, packets):
    (run,) = trained(store, cells=["gru"], task="hello")
    before = len(packets)
    test = open_page(PAGE, runs=run.id, data="typed", text="he [x](javascript:alert(1))")
    assert "does not know" in test.warning[0].value
    assert "](" not in test.warning[0].value
    # There is a picture all the same: an example where nothing was read before.
    assert packets[before:][-1][0]["sequence"]["step_labels"] == list("hello world")
    test.text_area(key="text").set_value("hello").run()
    assert not test.warning
    assert packets[-1][0]["sequence"]["step_labels"] == list("hello")
    test.text_area(key="text").set_value("help").run()
    assert "'p'" in test.warning[0].value
    assert "Still shown: hello" in test.warning[0].value
    assert packets[-1][0]["sequence"]["step_labels"] == list("hello")


def test_an_unknown_word_is_named_and_all_known_ones_are_listed(engine, store, packets):
    (run,) = trained(store, cells=["gru"], task="pronoun")
    test = open_page(PAGE, runs=run.id, data="typed", text="Alice is a kind techer")
    assert "techer" in test.warning[0].value
    assert "teacher" in test.warning[0].value.split("Still shown")[0]
    known = run.spec.load_task().output_names
    assert set(test.expander[0].children[0].value.split(" · ")) == set(known)
    assert packets[-1][0]["sequence"]["typed"]


def test_too_long_a_text_is_cut_in_words(engine, store, packets):
    (run,) = trained(store, cells=["gru"], task="ball")
    test = open_page(PAGE, runs=run.id, data="typed")
    test.text_area(key="text").set_value("12.5 " * 150).run()
    assert "At most 600 characters can be typed. The first 599 of 750 are kept" in text_of(test)
    assert packets[-1][1]["value"].tolist() == [12.5] * 120
    test.text_area(key="text").set_value("1 2 3").run()
    assert not test.warning
    # A link that is too long shows an example, in words.
    test = open_page(PAGE, runs=run.id, data="typed", text="1 " * 400)
    assert "800 characters; at most 600" in test.warning[0].value


def test_what_is_newly_typed_is_shown_at_its_end(engine, store, packets):
    (run,) = trained(store, cells=["gru"], task="ball")
    test = open_page(PAGE, runs=run.id, data="typed", text="1, 2, 4", step="1")
    assert packets[-1][0]["start"]["step"] == 1  # the moment of the link
    test.text_area(key="text").set_value("1, 2, 4, 8, 9, 3").run()
    assert packets[-1][0]["start"]["step"] == 5
    test.button(key="typed_example_0").click().run()
    assert packets[-1][0]["start"]["step"] == 3
    test.run()
    assert packets[-1][0]["start"]["step"] == 3


@pytest.mark.parametrize(
    ("task", "text", "said"),
    [
        ("adding", "0.5 1\n0.2 0\n0.5 1", "This has 3 steps; sequences in training had 50"),
        ("sine", "0.5", "Read in one pass of 1 step. Training used windows, each of 10 steps"),
        ("reber", "BTBTXSETE", ""),
        ("reber", "BT", ""),  # the beginning of what was trained
        ("reber", "BT" * 40, "This has 80 steps; sequences in training had "),
    ],
)
def test_a_length_that_was_never_trained_is_said(engine, store, packets, task, text, said):
    (run,) = trained(store, cells=["gru"], task=task)
    open_page(PAGE, runs=run.id, data="typed", text=text)
    note = packets[-1][0]["sequence"]["note"]
    assert note.startswith(said)
    assert bool(note) == bool(said)


@pytest.mark.parametrize("task", SERIES)
def test_windows_of_a_series_are_read_as_in_training(engine, store, packets, task):
    (run,) = trained(store, cells=["gru"], task=task)
    loaded = run.spec.load_task()
    link = {"runs": run.id, "reading": "windows as in training", "sample": "4"}
    test = open_page(PAGE, **link)
    header, arrays = packets[-1]
    window = loaded.examples("test").part(slice(4, 5))
    model = restore_model(store, run, run.result["best_epoch"])
    with torch.no_grad():
        given = model(torch.tensor(window.inputs))[0, -1, 0].numpy()
    last = loaded.targets_of("test")[4]
    expected = loaded.to_units(given, loaded.series[last - 1])
    assert header["sequence"]["steps"] == loaded.window
    assert header["sequence"]["continues"]
    assert "from a zero state" in header["sequence"]["note"]
    assert arrays["0/prediction"][-1] == pytest.approx(expected, rel=1e-4)
    # Only what training asked for has a truth.
    assert np.isfinite(arrays["target"]).sum() == 1
    assert arrays["target"][-1] == pytest.approx(loaded.series[last], rel=1e-6)
    # By the date, or the place, of what is predicted.
    by_place = test.selectbox(key="window_by_place")
    assert by_place.options[4] == loaded.place_label(last)
    by_place.select(7).run()
    assert test.number_input(key="sample").value == 7
    assert "window 7 of the test range" in packets[-1][0]["sequence"]["caption"]
    assert "task.window_probe('test', 7)" in packets[-1][0]["runs"][0]["code"]
    test.segmented_control(key="reading").set_value("one pass").run()
    note = packets[-1][0]["sequence"]["note"]
    index = np.array(loaded.targets_of("test"))
    with torch.no_grad():
        every = model(torch.tensor(loaded.examples("test").inputs))[:, -1, 0].numpy()
    windows = loaded.to_units(every, loaded.series[index - 1]) - loaded.series[index]
    rmse = np.sqrt(np.mean(windows**2))
    # Of the run's own result and of what is drawn.
    drawn = packets[-1][1]
    passed = np.sqrt(np.mean((drawn["0/prediction"] - drawn["target"]) ** 2))
    told = re.search(r"against windows: ([\d.]+) against ([\d.]+) \(first 10 steps: ", note)
    assert [float(one) for one in told.groups()] == pytest.approx([passed, rmse], rel=0.006)


def test_a_text_for_another_task_gives_way(engine, store, packets):
    hello, ball = (trained(store, cells=["gru"], task=task)[0] for task in ("hello", "ball"))
    test = open_page(PAGE, runs=hello.id, data="typed", text="hello")
    test.query_params["runs"] = ball.id
    test.run()
    assert not test.exception
    assert not test.warning
    assert packets[-1][1]["value"].tolist() == [1, 2, 3, 4]


def test_the_moment_of_the_address_is_the_start(engine, store, packets):
    runs = trained(store)
    open_page(
        PAGE, runs=".".join(run.id for run in runs), step="3", unit="2", pins="2.1", sort="activity"
    )
    start = packets[-1][0]["start"]
    assert (start["step"], start["unit"], start["sort"]) == (3, 2, "activity")
    assert start["pins"] == [2, 1]
    open_page(PAGE, runs=runs[0].id, pins="..x.-1.²", sort="<b>")
    assert (packets[-1][0]["start"]["pins"], packets[-1][0]["start"]["sort"]) == (
        None,
        "similarity",
    )


def test_a_wrong_layer_in_the_address_is_no_error(engine, store, packets):
    spec = RunSpec("gs10", "gru", Architecture(3, num_layers=2), TrainConfig(epochs=1))
    run = train_into(store, spec)
    for layer, shown in (("nonsense", "l1"), ("", "l1"), ("l0", "l0")):
        assert not open_page(PAGE, runs=run.id, layer=layer).warning
        assert packets[-1][0]["runs"][0]["layer"] == shown


def test_places_match_in_the_vector_that_was_selected(engine, store):
    spec = RunSpec("reber", "lstm", Architecture(6), TrainConfig(epochs=2))
    run = train_into(store, spec)
    task, model = spec.load_task(), restore_model(store, run, 2)
    typed = ShownSequence("test", typed="BTBTXSETE")

    def vector(sequence, source):
        layer = read_probe(model, sequence.probe(task)).layers["l0"][0]
        return {"hidden": layer.hidden, "cell_state": layer.cell_state, **layer.gates}[source][0]

    for source, below in product(("hidden", "cell_state", "input", "forget"), (False, True)):
        shown = vector(typed, source)[2:4]
        # A threshold that some units pass and others do not.
        ends = shown.max(axis=0) if below else shown.min(axis=0)
        threshold = float(sorted(ends)[1 if below else -2])
        selected = _Selected(source, 2, 4, threshold, below)
        count, places, read = _search(store, (run.id, run.created, 2), typed, "l0", selected)
        assert (count, read) == (2, MOST_READ)
        assert places, (source, below)
        units = units_on(selected.on(vector(typed, source)), 2, 4, selected.least)
        for place in places:
            found = vector(ShownSequence("test", place.sequence), source)
            found = found[place.start : place.stop, units]
            throughout = (found <= threshold if below else found >= threshold).all(axis=0)
            assert throughout.sum() == place.shared


def test_the_code_of_a_typed_sequence_prints_its_numbers(store, tmp_path, monkeypatch, capsys):
    (run,) = trained(store, cells=["gru"], task="hello")
    monkeypatch.setenv("RNNVIZ_HOME", str(tmp_path))
    code = moment_code(run, ShownSequence("test", typed="hello wor"))
    places = {"step": 4, "unit": 2, "epoch": 3, "path": "recurrent", "layer": "l0"}
    for name, value in places.items():
        code = code.replace(f"{{{{{name}}}}}", str(value))
    exec(compile(code, "moment", "exec"), {})
    printed = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    probe = typed_probe(run.spec.load_task(), "hello wor")
    layer = read_probe(restore_model(store, run, 3), probe).layers["l0"][0]
    assert float(printed["update"]) == pytest.approx(layer.gates["update"][0, 4, 2], abs=5.1e-4)


def test_no_typed_text_is_taken_for_a_place_in_the_code(store):
    (run,) = trained(store, cells=["gru"], task="hello")
    hostile = '{{step}}\'\n"""; import os; {{unit}} PROBE RUN)'
    code = moment_code(run, ShownSequence("test", typed=hostile))
    assert code.count("{{step}}") == 1
    texts = [
        node.value
        for node in ast.walk(ast.parse(code.replace("{{", "").replace("}}", "")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert hostile.replace("}}", "") in texts


def test_a_vector_that_the_layer_has_not_is_refused(engine, store):
    (run,) = trained(store, cells=["gru"], task="ball")
    with pytest.raises(ValueError, match="no 'cell_state'"):
        _search(
            store,
            (run.id, run.created, 3),
            ShownSequence("test", 0),
            "l0",
            _Selected("cell_state", 0, 1, 0.0, below=False),
        )


def test_other_pages_do_not_know_the_typed_text(engine, store):
    (run,) = trained(store, cells=["gru"], task="hello")
    test = open_page(PAGE, runs=run.id, data="typed", text="hello")
    test.switch_page("pages/forecast.py").run()
    assert not test.exception
    assert "hello world" in text_of(test)


def test_a_link_is_kept_over_a_page_switch(engine, store, packets):
    (run,) = trained(store, cells=["gru"])
    test = open_page(PAGE, runs=run.id, step="3", unit="2", sort="index")
    before = packets[-1][0]["start"]
    test.switch_page("pages/compare.py").run()
    test.switch_page(PAGE).run()
    assert not test.exception
    assert packets[-1][0]["start"] == before
    assert (before["step"], before["unit"], before["sort"]) == (3, 2, "index")


def test_the_networks_chosen_stand_in_the_address(engine, store, packets):
    runs = trained(store, cells=("lstm", "gru", "rnn_tanh"))
    others = trained(store, cells=("gru", "lstm"), task="hello")

    def played():
        return [told["id"] for told in packets[-1][0]["runs"]]

    ids = [run.id for run in runs]
    test = open_page(PAGE, runs=".".join(ids), networks=["GRU", "RNN tanh"])
    assert played() == ids[1:]
    test.query_params["runs"] = ".".join(run.id for run in others)
    test.run()
    assert not test.exception
    assert played() == [run.id for run in others]
    for nonsense in (["<b>", "x" * 999], ""):
        assert not open_page(PAGE, runs=".".join(ids), networks=nonsense).exception
