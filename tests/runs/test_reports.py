"""Reports from an outbox to a charge over a line that loses some, without processes."""

import random

import pytest

from rnnviz.runs.charge import Charge
from rnnviz.runs.control import Order
from rnnviz.runs.outbox import Outbox


def report(number, kind="epochs", execution="e"):
    return {"number": number, "kind": kind, "execution": execution, "key": "k"}


def test_a_row_begins_with_the_first_report():
    charge = Charge(Order("t"))
    assert charge.take(report(1))
    assert charge.heard
    assert charge.take(report(2))


def test_a_row_begins_where_a_worker_says_that_all_before_is_stored():
    charge = Charge(Order("t"))
    assert not charge.take(report(56, "here"))
    assert charge.heard
    assert charge.take(report(57))


def test_a_report_from_the_middle_does_not_begin_a_row():
    # The word `here` was lost: taken for a beginning, this one would leave a gap for ever.
    charge = Charge(Order("t"))
    assert not charge.take(report(57))
    assert not charge.heard
    assert not charge.take(report(56, "here"))
    assert charge.take(report(57))


def test_a_later_here_closes_a_gap_that_is_in_the_store_already():
    charge = Charge(Order("t"))
    charge.take(report(1))
    assert not charge.take(report(56, "here"))
    assert charge.take(report(57))


def test_a_gap_is_not_skipped():
    charge = Charge(Order("t"))
    assert [charge.take(report(n)) for n in (1, 3, 2, 3)] == [True, False, True, True]


@pytest.mark.parametrize("seed", range(40))
def test_over_a_line_that_loses_and_engines_that_die_all_arrive_once_and_in_order(seed):
    chance = random.Random(seed)
    wire, stored, asked = [], [], 0
    outbox = Outbox(lambda topic, message: wire.append((topic, message)), "t0", **report(0))
    charge, topic = Charge(Order("t0")), 0
    for number in range(1, 61):
        outbox.send({"value": number})
        if chance.random() < 0.1:
            # Another engine takes over; the store is all that it shares with the one before.
            charge, topic = Charge(Order("")), topic + 1
            outbox.redirect(f"t{topic}")
        rounds = 0
        while wire or (number == 60 and charge.number < 60):
            rounds += 1
            assert rounds < 200, "it asks for ever"
            arrived, wire[:] = list(wire), []
            gap = number == 60 and not arrived
            for sent_to, message in arrived:
                if sent_to != f"t{topic}" or chance.random() < 0.2:
                    continue
                if charge.take(message):
                    stored.append(message["value"])
                    if chance.random() < 0.5:
                        outbox.acknowledge(message["number"])
                elif message["number"] > charge.number:
                    gap = True
            if gap:
                topic, asked = topic + 1, asked + 1
                outbox.redirect(f"t{topic}")
    assert list(dict.fromkeys(stored)) == list(range(1, 61))
    assert asked < 200
