"""Who trains which run: claims, leases, orders and reports, on both kinds of database."""

import threading

import pytest

from rnnviz.runs.run import PASSING, SCHEDULED, Checkpoint, Snapshot
from rnnviz.runs.store import Ending, Orders, Report, RunStore

ROW = [0, 0.5, 0.5, 0.5, 0.5, 0.1, 0.1]


def rows(*epochs):
    return [[epoch, *ROW[1:]] for epoch in epochs]


def at(epoch):
    return Checkpoint(epoch, b"tensors", {"epoch": epoch})


def one_held(store):
    (found,) = store.held()
    return found


def test_a_run_is_claimed_once_and_trains(store, spec):
    assert store.claim("w") is None
    run = store.create(spec, pace=2.0)
    found = store.claim("w")
    assert (found.run.id, found.run.status, found.run.worker) == (run.id, "running", "w")
    assert found.checkpoint is None
    assert found.orders == Orders("", 2.0, 0)
    assert store.claim("v") is None
    held = one_held(store)
    assert (held.run_id, held.status, held.worker, held.attempt) == (run.id, "running", "w", 0)


def test_a_report_is_written_as_one_and_returns_the_orders(store, spec):
    run = store.create(spec)
    store.claim("w")
    before = one_held(store).beat
    store.set_pace(run.id, 3.0)
    store.click(run.id)
    report = Report(
        rows(0, 1),
        [(Snapshot(0, b"w0", b"p0"), SCHEDULED), (Snapshot(1, b"w1", b"p1"), PASSING)],
        at(1),
    )
    for _ in range(2):
        assert store.report(run.id, 0, report) == Orders("", 3.0, 1)
        assert store.epochs(run.id)[:, 0].tolist() == [0, 1]
        assert store.snapshot_epochs(run.id) == [0, 1]
        assert store.checkpoint(run.id) == at(1)
    assert one_held(store).beat == before + 2
    assert store.orders(run.id, 0) == Orders("", 3.0, 1)


def test_an_ending_ends_it(store, spec):
    run = store.create(spec)
    store.claim("w")
    store.ask(run.id, "stop")
    ending = Ending("stopped", "Stopped by hand at epoch 1.", {"epochs": 1}, b"packet")
    assert store.report(run.id, 0, Report(rows(1), checkpoint=at(1), ending=ending)).command
    ended = store.run(run.id)
    assert (ended.status, ended.reason, ended.result) == ("stopped", ending.reason, {"epochs": 1})
    assert ended.worker == ""
    assert store.case_scores(run.id) == b"packet"
    assert store.checkpoint(run.id) is None
    assert store.held() == []
    # The word that it was written may have been lost: said again, it changes nothing.
    assert store.report(run.id, 0, Report(rows(9), ending=Ending("failed"))) is None
    assert store.run(run.id) == ended
    assert len(store.epochs(run.id)) == 1


def test_a_run_that_its_worker_leaves_waits_for_another(store, spec):
    run = store.create(spec)
    store.claim("w")
    leaving = Report(rows(0, 1, 2), checkpoint=at(1), ending=Ending("queued", "The app closed."))
    assert store.report(run.id, 0, leaving) is not None
    waiting = store.run(run.id)
    assert (waiting.status, waiting.reason, waiting.attempt) == ("queued", "The app closed.", 1)
    assert store.report(run.id, 0, leaving) is None
    assert store.orders(run.id, 0) is None
    found = store.claim("v")
    assert (found.checkpoint, found.run.attempt, found.run.reason) == (at(1), 1, "")
    assert store.epochs(run.id)[:, 0].tolist() == [0, 1]


def test_a_lease_that_ran_out_goes_to_another_worker(store, spec):
    run = store.create(spec)
    store.claim("w")
    store.report(run.id, 0, Report(rows(0), checkpoint=at(0)))
    seen = one_held(store)
    store.report(run.id, 0, Report())
    assert not store.requeue(run.id, 0, seen.beat, "It is silent.")
    seen = one_held(store)
    assert store.requeue(run.id, 0, seen.beat, "It is silent.")
    assert not store.requeue(run.id, 0, seen.beat, "It is silent.")
    assert store.report(run.id, 0, Report(rows(1))) is None
    assert len(store.epochs(run.id)) == 1
    again = store.run(run.id)
    assert (again.status, again.attempt, again.worker) == ("queued", 1, "")
    assert again.reason == "It is silent."
    assert store.claim("v").checkpoint == at(0)


