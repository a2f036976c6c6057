import json
import math
import os
import threading
import time
import traceback

import numpy as np
import psutil
import pytest
from sqlalchemy import text

from rnnviz.runs.run import (
    BEST,
    EPOCH_COLUMNS,
    PASSING,
    SCHEDULED,
    STATUSES,
    Checkpoint,
    Snapshot,
)
from rnnviz.runs.store import RunStore, StoreError, home_folder
from rnnviz.runs.store.address import address_of, default_place


def row(epoch, loss=0.5):
    return [epoch, loss, 2 * loss, 0.7, math.nan, 0.01, 0.1 * epoch]


def directly(store, statement, **values):
    with store._transaction() as connection:
        connection.execute(text(statement), values)


def test_a_run_comes_back_as_it_was(store, spec):
    run = store.create(spec)
    assert store.run(run.id) == run
    assert run.spec == spec
    assert run.status == "queued"
    assert run.active


def test_another_process_would_find_it(store, spec):
    run = store.create(spec)
    store.append_epochs(run.id, [row(0), row(1)])
    again = RunStore(store.address)
    assert again.name == store.name
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


def test_a_file_that_is_no_store_is_named(tmp_path):
    path = tmp_path / "runs.sqlite3"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="RNNVIZ_HOME"):
        RunStore(path)
    assert path.read_bytes().startswith(b"not a database")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be stored in"):
        RunStore(tmp_path / "file" / "below" / "runs.sqlite3")


def test_the_home_folder_can_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv("RNNVIZ_HOME", str(tmp_path))
    assert home_folder() == tmp_path
    monkeypatch.delenv("RNNVIZ_HOME")
    assert home_folder().name == "rnnviz"
    assert os.fspath(home_folder())


def test_a_run_taken_up_goes_on_behind_its_checkpoint(store, spec):
    run = store.create(spec)
    store.append_epochs(run.id, [row(0), row(1)], Checkpoint(1, b"tensors", {"epoch": 1}))
    store.append_epochs(run.id, [row(2)])
    store.put_snapshot(run.id, Snapshot(0, b"w", b"p"), SCHEDULED)
    store.put_snapshot(run.id, Snapshot(2, b"w", b"p"), PASSING)
    with pytest.raises(ValueError, match="queued cannot be resumed"):
        store.take_up(run.id)
    store.set_status(run.id, "interrupted", "it died")
    again = store.take_up(run.id)
    assert (again.status, again.reason, again.attempt, again.worker) == ("queued", "", 1, "")
    assert store.epochs(run.id)[:, 0].tolist() == [0, 1]
    assert store.snapshot_epochs(run.id) == [0]
    assert store.checkpoint(run.id) == Checkpoint(1, b"tensors", {"epoch": 1})


def test_a_run_without_a_checkpoint_begins_anew(store, spec):
    run = store.create(spec)
    store.append_epochs(run.id, [row(0)])
    store.set_status(run.id, "interrupted")
    store.take_up(run.id)
    assert len(store.epochs(run.id)) == 0
    assert store.checkpoint(run.id) is None


def test_what_an_attempt_says_that_was_given_up_changes_nothing(store, spec):
    run = store.create(spec)
    store.set_status(run.id, "interrupted")
    store.take_up(run.id)
    store.append_epochs(run.id, [row(0)], Checkpoint(0, b"", {}), attempt=0)
    store.put_snapshot(run.id, Snapshot(0, b"w", b"p"), SCHEDULED, attempt=0)
    store.set_status(run.id, "finished", attempt=0)
    assert len(store.epochs(run.id)) == 0
    assert store.snapshot_epochs(run.id) == []
    assert store.checkpoint(run.id) is None
    assert store.run(run.id).status == "queued"
    store.set_status(run.id, "running", attempt=1)
    assert store.run(run.id).status == "running"


def test_a_checkpoint_goes_when_a_run_is_done_for_good(store, spec):
    for status in STATUSES:
        run = store.create(spec)
        store.append_epochs(run.id, [], Checkpoint(3, b"t", {}))
        store.set_status(run.id, status)
        found = store.run(run.id)
        assert (store.checkpoint(run.id) is not None) == (found.active or found.resumable)
        assert found.sentence


def test_the_best_network_is_one_and_a_scheduled_one_stays(store, spec):
    run = store.create(spec)
    for epoch, kept in [
        (0, SCHEDULED),
        (3, BEST),
        (4, PASSING),
        (5, BEST),
        (0, BEST),
        (0, PASSING),
    ]:
        store.put_snapshot(run.id, Snapshot(epoch, b"w", b"p"), kept)
    assert store.snapshot_epochs(run.id) == [0]
    store.put_snapshot(run.id, Snapshot(9, b"w", b"p"), BEST)
    assert store.snapshot_epochs(run.id) == [0, 9]


