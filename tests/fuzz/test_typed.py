"""What a person types: histories, texts, sizes, names."""

import math

import numpy as np
import pytest
from hypothesis import strategies as st

from rnnviz.generation import LONGEST_HISTORY, continue_history, continue_text, parse_history
from rnnviz.models import SequenceModel
from rnnviz.runs.export import script_of
from rnnviz.runs.spec import MAX_HIDDEN_SIZE, RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import TASKS, Architecture, load_task
from rnnviz.typed import MOST_STEPS, typed_probe
from rnnviz.ui.sweep import read_sizes
from tests.fuzz.attack import LONGEST_MESSAGE, attack, is_a_sentence
from tests.fuzz.hostile import TEXTS, texts

numbers = st.lists(
    st.one_of(st.integers(-2000, 2000), st.floats(), st.sampled_from((10**400, 1e300, -0.0))),
    max_size=LONGEST_HISTORY + 5,
)
written = st.builds(
    lambda each, between: between.join(str(number)[:500] for number in each),
    numbers,
    st.sampled_from((",", " ", ";", ", ", "\t", "\u3000", "\n", "，")),
)


def network(name):
    return SequenceModel.for_task(load_task(name), cell="gru", hidden_size=4, seed=1)


def asked(ask, longest=LONGEST_MESSAGE):
    """Return an answer, or None after a sentence."""
    try:
        return ask()
    except ValueError as error:
        assert is_a_sentence(error, longest), error
        return None


def test_typed_histories():
    model, task = network("ball"), load_task("ball")

    def check(text):
        found = asked(lambda: continue_history(model, task, text))
        if found is not None:
            assert np.isfinite(found).all()
            assert 2 <= len(parse_history(text)) <= LONGEST_HISTORY

    for text in TEXTS:
        check(text)
    attack("typed history", st.one_of(texts, written), check)


def test_histories_of_numbers():
    model, task = network("ball"), load_task("ball")

    def check(history):
        try:
            found = asked(lambda: continue_history(model, task, history, steps=2))
        except OverflowError:  # Python's own word about a number that no float can hold
            assert any(isinstance(value, int) and abs(value) > 1e308 for value in history)
            return
        if found is not None:
            assert np.isfinite(found).all()
            assert all(math.isfinite(value) for value in history)

    attack("history of numbers", numbers, check)


def test_typed_texts():
    known = [(network(name), load_task(name)) for name in ("hello", "pronoun", "parens", "reber")]
    symbols = sorted({symbol for _, task in known for symbol in task.output_names})

    def check(case):
        (model, task), start = case
        found = asked(lambda: continue_text(model, task, start, steps=2))
        if found is not None:
            assert found.split()[: len(start.split())] or found.startswith(start)
            assert all(symbol in task.output_names for symbol in found) or " " in found

    mixed = st.lists(st.one_of(st.sampled_from(symbols), st.text(max_size=2)), max_size=30)
    joined = st.builds(lambda parts, glue: glue.join(parts), mixed, st.sampled_from(("", " ")))
    for text in TEXTS:
        for one in known:
            check((one, text))
    attack("typed text", st.tuples(st.sampled_from(known), st.one_of(texts, joined)), check)


def test_typed_sequences():
    """Whatever is typed for the player is read as numbers that a network can take, or refused."""
    tasks = {name: load_task(name) for name in TASKS}
    tasks["dates"] = load_task("reverse", what="dates")
    symbols = {symbol for task in tasks.values() for symbol in task.vocabulary}

    def check(case):
        name, text = case
        probe = asked(lambda: typed_probe(tasks[name], text))
        if probe is None:
            return
        steps = len(probe.labels)
        assert 1 <= steps <= MOST_STEPS
        assert len(probe.inputs) == len(probe.answers) == len(probe.value) == steps
        assert np.isfinite(probe.inputs).all()
        assert not np.isinf(probe.target).any()

    mixed = st.lists(
        st.one_of(st.sampled_from(sorted(symbols | {" ", "\n"})), st.text(max_size=2)), max_size=30
    )
    joined = st.builds(lambda parts, glue: glue.join(parts), mixed, st.sampled_from(("", " ")))
    for task in tasks:
        for text in TEXTS:
            check((task, text))
    attack(
        "typed sequences",
        st.tuples(st.sampled_from(sorted(tasks)), st.one_of(texts, written, joined)),
        check,
    )


def test_typed_sizes():
    def check(text):
        # The field takes 100 letters, and the sentence repeats them.
        found = asked(lambda: read_sizes(text[:100]), longest=1200)
        assert all(1 <= size <= MAX_HIDDEN_SIZE for size in found or ())

    attack("sizes of a sweep", texts, check)


@pytest.fixture
def store(tmp_path):
    store = RunStore(tmp_path / "runs.sqlite3")
    yield store
    store.close()


def test_names_of_runs(store):
    """A name may be anything: it is kept or refused, and the exported script stays that script."""
    spec = RunSpec("sine", "gru", Architecture(4))
    run, other = store.create(spec), store.create(spec)
    usual = compile(script_of(run), "script", "exec").co_names

    def check(name):
        try:
            store.rename(run.id, name)
        except UnicodeEncodeError:  # half a character, which no browser can send
            assert any(0xD800 <= ord(letter) <= 0xDFFF for letter in name)
        found = store.run(run.id)
        assert len(found.name) <= 80 and "\n" not in found.name
        assert compile(script_of(found), "script", "exec").co_names == usual
        assert store.run(other.id) == other

    attack("names of runs", texts, check)