def test_the_runs_of_a_dead_worker_wait_and_no_others(store, spec):
    dead, alive = store.create(spec), store.create(spec)
    store.claim("w")
    store.claim("v")
    store.requeue_worker("w", "It died.")
    assert (store.run(dead.id).status, store.run(alive.id).status) == ("queued", "running")


def crash(store, run_id):
    store.claim("w")
    held = next(one for one in store.held() if one.run_id == run_id)
    assert store.requeue(run_id, held.attempt, held.beat, "It died.")


def test_a_run_that_kills_its_workers_fails_and_one_that_moves_on_does_not(store, spec):
    run = store.create(spec)
    for epoch in range(5):
        crash(store, run.id)
        attempt = store.claim("w").run.attempt
        store.report(run.id, attempt, Report(checkpoint=at(epoch)))
        store.report(run.id, attempt, Report(ending=Ending("queued")))
    for _ in range(2):
        crash(store, run.id)
        assert store.run(run.id).status == "queued"
    crash(store, run.id)
    failed = store.run(run.id)
    assert failed.status == "failed"
    assert failed.reason.startswith("The process that trained it died 3 times at the same place")
    store.take_up(run.id)
    crash(store, run.id)
    assert store.run(run.id).status == "queued"


@pytest.mark.parametrize("leaves", [True, False])
def test_what_was_asked_of_a_worker_that_is_gone_still_holds(store, spec, leaves):
    paused, stopped = store.create(spec), store.create(spec)
    for run, command in ((paused, "pause"), (stopped, "stop")):
        store.claim("w")
        assert store.ask(run.id, command)
        if leaves:
            store.report(run.id, 0, Report(ending=Ending("queued", "The app closed.")))
    store.requeue_worker("w", "It died.")
    assert (store.run(paused.id).status, store.run(paused.id).worker) == ("paused", "")
    assert store.take_up(paused.id).attempt == 2
    found = store.claim("v")
    assert (found.run.id, found.orders.command) == (stopped.id, "stop")
    assert store.claim("v").orders.command == ""


@pytest.mark.parametrize(
    ("command", "status", "reason"),
    [
        ("pause", "paused", "Paused by hand before it began."),
        ("stop", "stopped", "Stopped by hand before it began."),
    ],
)
def test_a_run_that_waits_is_paused_and_stopped_at_once(store, spec, command, status, reason):
    run = store.create(spec)
    assert store.ask(run.id, command)
    assert (store.run(run.id).status, store.run(run.id).reason) == (status, reason)
    assert not store.ask(run.id, command)
    assert store.claim("w") is None


def test_a_run_that_was_begun_is_paused_before_it_resumed(store, spec):
    run = store.create(spec)
    store.claim("w")
    store.report(run.id, 0, Report(checkpoint=at(1), ending=Ending("queued")))
    assert store.ask(run.id, "pause")
    assert store.run(run.id).reason == "Paused by hand before it resumed."


def test_to_yield_is_asked_of_who_is_asked_nothing_else(store, spec):
    run = store.create(spec)
    assert not store.ask(run.id, "yield")
    store.claim("w")
    assert store.ask(run.id, "stop")
    assert not store.ask(run.id, "yield")
    assert store.orders(run.id, 0).command == "stop"
    assert store.ask(run.id, "")
    assert store.ask(run.id, "yield")
    assert store.orders(run.id, 0).command == "yield"
    assert not store.ask("gone", "stop")