def test_what_a_run_keeps_at_its_end_does_not_depend_on_what_was_shown_meanwhile(store, spec):
    run = store.create(spec)
    store.put_snapshot(run.id, Snapshot(3, b"w", b"p"), PASSING)
    store.put_snapshot(run.id, Snapshot(5, b"w", b"p"), SCHEDULED)
    store.put_snapshot(run.id, Snapshot(4, b"w", b"p"), BEST)
    assert store.snapshot_epochs(run.id) == [4, 5]
    store.put_snapshot(run.id, Snapshot(6, b"w", b"p"), PASSING)
    store.put_snapshot(run.id, Snapshot(5, b"w", b"p"), SCHEDULED)  # said once more
    assert store.snapshot_epochs(run.id) == [4, 5, 6]


def test_a_run_is_renamed_paced_and_deleted(store, spec):
    run = store.create(spec)
    store.append_epochs(run.id, [row(0)], Checkpoint(0, b"", {}))
    store.rename(run.id, "  my \n best ")
    store.set_pace(run.id, 2.5)
    assert (store.run(run.id).name, store.run(run.id).pace) == ("my best", 2.5)
    with pytest.raises(ValueError, match="pace must be"):
        store.set_pace(run.id, math.nan)
    store.delete(run.id)
    store.delete(run.id)
    assert store.existing_runs([run.id]) == []
    assert len(store.epochs(run.id)) == 0
    assert store.checkpoint(run.id) is None


def test_a_run_stored_with_its_last_weights_says_that_it_was_judged_by_them(store, spec):
    """Its stored result is of its last epoch; that of any other run is of its best."""
    result = {"epochs": 9, "best_epoch": 4, "test": {"rmse": 1.0}}
    last, best, waiting = (store.create(spec) for _ in range(3))
    for run, kept in ((last, "false"), (best, "true"), (waiting, "false")):
        old = spec.to_json().replace('"patience"', f'"restore_best": {kept}, "patience"')
        found = {} if run is waiting else result
        directly(
            store,
            "UPDATE runs SET spec = :spec, result = :result WHERE id = :run",
            spec=old,
            result=json.dumps(found),
            run=run.id,
        )
    read = [store.run(run.id) for run in (last, best, waiting)]
    assert [run.judged_epoch for run in read] == [9, 4, 0]
    assert [run.judged_by_last for run in read] == [True, False, False]
    assert all(run.spec == spec for run in read)
    # Trained anew under its id it is judged as every run is.
    directly(
        store,
        "UPDATE runs SET result = :result WHERE id = :run",
        result=json.dumps({**result, "judged_epoch": 4}),
        run=last.id,
    )
    assert not store.run(last.id).judged_by_last


def test_a_run_that_this_version_does_not_know_hides_no_other(store, spec):
    known, unknown = store.create(spec), store.create(spec)
    directly(store, "UPDATE runs SET spec = '{}' WHERE id = :run", run=unknown.id)
    assert [run.id for run in store.runs()] == [known.id]


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs a folder nobody can write to")
def test_a_home_that_cannot_be_written_is_named(monkeypatch):
    monkeypatch.setenv("RNNVIZ_HOME", "/proc/self/rnnviz")
    with pytest.raises(StoreError, match=r"cannot be stored in /proc/self/rnnviz.*RNNVIZ_HOME"):
        RunStore.default()


@pytest.mark.parametrize(
    ("column", "value"),
    [("result", "{"), ("result", "[]"), ("result", "[" * 100_000), ("status", "dancing")],
)
def test_a_damaged_run_hides_none_of_the_others(store, spec, column, value):
    good, bad = store.create(spec), store.create(spec)
    directly(store, f"UPDATE runs SET {column} = :value WHERE id = :run", value=value, run=bad.id)
    assert [run.id for run in store.runs()] == [good.id]
    assert [one.run.id for one in store.overview()] == [good.id]


def test_a_damaged_run_is_not_claimed_again_and_again(store, spec):
    bad, worse, good = (store.create(spec) for _ in range(3))
    directly(store, "UPDATE runs SET spec = '{}' WHERE id = :run", run=bad.id)
    store.append_epochs(worse.id, [], Checkpoint(1, b"t", {}))
    directly(store, "UPDATE checkpoints SET numbers = '{'")
    assert store.claim("w").run.id == good.id
    assert store.claim("w") is None
    assert store.run(worse.id).status == "failed"
    assert "is damaged" in store.run(worse.id).reason
    directly(store, "UPDATE runs SET spec = :spec WHERE id = :run", spec=spec.to_json(), run=bad.id)
    assert store.run(bad.id).sentence == "Its settings cannot be read by this version of rnnviz."


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b", "\N{GRINNING FACE} \u202e"])
def test_any_name_can_be_kept(store, spec, name):
    run = store.create(spec, name=name)
    store.rename(run.id, name)
    assert store.run(run.id).name.encode().replace(b"?", b"") != b""


