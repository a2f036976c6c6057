import threading
from dataclasses import replace

import pytest

from rnnviz.runs.run import FULL_SPEED, ONE_EPOCH_A_CLICK
from rnnviz.runs.store import Orders
from rnnviz.runs.workers.control import GO_ON, Control

BY_CLICK = Orders("", ONE_EPOCH_A_CLICK, 5)


def test_without_orders_a_run_goes_on():
    control = Control()
    assert not control.should_end()
    assert not control.must_wait()
    assert control.wait_for_turn()
    assert control.departure is None


@pytest.mark.parametrize(
    ("command", "status", "reason"),
    [
        ("pause", "paused", "Paused by hand after epoch 3."),
        ("stop", "stopped", "Stopped by hand after epoch 3."),
        (
            "yield",
            "queued",
            "Made room for another visitor's run after epoch 3; it continues when a worker is "
            "free.",
        ),
    ],
)
def test_a_command_ends_it_and_says_why(command, status, reason):
    control = Control()
    control.obey(replace(GO_ON, command=command))
    assert control.should_end()
    assert not control.leaving
    assert control.departure.status == status
    assert control.departure.reason("after epoch 3", 3) == reason


def test_a_command_that_stood_before_it_began_ends_it():
    assert Control(replace(GO_ON, command="stop")).should_end()


def test_a_command_that_is_taken_back_in_time_ends_nothing():
    control = Control(replace(GO_ON, command="pause"))
    control.obey(GO_ON)
    assert not control.should_end()
    assert control.departure is None


def test_to_leave_comes_before_all_other_commands_and_to_be_abandoned_before_that():
    control = Control(replace(GO_ON, command="stop"))
    control.pause_unsaved()
    assert control.departure.status == "paused"
    assert "could not be saved, after epoch 2." in control.departure.reason("after epoch 2", 2)
    control.leave("Gone; from epoch {epoch}.")
    control.leave("A second reason.")
    assert control.leaving
    assert control.departure.status == "queued"
    assert control.departure.reason("after epoch 2", 2) == "Gone; from epoch 2."
    control.abandon()
    assert control.departure is None
    assert control.should_end()


def test_one_epoch_a_click():
    control = Control(BY_CLICK)
    assert control.must_wait()  # clicks from before it began are no orders
    control.obey(replace(BY_CLICK, clicks=7))
    assert [control.wait_for_turn() for _ in range(2)] == [True, True]
    assert control.must_wait()


def test_clicks_from_before_the_pace_was_chosen_are_no_orders():
    control = Control()
    control.obey(replace(GO_ON, clicks=3))
    control.obey(replace(BY_CLICK, clicks=3))
    assert control.must_wait()
    control.obey(replace(BY_CLICK, clicks=4))
    assert not control.must_wait()


@pytest.mark.parametrize(
    "orders",
    [
        replace(BY_CLICK, command="pause"),
        replace(BY_CLICK, pace=FULL_SPEED),
        replace(BY_CLICK, pace=1000.0),
        replace(BY_CLICK, clicks=6),
        None,
    ],
)
def test_who_waits_hears_of_a_change_at_once(orders):
    control = Control(BY_CLICK)
    done = threading.Event()
    thread = threading.Thread(target=lambda: (control.wait_for_turn(), done.set()))
    thread.start()
    assert not done.wait(0.05)
    assert control.waiting
    if orders is None:
        control.leave("The app is gone.")
    else:
        control.obey(orders)
    assert done.wait(5)
    thread.join()
    assert not control.waiting


def test_a_pace_is_kept_on_average():
    control = Control(replace(GO_ON, pace=200.0))
    turns = 0
    timer = threading.Timer(0.5, control.obey, [replace(GO_ON, command="stop")])
    timer.start()
    while control.wait_for_turn():
        turns += 1
    timer.join()
    assert 20 <= turns <= 102
