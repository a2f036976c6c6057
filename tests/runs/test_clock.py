"""A clock that somebody sets by hours, forward or back, while all is at work."""

import math
import time

import psutil
import pytest

from rnnviz.runs.control import Control, Order
from rnnviz.runs.deletion import UNDO_SECONDS
from rnnviz.runs.owner import owner_lives, owner_name
from rnnviz.runs.store import RunStore

HOURS = 5 * 3600.0
YEARS = 20 * 365 * 24 * 3600.0
JUMPS = [HOURS, -HOURS, YEARS, -YEARS]
_TIME, _BOOT = time.time, psutil.boot_time()


@pytest.fixture
def clock(monkeypatch):
    """Set the clock so many seconds forward: ``clock(3600)``."""

    def jump(seconds):
        monkeypatch.setattr(time, "time", lambda: _TIME() + seconds)
        # What psutil says when somebody sets the clock: the system began so much later.
        monkeypatch.setattr(psutil._psplatform, "boot_time", lambda: _BOOT + seconds)

    return jump


@pytest.mark.parametrize("seconds", JUMPS)
def test_an_owner_lives_on(clock, seconds):
    before, parent = owner_name(), psutil.Process().ppid()
    told = psutil.Process(parent).create_time()
    clock(seconds)
    # The fault is there: this is how the time of a process moves with the clock.
    assert psutil.Process(parent).create_time() == pytest.approx(told + seconds, abs=2)
    assert owner_lives(before)
    assert owner_name() == before


def test_an_owner_named_by_an_earlier_version_lives_on():
    process = psutil.Process()
    host = owner_name().split("/")[0]
    assert owner_lives(f"{host}/{process.pid}/{process.create_time():.0f}")
    assert not owner_lives(f"{host}/{process.pid}/{process.create_time() - 60:.0f}")


@pytest.mark.parametrize("seconds", JUMPS)
def test_what_was_just_deleted_can_be_brought_back(store, spec, clock, seconds):
    run = store.create(spec)
    store.hide([run.id])
    clock(seconds)
    store.purge(UNDO_SECONDS)
    assert [one.id for one in store.hidden_runs()] == [run.id]
    store.unhide([run.id])
    assert store.run(run.id) == run


def test_what_was_deleted_in_the_future_is_not_kept_for_ever(store, spec, clock):
    run = store.create(spec)
    clock(YEARS)
    store.hide([run.id])
    another = RunStore(store.path)
    clock(0)
    another.purge(UNDO_SECONDS)
    assert another.hidden_since(run.id) <= time.time()
    clock(UNDO_SECONDS - 5)
    another.purge(UNDO_SECONDS)
    assert another.hidden_since(run.id) is not None
    clock(UNDO_SECONDS + 5)
    another.purge(UNDO_SECONDS)
    assert another.hidden_since(run.id) is None
    another.close()


@pytest.mark.parametrize("seconds", JUMPS)
def test_the_newest_run_stays_the_first(store, spec, clock, seconds):
    before = store.create(spec)
    clock(seconds)
    after = store.create(spec)
    assert [run.id for run in store.runs()] == [after.id, before.id]
    assert [one.run.id for one in store.overview()] == [after.id, before.id]


@pytest.mark.parametrize("seconds", JUMPS)
def test_leases_and_paces_go_by_what_has_passed(clock, seconds):
    control = Control(Order("t", lease=60.0, pace=1000.0))
    assert control.wait_for_turn()
    clock(seconds)
    assert not control.alone
    assert control.wait_for_turn()
    control.obey(Order("t", lease=60.0, pace=math.inf))
    assert not control.should_end()


def test_elsewhere_a_process_is_known_by_its_time_of_day(monkeypatch):
    monkeypatch.setattr("sys.platform", "elsewhere")
    name = owner_name()
    assert name.rpartition("/")[2] == f"{psutil.Process().create_time():.0f}"
    assert owner_lives(name)
    assert not owner_lives(name + "0")