@pytest.mark.parametrize("run_id", ["\0", "\ud800", "", "'", "x" * 100_000])
def test_an_id_that_no_run_can_have_is_unknown(store, run_id):
    with pytest.raises(KeyError):
        store.run(run_id)
    assert store.existing_runs([run_id]) == store.progress([run_id]) == []
    assert store.epochs(run_id, after=2**70).shape[0] == 0
    with pytest.raises(KeyError):
        store.snapshot("x", 2**70)


def at_one_moment(store, count):
    """Read in so many threads that are all in the middle of it at one time."""
    together = threading.Barrier(count)

    def call():
        with store._reading.connect() as connection:
            together.wait(10)
            connection.execute(text("SELECT 1")).all()

    threads = [threading.Thread(target=call) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_connections_are_few_and_used_again(file_store, spec):
    run = file_store.create(spec)
    open_files = psutil.Process().num_fds()
    for _ in range(50):
        thread = threading.Thread(target=lambda: file_store.run(run.id))
        thread.start()
        thread.join()
    # A connection opens the file and its log.
    assert psutil.Process().num_fds() <= open_files + 2
    at_one_moment(file_store, 40)
    open_files = psutil.Process().num_fds()
    for _ in range(3):
        at_one_moment(file_store, 40)
    # SQLite keeps files of closed connections for the next ones while others have locks.
    assert psutil.Process().num_fds() <= open_files + 2 * 16
    assert file_store.run(run.id) == run


def test_an_address_is_shown_without_its_password():
    for place, name in [
        ("postgresql://me:se%40cret@db:5433/runs", "postgresql://me@db:5433/runs"),
        ("postgres://me:se%40cret@db/runs", "postgresql://me@db/runs"),
        ("postgresql+psycopg://db/runs?password=se%40cret", "postgresql://db/runs"),
    ]:
        found = address_of(place)
        assert found.name == name
        assert "se%40cret" in found.url
        assert address_of(found.url) == found


@pytest.mark.parametrize("name", ["a b", "what?", "50%", "ümläut", "#1", "a%20b"])
def test_any_file_has_an_address(tmp_path, name):
    path = tmp_path / name / "runs.sqlite3"
    found = address_of(address_of(path).url)
    assert found.path == path
    assert found.name == str(path)


@pytest.mark.parametrize(
    "place",
    [
        "mysql://me:secret@db/runs",
        "postgresql://me:sec@ret@db/runs",
        "postgresql://me:secret@db:port/runs",
        "postgresql://me:secret@db",
        "postgresql://",
    ],
)
def test_an_address_that_is_none_is_refused_without_its_password(place):
    with pytest.raises(StoreError, match="RNNVIZ_STORE") as told:
        RunStore(place)
    seen = "".join(traceback.format_exception(told.value))
    assert "secret" not in seen and "ret@" not in seen


def test_the_default_store_can_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv("RNNVIZ_HOME", str(tmp_path))
    monkeypatch.delenv("RNNVIZ_STORE", raising=False)
    assert default_place() == tmp_path / "runs.sqlite3"
    monkeypatch.setenv("RNNVIZ_STORE", "")
    assert default_place() == tmp_path / "runs.sqlite3"
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "other.sqlite3"))
    store = RunStore.default()
    assert store.path == tmp_path / "other.sqlite3"
    store.close()


def test_the_clock_is_the_databases(store):
    assert store.database_time() == pytest.approx(time.time(), abs=60)


def test_pace_and_numbers_come_back_exactly(store, spec):
    for pace in (math.inf, 0.0, 0.1, 1e-300, 1e300):
        run = store.create(spec, pace=pace)
        assert store.run(run.id).pace == pace
    number = 0.1 + 0.2
    store.append_epochs(run.id, [[1, number, math.inf, None, math.nan, -0.0, 5e-324]])
    found = store.epochs(run.id)[0].tolist()
    assert found[:3] == [1, number, math.inf] and np.isnan(found[3:5]).all()
    assert found[5:] == [0.0, 5e-324]


def test_newest_is_by_number_also_after_a_deletion(store, spec):
    ids = [store.create(spec).id for _ in range(3)]
    store.delete(ids[2])
    ids[2] = store.create(spec).id
    assert [one.number for one in store.held()] == [1, 2, 3]
    assert [run.id for run in store.runs(limit=2)] == [ids[2], ids[1]]