def test_who_has_many_waiting_gets_no_more_turns_than_who_has_one(store, spec):
    """Two with twenty each kept both workers from a third: each yielded to its own next run."""
    many = {name: [store.create(spec, workspace=name) for _ in range(5)] for name in "ab"}
    one = store.create(spec, workspace="c")
    turns = []
    training = [store.claim("first"), store.claim("second")]
    for turn in range(8):
        turns += [training[0].run.workspace]
        store.report(training[0].run.id, training[0].run.attempt, Report(ending=Ending("queued")))
        training = [training[1], store.claim(f"worker {turn}")]
    assert turns == list("abcabcab")
    assert store.run(one.id).attempt == 2
    # Within a visitor's runs all have a turn before one has its second.
    assert [store.run(run.id).attempt for run in many["a"]] == [1, 1, 1, 0, 0]


def test_visitors_take_turns_and_what_is_to_be_stopped_comes_first(store, spec):
    a = [store.create(spec, workspace="a").id for _ in range(3)]
    b = [store.create(spec, workspace="b").id for _ in range(2)]
    c = store.create(spec, workspace="c").id
    store.set_status(c, "paused")
    claimed = [store.claim(f"w{k}").run.id for k in range(3)]
    assert claimed == [a[0], b[0], a[1]]
    store.take_up(c, keep_result=True, command="stop")
    assert store.claim("w3").run.id == c
    assert [store.claim(f"w{k}").run.id for k in (4, 5)] == [b[1], a[2]]


def test_a_hidden_run_is_not_claimed_but_held_while_it_trains(store, spec):
    waits, trains = store.create(spec, workspace="a"), store.create(spec, workspace="b")
    store.hide([waits.id])
    assert store.claim("w").run.id == trains.id
    store.hide([trains.id])
    assert store.claim("w") is None
    assert [one.run_id for one in store.held()] == [trains.id]
    assert store.report(trains.id, 0, Report(rows(0))) is not None


def test_a_deleted_run_is_left(store, spec):
    run = store.create(spec)
    store.claim("w")
    store.delete(run.id)
    assert store.report(run.id, 0, Report(rows(0))) is None
    assert store.orders(run.id, 0) is None
    assert store.epochs(run.id).shape[0] == 0


def test_who_trains_what_was_made_anew_does_not_report_to_it(store, spec):
    run = store.create(spec, run_id="demonstration")
    store.claim("w")
    store.create(spec, run_id=run.id)
    assert store.claim("v").run.attempt == 1
    assert store.report(run.id, 0, Report(rows(0))) is None
    assert len(store.epochs(run.id)) == 0


def together(count, call):
    """Call from so many threads at one moment, and return what they found."""
    barrier, found = threading.Barrier(count), []

    def one(k):
        barrier.wait(10)
        found.append(call(k))

    threads = [threading.Thread(target=one, args=(k,)) for k in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == count
    return found


def test_each_run_goes_to_one_of_the_workers_that_ask_at_once(place, spec):
    stores = [RunStore(place) for _ in range(3)]
    ids = {stores[0].create(spec, workspace=f"{k % 4}").id for k in range(12)}
    first = together(4, lambda k: stores[k % 3].claim(f"w{k}"))
    # Fair also among those who ask at one moment.
    assert {one.run.workspace for one in first} == {"0", "1", "2", "3"}
    rest = together(12, lambda k: stores[k % 3].claim(f"v{k}"))
    claimed = [one.run.id for one in [*first, *rest] if one is not None]
    assert sorted(claimed) == sorted(ids)
    assert all(one.attempt == 0 for one in stores[0].held())
    for store in stores:
        store.close()


def test_only_one_of_those_who_see_a_silent_worker_takes_its_run(store, spec):
    for _ in range(5):
        run = store.create(spec)
        store.claim("w")
        seen = one_held(store)
        taken = together(6, lambda k, seen=seen: store.requeue(seen.run_id, 0, seen.beat, "Gone."))
        assert sum(taken) == 1
        assert store.run(run.id).attempt == 1
        store.delete(run.id)


def test_a_report_and_a_requeue_at_one_moment_do_not_both_hold(store, spec):
    for _ in range(8):
        run = store.create(spec)
        store.claim("w")
        seen = one_held(store)

        def call(k, run=run, seen=seen):
            if k:
                return store.requeue(run.id, 0, seen.beat, "Gone.")
            return store.report(run.id, 0, Report(rows(0))) is not None

        assert sum(together(2, call)) == 1
        store.delete(run.id)
