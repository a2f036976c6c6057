from dataclasses import replace

import pytest

from rnnviz.runs.progress import Progress, seconds_left, share_done
from rnnviz.tasks import Architecture


@pytest.fixture
def make(store, spec):
    def make(status, epoch=0, seconds=0.0, **changes):
        run = store.create(replace(spec, **changes))
        store.set_status(run.id, status)
        return Progress(store.run(run.id), epoch, seconds)

    return make


def test_runs_count_the_same_and_ended_ones_fully(make):
    found = [make("finished", 5), make("stopped", 2), make("running", 1), make("queued")]
    assert share_done(found) == pytest.approx((1 + 1 + 1 / 5 + 0) / 4)
    with pytest.raises(ValueError, match="no run"):
        share_done([])


def test_nothing_is_estimated_before_anything_is_known(make):
    assert seconds_left([make("queued"), make("running")]) is None


def test_a_run_goes_on_as_fast_as_it_was(make):
    assert seconds_left([make("running", 2, 4.0)]) == pytest.approx(3 * 2)


def test_a_run_that_waits_is_as_fast_as_its_like(make):
    found = [
        make("finished", 5, 5.0),
        make("finished", 5, 50.0, architecture=Architecture(64)),
        make("queued"),
    ]
    assert seconds_left(found) == pytest.approx(5)
    # Of another kind than all that is known: as the mean of all.
    found[2] = make("queued", cell="lstm")
    assert seconds_left(found) == pytest.approx(5 * (1 + 10) / 2)


def test_two_workers_take_half_the_time(make):
    one = make("running", 1, 1.0)
    assert seconds_left([one, make("running", 1, 1.0)]) == pytest.approx(4)
    assert seconds_left([make("finished", 5, 5.0)]) == 0
