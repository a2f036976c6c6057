"""Settings, from forms, files and links: runs as JSON, trainings, task options, ids."""

import json
import math
from dataclasses import fields

import pytest
from hypothesis import strategies as st

from rnnviz.runs.spec import MAX_HIDDEN_SIZE, MAX_LAYERS, RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import TASKS, Architecture, task_options
from rnnviz.train_config import TrainConfig
from tests.fuzz.attack import attack, is_a_sentence
from tests.fuzz.hostile import TEXTS, texts, values

SPEC = RunSpec("sine", "lstm", Architecture(16), TrainConfig(epochs=7), {"noise": 0.1})


def refused(make, *arguments):
    """Return what was made, or None after a sentence."""
    try:
        return make(*arguments)
    except ValueError as error:
        assert is_a_sentence(error), error
        return None


def paths_of(tree, before=()):
    for key, value in tree.items():
        yield (*before, key)
        if isinstance(value, dict):
            yield from paths_of(value, (*before, key))


def with_value(path, value):
    tree = json.loads(SPEC.to_json())
    inner = tree
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return json.dumps(tree)


def test_runs_as_json():
    whole = SPEC.to_json()
    places = [*paths_of(json.loads(whole)), ("surplus",), ("training", "surplus")]

    def check(text):
        spec = refused(RunSpec.from_json, text)
        if spec is not None:
            # What is taken is sound: it can be written, read again and loaded.
            assert RunSpec.from_json(spec.to_json()) == spec
            shape = spec.architecture
            assert 1 <= shape.hidden_size <= MAX_HIDDEN_SIZE
            assert 1 <= shape.num_layers <= MAX_LAYERS
            assert type(shape.bidirectional) is bool
            assert 1 <= spec.training.epochs <= 100_000

    wrong = st.builds(with_value, st.sampled_from(places), values)
    cut = st.builds(lambda end: whole[:end], st.integers(0, len(whole)))
    for text in (*TEXTS, whole, "[" * 1_000_000, whole + " " * 1_000_000):
        check(text)
    attack("run as JSON", st.one_of(wrong, wrong, cut, texts), check)


def test_training_settings():
    names = [field.name for field in fields(TrainConfig)]

    def check(given):
        config = refused(lambda: TrainConfig(**given))
        if config is not None:
            assert 0 < config.learning_rate <= 10 and not math.isnan(config.gradient_clip)
            assert 1 <= config.batch_size <= 100_000 and 0 <= config.seed < 2**31

    attack("training settings", st.dictionaries(st.sampled_from(names), values, max_size=3), check)


def test_task_options():
    known = sorted(
        {field.name for entry in TASKS.values() for field in fields(entry.options)} | {"x", ""}
    )
    names = st.one_of(st.sampled_from(sorted(TASKS)), texts)

    def check(case):
        name, given = case
        options = refused(task_options, name, given)
        if options is not None:
            told = {field.name: field.metadata for field in fields(options)}
            for key, value in given.items():
                choices = told[key]["choices"]
                assert value in choices if choices else told[key]["low"] <= value

    given = st.dictionaries(st.sampled_from(known), values, max_size=2)
    attack("task options", st.tuples(names, given), check)


@pytest.fixture
def store(tmp_path):
    store = RunStore(tmp_path / "runs.sqlite3")
    yield store
    store.close()


def test_run_ids(store):
    """An id that no run has finds, changes and deletes none."""
    run = store.create(SPEC)

    def check(run_id):
        if run_id == run.id:
            return
        try:
            with pytest.raises(KeyError):
                store.run(run_id)
            with pytest.raises(KeyError):
                store.snapshot(run_id, 0)
            assert store.existing_runs([run_id]) == store.progress([run_id]) == []
            assert store.snapshot_epochs(run_id) == [] and store.checkpoint(run_id) is None
            store.hide([run_id])
            store.delete(run_id)
            store.rename(run_id, "x")
        except UnicodeEncodeError:
            assert any(0xD800 <= ord(letter) <= 0xDFFF for letter in run_id)
        assert store.runs() == [run]

    near = st.builds(lambda a, b: f"{a}{run.id}{b}", texts, st.sampled_from(("", "'", "%", "\0")))
    for text in TEXTS:
        check(text)
    attack("run ids", st.one_of(texts, near), check)
