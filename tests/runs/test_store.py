import math
import os
import sqlite3
import threading

import numpy as np
import pytest

from rnnviz.runs.store import EPOCH_COLUMNS, RunStore, Snapshot, StoreError, home_folder


def row(epoch, loss=0.5):
    return [epoch, loss, 2 * loss, 0.7, math.nan, 0.01, 0.1 * epoch]


def test_a_run_comes_back_as_it_was(store, spec):
    run = store.create(spec)
    assert store.run(run.id) == run
    assert run.spec == spec
    assert run.status == "queued"
    assert run.active


def test_another_process_would_find_it(store, spec):
    run = store.create(spec)
    store.append_epochs(run.id, [row(0), row(1)])
    again = RunStore(store.path)
    assert again.run(run.id) == run
    assert len(again.epochs(run.id)) == 2
    again.close()


def test_epochs_are_read_in_increments(store, spec):
    run = store.create(spec)
    store.append_epochs(run.id, [row(k) for k in range(3)])
    table = store.epochs(run.id)
    assert table.shape == (3, len(EPOCH_COLUMNS))
    assert np.isnan(table[:, EPOCH_COLUMNS.index("gradient_norm")]).all()
    store.append_epochs(run.id, [row(3)])
    assert store.epochs(run.id, after=2)[:, 0].tolist() == [3]
    assert store.epochs(run.id, after=3).shape == (0, len(EPOCH_COLUMNS))


def test_a_run_that_ended_keeps_its_end(store, spec):
    run = store.create(spec)
    store.set_status(run.id, "running")
    store.set_status(run.id, "stopped", "by hand", {"epochs": 2})
    store.set_status(run.id, "interrupted", "too late")
    ended = store.run(run.id)
    assert (ended.status, ended.reason, ended.result) == ("stopped", "by hand", {"epochs": 2})
    assert not ended.active


def test_passing_snapshots_make_way_and_kept_ones_stay(store, spec):
    run = store.create(spec)
    for epoch, kept in [(0, True), (3, False), (5, False), (8, True), (9, False)]:
        store.put_snapshot(run.id, Snapshot(epoch, b"w%d" % epoch, b"p%d" % epoch), kept)
    assert store.snapshot_epochs(run.id) == [0, 8, 9]
    assert store.snapshot(run.id, 8) == Snapshot(8, b"w8", b"p8")
    assert store.pictures(run.id, [0, 3, 9]) == {0: b"p0", 9: b"p9"}
    with pytest.raises(KeyError, match="no snapshot of epoch 3"):
        store.snapshot(run.id, 3)


def test_a_run_made_anew_under_its_id_starts_empty(store, spec):
    run = store.create(spec, run_id="demonstration")
    store.append_epochs(run.id, [row(1)])
    store.put_snapshot(run.id, Snapshot(1, b"w", b"p"), True)
    store.create(spec, run_id="demonstration")
    assert len(store.epochs(run.id)) == 0
    assert store.snapshot_epochs(run.id) == []


def test_messages_of_a_run_that_is_gone_are_dropped(store):
    store.append_epochs("gone", [row(1)])
    store.put_snapshot("gone", Snapshot(1, b"w", b"p"), True)
    store.set_status("gone", "finished")
    assert store.epochs("gone").shape[0] == 0


def test_runs_are_listed_by_workspace_newest_first(store, spec):
    ids = [store.create(spec).id for _ in range(3)]
    store.create(spec, workspace="other")
    assert [run.id for run in store.runs()] == ids[::-1]
    assert len(store.runs("other")) == 1
    assert len(store.active_runs()) == 4


def test_an_unknown_run_is_a_key_error(store):
    with pytest.raises(KeyError):
        store.run("nope")


def test_threads_write_side_by_side(store, spec):
    run = store.create(spec)

    def write(first):
        for k in range(20):
            store.append_epochs(run.id, [row(first + k)])

    threads = [threading.Thread(target=write, args=(100 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.epochs(run.id)) == 80


def test_a_newer_store_is_left_alone(tmp_path):
    path = tmp_path / "runs.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="newer rnnviz"):
        RunStore(path)


def test_a_file_that_is_no_store_is_named(tmp_path):
    path = tmp_path / "runs.sqlite3"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="RNNVIZ_HOME"):
        RunStore(path)
    assert path.read_bytes().startswith(b"not a database")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be kept in"):
        RunStore(tmp_path / "file" / "below" / "runs.sqlite3")


def test_the_home_folder_can_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv("RNNVIZ_HOME", str(tmp_path))
    assert home_folder() == tmp_path
    monkeypatch.delenv("RNNVIZ_HOME")
    assert home_folder().name == "rnnviz"
    assert os.fspath(home_folder())
