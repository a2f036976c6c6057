import math
import threading

import pytest

from rnnviz.runs.control import Control, Order
from rnnviz.runs.outbox import Outbox
from rnnviz.runs.run import FULL_SPEED, ONE_EPOCH_A_CLICK


def test_without_orders_a_run_goes_on():
    control = Control()
    assert not control.should_end()
    assert not control.must_wait()
    assert control.wait_for_turn()


def test_an_older_order_that_comes_later_is_not_obeyed():
    control = Control(Order("a"))
    control.obey(Order("a", serial=2, command="end"))
    control.obey(Order("a", serial=1))
    assert control.should_end()


def test_a_newer_attempt_means_to_leave_and_an_older_one_nothing():
    control = Control(Order("a", attempt=3))
    control.obey(Order("a", attempt=2, serial=1, command="end"))
    assert not control.should_end()
    control.obey(Order("a", attempt=4, serial=2))
    assert control.order.command == "abandon"


def test_silence_ends_a_run():
    assert Control(Order("a", lease=-1)).should_end()
    assert not Control(Order("a", lease=60)).should_end()


def test_one_epoch_a_click():
    control = Control(Order("a", pace=ONE_EPOCH_A_CLICK, clicks=5))
    assert control.must_wait()
    control.obey(Order("a", pace=ONE_EPOCH_A_CLICK, clicks=7))
    assert [control.wait_for_turn() for _ in range(2)] == [True, True]
    assert control.must_wait()
    # An engine that takes over counts from its own beginning.
    control.obey(Order("b", pace=ONE_EPOCH_A_CLICK, clicks=0))
    assert control.must_wait()
    control.obey(Order("b", pace=ONE_EPOCH_A_CLICK, clicks=1))
    assert not control.must_wait()


@pytest.mark.parametrize(
    "order", [Order("a", command="end"), Order("a", pace=FULL_SPEED), Order("a", pace=1000.0)]
)
def test_who_waits_hears_of_a_change_at_once(order):
    control = Control(Order("a", pace=ONE_EPOCH_A_CLICK))
    done = threading.Event()
    thread = threading.Thread(target=lambda: (control.wait_for_turn(), done.set()))
    thread.start()
    assert not done.wait(0.05)
    control.obey(order)
    assert done.wait(5)
    thread.join()


def test_a_pace_is_kept_on_average():
    control = Control(Order("a", pace=200.0))
    turns = 0
    timer = threading.Timer(0.5, control.obey, [Order("a", command="end")])
    timer.start()
    while control.wait_for_turn():
        turns += 1
    timer.join()
    assert 20 <= turns <= 102


def test_reports_are_kept_until_they_are_in_the_store():
    sent = []
    outbox = Outbox(lambda topic, message: sent.append((topic, message)), "a", run="r")
    for kind in ("started", "epochs", "ended"):
        outbox.send({"kind": kind})
    outbox.acknowledge(1)
    assert len(outbox) == 2
    sent.clear()
    outbox.redirect("a")
    assert sent == []
    outbox.redirect("b")
    assert [(topic, m["kind"], m["number"]) for topic, m in sent] == [
        ("b", "here", 1),
        ("b", "epochs", 2),
        ("b", "ended", 3),
    ]
    outbox.acknowledge(3)
    outbox.redirect("c")
    assert (sent[-1][1]["kind"], sent[-1][1]["number"]) == ("here", 3)
    assert math.isinf(Order("a").pace)
