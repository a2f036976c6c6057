"""The page Runs without a browser."""

import io
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch
from safetensors.torch import load
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

import rnnviz
from rnnviz.runs.deletion import UNDO_SECONDS
from rnnviz.runs.progress import Progress
from rnnviz.runs.restore import restore_model
from rnnviz.runs.run import STATUSES
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.workspaces import workspace_of
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from rnnviz.ui import run_rows
from rnnviz.ui.downloads import epochs_csv, recorded_paths, recording_bytes, weights_bytes
from rnnviz.ui.run_rows import STATES, passes, row_of, runs_csv
from rnnviz.ui.run_table import MOST_SOUGHT
from tests.app.test_pages import ROOT, open_page, text_of, trained

PAGE = "pages/runs.py"
SPEC = RunSpec("gs10", "gru", Architecture(4), TrainConfig(epochs=3))


def address(*runs):
    return ".".join(run.id for run in runs)


def keys(test):
    return {button.key for button in test.button}


def test_an_empty_page_leads_to_the_lab(engine):
    test = open_page(PAGE)
    assert "There are no runs" in text_of(test)
    assert not test.dataframe
    links = [element.proto.label for element in test.main if element.type == "page_link"]
    assert links.count("Open the Lab") == 1  # the way on, and no table


def test_a_row_says_what_a_run_is_and_what_became_of_it(engine, store):
    run = trained(store, ["gru"])[0]
    waiting = store.create(SPEC)
    table = open_page(PAGE).dataframe[0].value
    assert table["run"].tolist() == ["GRU on 10-year Treasury yield"] * 2
    assert table["state"].tolist() == [STATES["queued"], STATES["finished"]]
    found = table.iloc[1]
    assert found["test"] == f"RMSE {run.result['test']['rmse']:.4f}"
    best = min(values["rmse"] for values in run.result["baselines"].values())
    assert found["baseline"].startswith(f"{best:.4f}")
    assert found["error ratio"] == pytest.approx(run.result["test"]["rmse"] / best)
    assert (found["epochs"], found["planned epochs"], found["seed"]) == (3, 3, 0)
    assert table.iloc[0]["outcome"] == store.run(waiting.id).sentence


def test_every_status_has_a_word():
    assert set(STATES) == set(STATUSES)


@pytest.mark.parametrize("status", ["failed", "diverged", "interrupted", "paused", "stopped"])
def test_a_run_that_came_to_no_good_end_says_what_to_do(engine, store, status):
    run = store.create(SPEC)
    store.set_status(run.id, status, "Because of *this*.")
    text = text_of(open_page(PAGE, runs=run.id))
    assert "Because of \\*this\\*." in text
    assert "*Resume*" in text or "*Duplicate*" in text
    resumable = status in ("failed", "interrupted", "paused")
    assert ("*Resume*" in text) == resumable


def test_rows_are_found_by_words_and_filters(engine, store):
    lstm, gru = trained(store)
    store.rename(gru.id, "My [best] run")
    everything = {"text": "", "tasks": (), "cells": (), "states": ()}

    def found(**asked):
        return {one.run.id for one in store.overview() if passes(one, **{**everything, **asked})}

    assert found() == {lstm.id, gru.id}
    assert found(text="BEST gru") == {gru.id}
    assert found(text="treasury finished") == {lstm.id, gru.id} - {gru.id} | {gru.id}
    assert found(text="nowhere") == set()
    assert found(text=lstm.id) == {lstm.id}
    assert found(cells=["lstm"]) == {lstm.id}
    assert found(tasks=["sine"]) == set()
    assert found(states=["finished"], cells=["gru"]) == {gru.id}


def test_the_filter_is_in_the_address(engine, store):
    trained(store)
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    test.switch_page(PAGE)
    test.query_params["of_cell"] = "GRU"
    test.run()
    assert test.dataframe[0].value["cell"].tolist() == ["GRU"]
    test.text_input(key="find").set_value("nothing like it").run()
    assert "No run matches the search" in test.info[0].value


@pytest.mark.parametrize(
    "query",
    [
        {"runs": "nope"},
        {"runs": "😀" * 300},
        {"find": "<script>" * 20},
        {"of_cell": "nonsense"},
        {"in_state": "🙂", "of_task": "x" * 300},
    ],
)
def test_nonsense_in_the_address_is_no_error(engine, store, query):
    trained(store, ["gru"])
    open_page(PAGE, **query)


def test_unknown_runs_are_said_in_a_sentence(engine, store):
    run = trained(store, ["gru"])[0]
    test = open_page(PAGE, runs=f"{run.id}.nope")
    assert "do not exist here: nope" in text_of(test)
    assert "delete_runs" in keys(test)


def test_runs_of_other_data_are_not_said_to_be_left_out(engine, store):
    runs = trained(store, ["gru"]) + trained(store, ["gru"], task="sine")
    test = open_page(PAGE, runs=address(*runs))
    assert not test.info
    assert test.session_state["runs_table"]["selection"]["rows"] == [0, 1]


