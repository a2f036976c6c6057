"""How much runs may occupy: known, bounded, said, and nothing lost at the bound."""

import json
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import text

from rnnviz.runs.engine import Engine, EngineError
from rnnviz.runs.run import BEST, PASSING, SCHEDULED, Checkpoint, Snapshot
from rnnviz.runs.store import Ending, Report, RunStore, StoreError, StoreFullError
from rnnviz.runs.store.quota import MB, Quota, Quotas, Usage
from rnnviz.runs.workers.direct import train_to_end
from rnnviz.runs.workers.supervisor import Supervisor
from rnnviz.runs.workspaces import workspace_of
from rnnviz.train_config import TrainConfig

MINE = workspace_of("a" * 22)
NAMES = ("MOST_STORED_MB", "MOST_STORED_RUNS", "MOST_STORED_EPOCHS", "MOST_STORE_MB")
ROW = [0.5, 0.5, 0.5, 0.5, 0.1, 0.1]


def counted(store, run_id):
    """Return what a run's row says it occupies, and what its rows do."""
    one = {"run": run_id}
    ((said,),) = store._rows(text("SELECT bytes FROM runs WHERE id = :run"), one)
    sums = {
        "snapshots": "length(weights) + length(picture)",
        "checkpoints": "length(tensors) + length(numbers)",
        "case_scores": "length(packet)",
    }
    found = 4096 + 80 * max(0, len(store.epochs(run_id)) - 1)
    for table, of_row in sums.items():
        ((size,),) = store._rows(
            text(f"SELECT coalesce(sum({of_row}), 0) FROM {table} WHERE run = :run"), one
        )
        found += int(size)
    return said, found


def bounded(store, **most):
    store.quotas = replace(store.quotas, browser=Quota(**most), others=Quota(**most))


def test_what_a_run_occupies_is_known_after_every_change(store, spec):
    run = store.create(spec)

    def check(least=0):
        said, found = counted(store, run.id)
        assert said == found >= least

    check()
    store.put_snapshot(run.id, Snapshot(0, b"w" * 1000, b"p" * 100), SCHEDULED)
    check(1100)
    store.append_epochs(run.id, [[0, *ROW], [1, *ROW]], Checkpoint(1, b"t" * 5000, {"a": 1}))
    check(6100)
    store.claim("w")
    snapshots = [(Snapshot(1, b"w" * 700, b"p"), PASSING), (Snapshot(2, b"w" * 800, b"p"), BEST)]
    assert store.report(run.id, 0, Report([[2, *ROW], [3, *ROW]], snapshots))
    check(7600)
    store.report(run.id, 0, Report(ending=Ending("paused")))
    check()
    store.take_up(run.id)
    check()
    store.ask(run.id, "stop")
    check()
    assert store.checkpoint(run.id) is None
    again = store.create(spec, worker="w")
    store.set_status(again.id, "finished", "", {}, case_scores=b"c" * 300)
    assert counted(store, again.id) == (4396, 4396)
    assert store.usage("default") == Usage(counted(store, run.id)[0] + 4396, 2, 1, 0)
    store.hide([again.id])
    assert store.usage("default").deleted_bytes == 4396
    store.delete(again.id)
    assert store.usage("default").runs == 1
    assert store.usage("another") == Usage()


def test_a_write_beyond_the_quota_is_not_kept_and_pauses_the_run(store, spec):
    run = store.create(spec, workspace=MINE, worker="w")
    bounded(store, bytes=10_000)
    first = Report([[0, *ROW]], [(Snapshot(0, b"w" * 3000, b""), SCHEDULED)])
    first.checkpoint = Checkpoint(0, b"t" * 1000, {})
    assert store.report(run.id, 0, first) is not None
    before = counted(store, run.id)
    more = Report([[1, *ROW]], [(Snapshot(1, b"w" * 3000, b""), SCHEDULED)])
    assert store.report(run.id, 0, more) is None
    assert counted(store, run.id) == before
    paused = store.run(run.id)
    assert paused.status == "paused" and paused.worker == ""
    assert paused.reason == (
        "Paused after epoch 0: your runs may take at most 0.0 MB here. Delete some on the Runs "
        "page, then resume it."
    )
    # Another's runs are not counted, and what only takes less is written.
    other = store.create(spec, workspace="browser-other", worker="v")
    assert store.report(other.id, 0, more) is not None
    assert store.report(other.id, 0, Report(ending=Ending("finished"))) is not None


def test_a_run_that_ends_is_paused_at_the_quota_too(store, spec):
    run = store.create(spec, workspace=MINE, worker="w")
    bounded(store, bytes=6_000)
    report = Report([[0, *ROW]], [(Snapshot(0, b"w" * 3000, b""), BEST)], ending=Ending("finished"))
    assert store.report(run.id, 0, report) is None
    assert store.run(run.id).status == "paused"
    assert "before its first checkpoint" in store.run(run.id).reason


@pytest.mark.parametrize(
    ("most", "said"),
    [
        ({"bytes": 4096}, "Your runs may take at most 0.0 MB here"),
        ({"runs": 1}, "You may keep at most 1 run here"),
        ({"epochs": 0.5}, "Your stored runs may have at most 0 epochs together"),
    ],
)
def test_nothing_starts_beyond_the_quota(store, spec, most, said):
    engine = Engine(store)
    store.create(spec, workspace=MINE)
    bounded(store, **most)
    with pytest.raises(StoreFullError, match=f"{said}. Delete some on the Runs page."):
        engine.submit(spec, workspace=MINE)
    assert len(store.runs(MINE)) == 1
    engine.close()


