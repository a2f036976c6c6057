"""The page Compare without a browser."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy import stats

from rnnviz.analysis.saturation import gate_saturation
from rnnviz.runs.case_scores import RunCaseScores, pack_case_scores, unpack_case_scores
from rnnviz.runs.groups import RunGroup, Spread, group_by_setting
from rnnviz.runs.restore import best_epoch, restore_model
from rnnviz.runs.spec import RunSpec
from rnnviz.tape import record, recording
from rnnviz.tasks import Architecture
from rnnviz.tasks.case_scores import CaseScores
from rnnviz.train_config import TrainConfig
from rnnviz.ui.compare import progress_in_words
from rnnviz.ui.compare_curves import legend, looks_of
from rnnviz.ui.compare_words import best_in_words, welch_margin
from rnnviz.ui.gate_saturation import measure
from rnnviz.ui.group_labels import differences, group_labels, run_labels
from rnnviz.ui.kept import KEPT
from rnnviz.ui.run_rows import task_of
from rnnviz.ui.sweep import MOST_RUNS, read_sizes, sweep_specs
from tests.app.test_pages import open_page, text_of, trained
from tests.ui.test_stage import train_into

PAGE = "pages/compare.py"
SPEC = RunSpec("gs10", "gru", Architecture(4), TrainConfig(epochs=3))


def seeded(store, seeds, spec=SPEC):
    return [
        train_into(store, replace(spec, training=replace(spec.training, seed=seed)))
        for seed in seeds
    ]


def address(*runs):
    return ".".join(run.id for run in runs)


def test_an_empty_page_starts_something(engine):
    test = open_page(PAGE)
    assert "start a small sweep here" in text_of(test)
    assert not test.button(key="sweep_start").disabled


def test_runs_that_differ_by_seed_are_one_row_with_their_spread(engine, store):
    runs = seeded(store, (0, 1, 2)) + trained(store, ["lstm"])
    test = open_page(PAGE, runs=address(*runs))
    assert not test.warning
    groups, each = (frame.value for frame in test.dataframe)
    assert groups["setting"].tolist() == ["GRU", "LSTM"]
    assert groups["runs"].tolist() == [3, 1]
    assert groups["seeds"].tolist() == ["0, 1, 2", "0"]
    column = "test RMSE (percentage points)"
    values = [run.result["test"]["rmse"] for run in runs[:3]]
    assert groups[column][0] == f"{np.mean(values):.4f} ± {np.std(values, ddof=1):.4f}"
    assert groups[column][1] == f"{runs[3].result['test']['rmse']:.4f}"
    # Every one stays visible.
    assert each[column].tolist() == [run.result["test"]["rmse"] for run in runs]
    assert each["id"].tolist() == [run.id for run in runs]


def test_a_sweep_learns_from_one_data(engine, store):
    test = open_page(PAGE)
    assert "all use the same data, drawn with seed 0" in text_of(test)
    test.number_input(key="sweep_data_seed").set_value(4).run()
    test.number_input(key="sweep_first_seed").set_value(1).run()
    assert "drawn with seed 4" in text_of(test)
    test.button(key="sweep_start").click().run()
    assert {spec.training.seed for spec in engine.submitted} == {1, 2, 3}
    assert {spec.data_seed for spec in engine.submitted} == {4}
    test.selectbox(key="sweep_task").select("gs10").run()
    assert "all use the same data." in text_of(test)


def test_seeds_with_other_data_are_said(engine, store):
    sine = RunSpec("sine", "gru", Architecture(4), TrainConfig(epochs=1))
    own = [RunSpec("sine", "gru", Architecture(4), TrainConfig(epochs=1, seed=s)) for s in (1, 2)]
    runs = [train_into(store, spec) for spec in (*own, *(replace(s, data_seed=0) for s in own))]
    runs.append(train_into(store, sine))
    test = open_page(PAGE, runs=address(*runs))
    groups, each = (frame.value for frame in test.dataframe)
    assert groups["seeds"].tolist() == ["1, 2 (different data each)", "0, 1, 2"]
    assert each["seed"].tolist() == [1, 2, 0, 1, 2]
    assert each["data seed"].tolist() == [1, 2, 0, 0, 0]
    assert "the same data for every seed" in text_of(test)


def test_runs_of_several_tasks_stand_apart(engine, store):
    runs = trained(store, ["gru"]) + trained(store, ["gru"], task="sine")
    test = open_page(PAGE, runs=address(*runs))
    titles = [part.value for part in test.markdown if part.value.startswith("#### ")]
    assert any("Treasury" in title for title in titles)
    assert any("Noisy sine" in title for title in titles)
    assert len(test.dataframe) == 4


@pytest.mark.parametrize("task", ["hello", "reverse", "peek"])
def test_every_kind_of_task_is_compared(engine, store, task):
    layered = RunSpec(
        task, "lstm", Architecture(4, num_layers=2, bidirectional=True), TrainConfig(epochs=1)
    )
    runs = [train_into(store, layered), *trained(store, ["rnn_tanh"], task=task)]
    test = open_page(PAGE, runs=address(*runs))
    assert "forget gate" in text_of(test)


def test_cells_without_gates_are_said(engine, store):
    test = open_page(PAGE, runs=address(*trained(store, ["rnn_tanh"])))
    assert "RNN cells have no gates" in text_of(test)


@pytest.mark.parametrize("query", ["nope", "....", "😀" * 300, "<b>"])
def test_nonsense_in_the_address_is_no_error(engine, store, query):
    test = open_page(PAGE, runs=query)
    assert "do not exist here" in text_of(test) or query == "...."


def test_a_run_that_has_not_begun_is_no_error(engine, store):
    run = store.create(SPEC)
    test = open_page(PAGE, runs=address(run, *trained(store, ["lstm"])))
    assert "on their way" not in text_of(test)  # the other one has a curve
    assert test.button(key="compare_stop")
    test.button(key="compare_stop").click().run()
    assert engine.stopped == [run.id]


def test_a_run_that_came_to_no_result_says_why(engine, store):
    run = store.create(SPEC)
    store.append_epochs(run.id, [[0, 1.0, 1.0, 1.0, None, 0.1, 0.0]])
    store.set_status(run.id, "failed", "Not enough memory")
    text = text_of(open_page(PAGE, runs=run.id))
    assert "✕ failed. Not enough memory" in text
    assert "the loss before training" in text
    assert "when the first run has ended" not in text


def test_a_name_with_markup_is_shown_as_it_is(engine, store):
    run = trained(store, ["gru"])[0]
    store.rename(run.id, "<img src=x onerror=alert(1)> **b** [l](javascript:x)")
    other = trained(store, ["lstm"])[0]
    text = text_of(open_page(PAGE, runs=address(run, other)))
    assert "**b**" not in text
    assert "](javascript" not in text


def test_the_gates_are_those_of_the_network_on_its_test_split(store):
    run = train_into(store, RunSpec("gs10", "lstm", Architecture(5, 2), TrainConfig(epochs=2)))
    found = measure(store, run, best_epoch(store, run)).gates
    assert list(found) == ["input", "forget", "output"]
    assert found["forget"].open.shape == (10,)  # both layers
    inputs = run.spec.load_task().examples("test").inputs
    recording = record(
        restore_model(store, run, best_epoch(store, run)).recurrent, torch.tensor(inputs)
    )
    expected = gate_saturation(recording["l1"].gates["forget"])
    np.testing.assert_allclose(found["forget"].open[5:], expected.open)
    np.testing.assert_allclose(found["forget"].shut[5:], expected.shut)


@pytest.mark.parametrize("task", ["reber", "reverse"])
def test_every_sequence_of_the_test_split_counts_by_its_steps(store, monkeypatch, task):
    run = train_into(store, RunSpec(task, "gru", Architecture(4), TrainConfig(epochs=1)))
    model = restore_model(store, run, best_epoch(store, run))
    examples = run.spec.load_task().examples("test")
    monkeypatch.setattr("rnnviz.ui.gate_saturation._BATCH_VALUES", 20_000)  # in several batches
    found = measure(store, run, best_epoch(store, run))
    assert found.read == found.sequences == len(examples) > 64
    lengths = None if examples.of_one_length() else torch.tensor(examples.lengths)
    with torch.no_grad(), recording(model) as tape:
        model(torch.tensor(examples.inputs), lengths)
    layers = [layer for read in tape.values() for layer in read]
    ends = examples.lengths if len(layers) == 1 else None  # an encoder reads all of its steps
    expected = [gate_saturation(layer.gates["update"], ends) for layer in layers]
    shut, opened = (np.concatenate([getattr(e, n) for e in expected]) for n in ("shut", "open"))
    np.testing.assert_allclose(found.gates["update"].open, opened, atol=1e-12)
    np.testing.assert_allclose(found.gates["update"].shut, shut, atol=1e-12)


def test_how_many_sequences_the_gates_are_of_is_said(engine, store, monkeypatch):
    run = train_into(store, RunSpec("reber", "gru", Architecture(4), TrainConfig(epochs=1)))
    assert "over all 256 test sequences" in text_of(open_page(PAGE, runs=run.id))
    monkeypatch.setattr("rnnviz.ui.gate_saturation.MOST_VALUES", 31 * 4 * 2 * 40)
    KEPT.clear()
    text = text_of(open_page(PAGE, runs=run.id))
    assert "over the first 40 of 256 test sequences" in text
    assert "of steps of the test split" not in text


def test_a_sweep_says_how_many_and_starts_them_all(engine, store):
    test = open_page(PAGE)
    test.selectbox(key="sweep_task").select("gs10").run()
    test.button_group(key="sweep_cells").set_value(["lstm", "gru"]).run()
    test.text_input(key="sweep_sizes_gs10").set_value("4, 6 8").run()
    test.number_input(key="sweep_seeds").set_value(2).run()
    test.number_input(key="sweep_epochs_gs10").set_value(5).run()
    assert "2 cells × 3 sizes × 2 seeds = **12 runs** of 5 epochs" in text_of(test)
    assert test.button(key="sweep_start").label == "Start 12 runs"
    test.button(key="sweep_start").click().run()
    assert not test.exception
    assert len(set(spec.to_json() for spec in engine.submitted)) == 12
    assert test.query_params["runs"].split(".") == [run.id for run in store.runs()][::-1]
    # What is compared now is the sweep.
    assert "0 of 12 runs have ended" in progress_in_words(
        store.progress(test.query_params["runs"].split("."))
    )
    assert "differ only in their seed" not in text_of(test)
    assert test.button(key="compare_stop")


def test_too_large_a_sweep_cannot_be_started(engine):
    test = open_page(PAGE)
    test.text_input(key="sweep_sizes_sine").set_value(", ".join(map(str, range(1, 22)))).run()
    assert "189 runs" in text_of(test)
    assert test.button(key="sweep_start").disabled


def test_an_engine_that_does_not_start_says_why(engine, store):
    engine.failure = "Training cannot start."
    test = open_page(PAGE)
    test.button(key="sweep_start").click().run()
    assert "Training cannot start" in test.error[0].value
    assert store.runs() == []


def test_sizes_as_they_are_typed():
    assert read_sizes(" 8, 16;32 8 ") == (8, 16, 32)
    assert read_sizes("") == ()
    for wrong in ("0", "513", "eight", "-3", "1.5", "٣", "9" * 400):
        with pytest.raises(ValueError, match="from 1 to 512"):
            read_sizes(wrong)


def test_the_specs_of_a_sweep():
    specs = sweep_specs("sine", ["lstm", "gru"], [4, 8], range(3), 7)
    assert len(set(spec.to_json() for spec in specs)) == 12
    assert {spec.training.epochs for spec in specs} == {7}
    assert [spec.training.seed for spec in specs[:4]] == [0] * 4
    assert len(sweep_specs("sine", ["lstm"], [4], range(MOST_RUNS), 7)) == MOST_RUNS
    with pytest.raises(ValueError, match="61 runs"):
        sweep_specs("sine", ["lstm"], [4], range(MOST_RUNS + 1), 7)
    with pytest.raises(ValueError, match="at least one cell"):
        sweep_specs("sine", [], [4], range(2), 7)


def groups_of(store, *specs):
    return group_by_setting([store.create(spec) for spec in specs])


def test_differences_in_words(store):
    larger = replace(SPEC, architecture=Architecture(8))
    other = replace(larger, training=replace(SPEC.training, seed=1))
    groups = groups_of(store, SPEC, other)
    labels = group_labels(groups)
    assert labels == ["GRU, 4 units", "GRU, 8 units"]
    assert differences(groups, labels) == [
        "GRU, 8 units has 8 units instead of 4 and seed 1 instead of 0; "
        "everything else is as in GRU, 4 units."
    ]
    twins = groups_of(store, SPEC, replace(SPEC, training=replace(SPEC.training, seed=1)))
    assert differences(twins, group_labels(twins)) == [
        "These 2 runs differ only in their seed (0, 1)."
    ]
    assert differences(groups_of(store, SPEC), ["GRU"]) == []


def test_labels_are_all_different(store):
    fast = replace(SPEC, training=replace(SPEC.training, learning_rate=0.1))
    named = replace(SPEC, cell="lstm")
    groups = groups_of(store, SPEC, fast, named)
    store.rename(groups[2].runs[0].id, "GRU, 4 units")
    groups = group_by_setting([store.run(group.runs[0].id) for group in groups])
    labels = group_labels(groups)
    assert len(set(labels)) == 3
    assert "learning rate 0.1 instead of 0.01" in labels[1]
    assert len(set(run_labels(groups, labels).values())) == 3
    again = group_by_setting([store.create(SPEC), store.create(SPEC)])
    assert len(set(run_labels(again, group_labels(again)).values())) == 2


def test_groups_of_one_cell_share_its_colour_and_differ_by_dashes(store):
    groups = groups_of(
        store, SPEC, replace(SPEC, architecture=Architecture(8)), replace(SPEC, cell="lstm")
    )
    small, large, lstm = looks_of(groups, group_labels(groups)).values()
    assert small.colour == large.colour != lstm.colour
    assert small.dash != large.dash
    assert "&lt;b&gt;" in legend({"<b>": small})


def judged(store, spec, values, first=0, cases=200):
    """Finish a run per seed whose RMSE are these, all against the same persistence of 0.5."""
    shared = np.random.default_rng(0).standard_normal(cases)
    scores = {}
    for seed, value in enumerate(values, first):
        own = np.random.default_rng(7 + seed + len(store.runs())).standard_normal(cases)
        squared = (shared + 0.7 * own) ** 2
        run = store.create(replace(spec, training=replace(spec.training, seed=seed)))
        result = {"test": {"rmse": value}, "baselines": {"persistence": {"rmse": 0.5}}}
        persistence = CaseScores(shared**2 * 0.25 / np.mean(shared**2), overlap=1)
        measured = CaseScores(squared * value**2 / squared.mean(), overlap=1)
        packet = pack_case_scores(RunCaseScores(measured, {"persistence": persistence}))
        store.set_status(run.id, "finished", result=result, case_scores=packet)
        scores[run.id] = unpack_case_scores(packet)
    return scores


@pytest.mark.parametrize(
    ("gru", "lstm", "words"),
    [
        ([0.3, 0.31], [0.4, 0.41], "GRU, 4 units: RMSE 0.3050 ± 0.0071 percentage points; LSTM"),
        ([0.3, 0.31], [0.4, 0.41], "(mean ± standard deviation over seeds)"),
        ([0.3, 0.31], [0.4, 0.41], "LSTM, 4 units is larger than their spread over seeds can"),
        ([0.3, 0.5], [0.42, 0.43], "no larger than their spread over seeds can explain (Welch"),
        ([0.3], [0.4], "Where a setting has only one seed, another seed may"),
        ([0.3, 0.31], [0.4, 0.41], "On the test split: GRU, 4 units and LSTM, 4 units beat persi"),
        ([0.3, 0.31], [0.4, 0.41], "GRU, 4 units is ahead of LSTM, 4 units."),
        ([0.4995], [0.7], "GRU, 4 units cannot be told apart from persistence"),
        ([0.6], [0.7], "GRU, 4 units and LSTM, 4 units are worse than persistence"),
    ],
)
def test_the_best_in_words(store, gru, lstm, words):
    scores = judged(store, SPEC, gru) | judged(store, replace(SPEC, cell="lstm"), lstm)
    groups = group_by_setting(store.runs()[::-1])
    labels = dict(zip((group.runs[0].id for group in groups), group_labels(groups), strict=True))
    labels = {key: label.split(",")[0] + ", 4 units" for key, label in labels.items()}
    said = best_in_words(task_of(store.runs()[0]), groups, labels, scores)
    assert words in said


def test_seeds_that_each_have_their_own_data_are_not_paired(store):
    spec = replace(SPEC, task="sine")
    scores = {}
    for seed in range(2):
        scores |= judged(store, replace(spec, data_seed=seed), [0.3], first=seed)
    groups = [RunGroup(tuple(store.runs()))]
    labels = {groups[0].runs[0].id: "GRU"}
    said = best_in_words(task_of(store.runs()[0]), groups, labels, scores)
    assert "On the test split" not in said


def test_welch_is_that_of_the_textbook():
    first, second = (Spread(float(np.mean(x)), float(np.std(x, ddof=1)), len(x)) for x in SAMPLES)
    interval = stats.ttest_ind(*SAMPLES, equal_var=False).confidence_interval(0.95)
    assert welch_margin(first, second) == pytest.approx((interval.high - interval.low) / 2)
    assert welch_margin(Spread(1.0, 0.0, 2), Spread(2.0, 0.0, 2)) == 0


SAMPLES = ([0.3, 0.31, 0.35], [0.4, 0.41, 0.5, 0.39])