def test_a_choice_in_the_table_goes_to_the_address_and_back(engine, store):
    old, new = trained(store)
    test = open_page(PAGE)
    assert "delete_runs" not in keys(test)
    test = open_page(PAGE, runs=old.id)
    assert test.session_state["runs_table"]["selection"]["rows"] == [1]
    # A run that comes meanwhile moves the rows and not the choice.
    store.create(SPEC)
    test.run()
    assert test.session_state["runs_table"]["selection"]["rows"] == [2]
    assert test.query_params["runs"] == old.id


def test_renaming_one_and_several(engine, store):
    lstm, gru = trained(store)
    test = open_page(PAGE, runs=address(lstm))
    test.text_input(key=f"rename_{lstm.id}").set_value("  a\n\tname ")
    test.button(key="rename_now").click().run()
    assert store.run(lstm.id).name == "a name"
    test = open_page(PAGE, runs=address(lstm, gru))
    test.text_input(key=f"rename_{lstm.id}.{gru.id}").set_value("both")
    test.button(key="rename_now").click().run()
    assert [store.run(run.id).name for run in (lstm, gru)] == ["both", "both"]
    assert not test.exception


def everything_of(store, run_id):
    epochs = store.snapshot_epochs(run_id)
    return (
        store.run(run_id),
        store.epochs(run_id).tobytes(),
        [store.snapshot(run_id, epoch) for epoch in epochs],
        store.checkpoint(run_id),
    )


def test_what_was_deleted_is_gone_at_once_and_undo_brings_all_of_it_back(engine, store):
    lstm, gru = trained(store)
    store.rename(gru.id, "kept *name*")
    before = [everything_of(store, run.id) for run in (lstm, gru)]
    test = open_page(PAGE, runs=address(lstm, gru))
    test.button(key="delete_runs").click().run()
    assert store.runs() == []
    assert "There are no runs" in text_of(test)
    with pytest.raises(KeyError):
        store.run(lstm.id)
    assert "kept \\*name\\*" in text_of(test)
    # Also in a page that is opened anew.
    test = open_page(PAGE)
    test.button(key="undo_delete").click().run()
    assert not test.exception
    assert [everything_of(store, run.id) for run in (lstm, gru)] == before
    assert set(test.query_params["runs"].split(".")) == {lstm.id, gru.id}


def test_the_last_deletion_is_undone_first(engine, store):
    lstm, gru = trained(store)
    for run in (lstm, gru):
        open_page(PAGE, runs=run.id).button(key="delete_runs").click().run()
    test = open_page(PAGE)
    test.button(key="undo_delete").click().run()
    assert [run.id for run in store.runs()] == [gru.id]
    test.button(key="undo_delete").click().run()
    assert {run.id for run in store.runs()} == {gru.id, lstm.id}


def test_after_the_undo_time_they_are_gone_for_good(engine, store, monkeypatch):
    run = trained(store, ["gru"])[0]
    store.hide([run.id])
    assert "undo_delete" in keys(open_page(PAGE))
    store._hidden_here.clear()  # hidden by an app before this one
    now = time.time()
    monkeypatch.setattr("rnnviz.runs.store.sqlite.time.time", lambda: now + UNDO_SECONDS + 1)
    assert "undo_delete" not in keys(open_page(PAGE))
    store.unhide([run.id])
    assert store.runs() == []
    assert store.snapshot_epochs(run.id) == []


def test_a_run_that_trains_is_paused_to_be_deleted_and_trains_on_after_undo(engine, store):
    run = store.create(SPEC)
    test = open_page(PAGE, runs=run.id)
    test.button(key="delete_runs").click().run()
    hidden = store.hidden_runs()
    assert [(one.id, one.status) for one in hidden] == [(run.id, "paused")]
    test.button(key="undo_delete").click().run()
    assert (store.run(run.id).status, store.run(run.id).attempt) == ("queued", 1)


def test_a_duplicate_starts_with_what_was_changed(engine, store):
    run = trained(store, ["gru"])[0]
    test = open_page(PAGE, runs=run.id)
    test.selectbox(key=f"duplicate_cell_{run.id}").select("lstm")
    test.number_input(key=f"duplicate_hidden_size_{run.id}").set_value(7)
    test.number_input(key=f"duplicate_seed_{run.id}").set_value(9)
    start = next(b for b in test.button if b.label == "Start")
    start.click().run()
    assert not test.exception
    (spec,) = engine.submitted
    assert spec == replace(
        run.spec,
        cell="lstm",
        architecture=Architecture(7),
        training=replace(run.spec.training, seed=9),
    )
    started = next(one for one in store.runs() if one.id != run.id)
    assert test.query_params["runs"] == started.id


def test_a_wrong_duplicate_is_said(engine, store):
    run = trained(store, ["gru"])[0]
    test = open_page(PAGE, runs=run.id)
    test.number_input(key=f"duplicate_epochs_{run.id}").set_value(0)
    next(b for b in test.button if b.label == "Start").click().run()
    assert "Epochs must be a whole number" in text_of(test)
    assert engine.submitted == []