def test_nothing_is_resumed_beyond_the_quota_but_it_can_be_stopped(store, spec):
    run = store.create(spec, workspace=MINE, worker="w")
    store.set_status(run.id, "paused", "Paused by hand.")
    bounded(store, bytes=4096, runs=1)
    with pytest.raises(StoreFullError):
        store.take_up(run.id)
    assert store.run(run.id).reason == "Paused by hand."
    assert store.take_up(run.id, command="stop").status == "queued"


def test_a_run_paused_at_the_quota_goes_on_bit_for_bit_when_there_is_room(store, spec):
    spec = replace(spec, training=TrainConfig(epochs=12))
    whole, other = (store.create(spec, workspace=MINE, worker="w") for _ in range(2))
    train_to_end(store, whole.id)
    run = store.create(spec, workspace=MINE, worker="w")
    bounded(store, bytes=store.usage(MINE).bytes + 5_000)
    train_to_end(store, run.id)
    assert store.run(run.id).status == "paused"
    assert "at most" in store.run(run.id).reason
    used = store.usage(MINE)
    assert used.bytes <= store.quota(MINE).bytes
    store.delete(other.id)
    bounded(store, bytes=100_000)
    store.take_up(run.id)
    train_to_end(store, run.id)
    assert store.run(run.id).status == "finished"
    np.testing.assert_array_equal(
        store.epochs(run.id)[:, :-1],
        store.epochs(whole.id)[:, :-1],  # but for the seconds
    )
    assert store.snapshot_epochs(run.id) == store.snapshot_epochs(whole.id)
    for epoch in store.snapshot_epochs(run.id):
        assert store.snapshot(run.id, epoch) == store.snapshot(whole.id, epoch)


def test_the_whole_store_can_be_bounded(store, spec):
    store.create(spec)
    store.quotas = replace(store.quotas, whole_bytes=8_000)
    store.create(spec, workspace=MINE)
    with pytest.raises(StoreFullError, match="All runs together may take at most 0.0 MB here"):
        store.create(spec, workspace="browser-new")


def test_nothing_starts_and_all_pauses_where_the_disk_is_nearly_full(file_store, spec, monkeypatch):
    store, free = file_store, [10**12]
    engine = Engine(store)
    run = store.create(spec)
    monkeypatch.setattr("rnnviz.runs.store.sqlite.SQLiteFile.free_bytes", lambda _: free[0])
    assert store.claim("w") is not None and store.disk_problem == ""
    free[0] = 501 * MB
    row = Report([[0, *ROW]], checkpoint=Checkpoint(0, b"t", {}))
    assert store.report(run.id, 0, row) is not None
    large = Report([[1, *ROW]], [(Snapshot(1, b"w" * 2 * MB, b""), SCHEDULED)])
    assert store.report(run.id, 0, large) is None
    paused = store.run(run.id)
    assert (paused.status, paused.reason) == (
        "paused",
        "Paused after epoch 0: the disk that holds the runs has 501 MB left, and at least 500 MB "
        "of it stay free. Free some disk space, then resume it.",
    )
    free[0] = 499 * MB
    for start in (lambda: engine.submit(spec), lambda: engine.resume(run.id)):
        with pytest.raises(EngineError, match="Nothing is trained at present: the disk that holds"):
            start()
    waits = store.create(spec)
    assert store.claim("w") is None
    supervisor = Supervisor(store, Providing())
    supervisor.look()
    assert supervisor._workers.asked == [0]
    free[0] = 501 * MB
    supervisor.look()
    assert supervisor._workers.asked == [0, 1]
    assert store.claim("w").run.id == waits.id
    engine.close()


class Providing:
    problem = ""

    def __init__(self):
        self.asked = []

    def provide(self, queued, busy):
        self.asked.append(queued)

    def room(self, busy):
        return True

    def dead(self):
        return ()


def test_by_default_browsers_have_a_quota_and_a_person_alone_has_none(monkeypatch):
    for name in (*NAMES, "LEAST_FREE_MB"):
        monkeypatch.delenv(f"RNNVIZ_{name}", raising=False)
    quotas = Quotas.from_environment()
    assert quotas == Quotas()
    assert quotas.of(MINE) == Quota(1_000 * MB, 500, 2_000_000)
    assert not quotas.of("default").bounded
    assert (quotas.whole_bytes, quotas.free_bytes) == (float("inf"), 500 * MB)
    monkeypatch.setenv("RNNVIZ_MOST_STORED_MB", "20")
    monkeypatch.setenv("RNNVIZ_MOST_STORED_RUNS", "inf")
    monkeypatch.setenv("RNNVIZ_LEAST_FREE_MB", "2")
    quotas = Quotas.from_environment()
    assert quotas.of(MINE) == Quota(20 * MB, float("inf"), 2_000_000)
    assert quotas.of("default") == Quota(20 * MB)
    assert quotas.free_bytes == 2 * MB


@pytest.mark.parametrize("name", [*NAMES, "LEAST_FREE_MB"])
def test_a_quota_that_is_no_number_is_refused(tmp_path, name, monkeypatch):
    monkeypatch.setenv(f"RNNVIZ_{name}", "much")
    with pytest.raises(ValueError, match=f"RNNVIZ_{name} must be a number above 0, not 'much'"):
        Quotas.from_environment()
    with pytest.raises(StoreError, match=f"RNNVIZ_{name} must be"):
        RunStore(tmp_path / "runs.sqlite3")
    assert not (tmp_path / "runs.sqlite3").exists()


def test_the_row_of_a_run_is_counted_as_large_as_rows_are(store, spec):
    run = store.create(spec)
    assert len(spec.to_json()) + len(json.dumps(run.result)) < 4096
