import threading
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pytest

from rnnviz.byte_cache import ByteCache, size_of


def test_a_cache_forgets_what_was_not_asked_for_the_longest():
    cache = ByteCache(3 * (1000 + 4096 + len("a")))
    for name in "abc":
        cache.put(name, name.upper(), 1000)
    assert (len(cache), cache.size) == (3, cache.most)
    assert cache.get("a") == "A"
    cache.put("d", "D", 1000)
    assert [cache.get(name) for name in "abcd"] == ["A", None, "C", "D"]
    cache.put("d", "again", 500)
    assert cache.get("d") == "again"
    assert cache.size == cache.most - 500
    cache.put("all", "X", 3000 + 2 * 4096)
    assert [cache.get(name) for name in ("a", "c", "d", "all")] == [None, None, None, "X"]
    assert cache.size == cache.most
    cache.put("more", "Y", cache.most)
    assert cache.get("more") is None
    assert cache.get("all") == "X"
    cache.put("all", "too much", cache.most)
    assert (len(cache), cache.size) == (0, 0)


def test_what_a_key_holds_is_counted():
    cache = ByteCache(100_000)
    for k in range(10):
        cache.put(("asked", f"{k:030000}"), "small", 5)
    assert cache.size <= 100_000
    assert len(cache) == 2


@dataclass
class Held:
    numbers: np.ndarray
    by_name: dict

    @cached_property
    def late(self):
        return np.zeros(100)


def test_what_hangs_on_a_value_is_counted_once():
    numbers = np.zeros(1000)
    held = Held(numbers[:10], {"again": numbers, "text": "abc"})
    assert size_of(held) == 8000 + len("numbers") * 0 + len("again" + "text" + "abc")
    _ = held.late
    assert size_of(held) - 800 == 8000 + len("againtextabc")
    # Of what is repeated without being stored, one is stored.
    assert size_of(np.broadcast_to(np.zeros(3), (10**9, 3))) == 24
    held.by_name["itself"] = held
    assert size_of([held, held, len, int, None, True]) < 9000


def test_what_is_asked_for_twice_at_once_is_made_once():
    cache, made, begun, go = ByteCache(10**6), [], threading.Event(), threading.Event()

    def make():
        made.append(threading.get_ident())
        begun.set()
        assert go.wait(10)
        return "value"

    found = []
    asking = [
        threading.Thread(target=lambda: found.append(cache.find_or_make("a", make)))
        for _ in range(4)
    ]
    for thread in asking:
        thread.start()
    assert begun.wait(10)
    # Nobody waits for another's.
    assert cache.find_or_make("b", lambda: "other") == "other"
    go.set()
    for thread in asking:
        thread.join(10)
    assert found == ["value"] * 4
    assert len(made) == 1


def test_an_error_is_told_to_who_made_it_and_the_next_one_tries_again():
    cache, begun, go = ByteCache(10**6), threading.Event(), threading.Event()

    def fail():
        begun.set()
        assert go.wait(10)
        raise SystemExit  # as Streamlit ends a script: no Exception

    def first():
        with pytest.raises(SystemExit):
            cache.find_or_make("a", fail)

    failing = threading.Thread(target=first)
    failing.start()
    assert begun.wait(10)
    found = []
    other = threading.Thread(target=lambda: found.append(cache.find_or_make("a", lambda: None)))
    other.start()
    go.set()
    for thread in (failing, other):
        thread.join(10)
    assert found == [None]
    assert cache.find_or_make("a", fail) is None  # kept, though it is None