def test_an_engine_that_does_not_start_says_why(engine, store):
    engine.failure = "Training cannot start."
    run = trained(store, ["gru"])[0]
    test = open_page(PAGE, runs=run.id)
    next(b for b in test.button if b.label == "Start").click().run()
    assert "Training cannot start" in test.error[0].value


def test_somebody_elses_run_is_read_only(engine, store, monkeypatch):
    monkeypatch.setenv("RNNVIZ_SHARED", "1")
    monkeypatch.setattr("rnnviz.ui.workspace._cookie", lambda: "0123456789abcdefghijklmn")
    run = store.create(SPEC, workspace="browser-of-somebody-else")
    store.set_status(run.id, "paused")
    test = open_page(PAGE, runs=run.id)
    assert "other people's runs" in text_of(test)
    assert not keys(test) & {"delete_runs", "rename_now", "lab_resume", "lab_stop_paused"}
    next(b for b in test.button if b.label == "Start").click().run()
    assert [one.workspace for one in store.active_runs()] == [
        workspace_of("0123456789abcdefghijklmn")
    ]
    # And in nobody else's table.
    assert len(open_page(PAGE).dataframe[0].value) == 1


def test_the_script_is_shown_and_is_the_runs(engine, store):
    run = trained(store, ["gru"])[0]
    test = open_page(PAGE, runs=run.id)
    assert f"cell={run.spec.cell!r}".replace("'", '"') in test.code[0].value
    compile(test.code[0].value, "repeat.py", "exec")


@pytest.mark.parametrize("task", ["gs10", "pronoun", "reverse"])
def test_weights_and_recordings_are_those_of_the_network(store, tmp_path, task):
    run = trained(store, ["gru"], task=task)[0]
    epoch = store.snapshot_epochs(run.id)[-1]
    weights = load(weights_bytes(store, run, epoch))
    model = restore_model(store, run, epoch)
    assert weights.keys() == model.state_dict().keys()
    assert all(torch.equal(weights[name], w) for name, w in model.state_dict().items())
    for path in recorded_paths(run):
        file = tmp_path / f"{path}.npz"
        file.write_bytes(recording_bytes(store, run, epoch, ("test", 10**9), path))
        found = rnnviz.Recording.load(file)
        assert found.parity < 1e-5
        assert found["l0"].hidden.shape[0] == 1
        assert found["l0"].hidden.shape[2] == 4


def test_tables_keep_all_digits_and_no_formula(store):
    run = trained(store, ["gru"])[0]
    store.rename(run.id, "=HYPERLINK(1)")
    epochs = pd.read_csv(io.StringIO(epochs_csv(store, run)))
    np.testing.assert_array_equal(epochs.to_numpy(), store.epochs(run.id))
    table = pd.read_csv(io.StringIO(runs_csv(store.overview())))
    assert table["run"].tolist() == ["'=HYPERLINK(1)"]
    assert table["test rmse"].tolist() == [run.result["test"]["rmse"]]
    assert RunSpec.from_json(table["setting"][0]) == run.spec


def test_five_hundred_runs_are_read_by_one_query_and_without_their_tasks(
    engine, store, monkeypatch
):
    run = trained(store, ["gru"])[0]
    for seed in range(499):
        made = store.create(replace(SPEC, training=replace(SPEC.training, seed=seed + 1)))
        store.set_status(made.id, "finished", result=run.result)
    asked, loaded = [], []
    real = run_rows.outline_task
    monkeypatch.setattr(
        run_rows, "outline_task", lambda *a, **k: loaded.append((a, k)) or real(*a, **k)
    )

    def note(connection, cursor, statement, *rest):
        asked.append(statement)

    event.listen(store._engine, "before_cursor_execute", note)
    rows = [row_of(one) for one in store.overview()]
    event.remove(store._engine, "before_cursor_execute", note)
    assert len(rows) == 500
    assert len(asked) == 1
    assert set(map(str, loaded)) == {"(('gs10',), {})"}
    test = open_page(PAGE)
    assert len(test.dataframe[0].value) == 500


def test_how_far_a_run_is(store):
    run = store.create(SPEC)
    assert [(one.epoch, one.seconds) for one in store.progress([run.id, "nope"])] == [(0, 0.0)]
    store.append_epochs(run.id, [[k, 1.0, 1.0, 1.0, 1.0, 0.1, 0.5 * k] for k in range(3)])
    (one,) = store.overview()
    assert one == Progress(store.run(run.id), 2, 1.0, 4096 + 2 * 80)


def test_a_search_reads_no_more_than_it_says(engine, store, monkeypatch):
    trained(store, ["gru"])
    read = []
    monkeypatch.setattr(
        "rnnviz.ui.run_table.passes", lambda one, text, *rest: read.append(len(text)) or True
    )
    test = open_page(PAGE)
    test.text_input(key="find").set_value("x" * 500_000).run()
    assert not test.exception
    assert max(read) <= MOST_SOUGHT
