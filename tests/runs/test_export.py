import ast
import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

import rnnviz
from rnnviz.runs.export import script_of
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.workers.control import GO_ON, Control
from rnnviz.runs.workers.direct import train_to_end
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig

# Of every kind: series, text, classes, an encoder-decoder; every cell, and what can be set.
SPECS = {
    "series": RunSpec("sine", "lstm", Architecture(8), TrainConfig(epochs=4, seed=3)),
    "data of another seed": RunSpec(
        "sine", "lstm", Architecture(4), TrainConfig(epochs=3, seed=5), data_seed=2
    ),
    "options": RunSpec(
        "gs10", "rnn_relu", Architecture(6), TrainConfig(epochs=3), {"sampling": "monthly"}
    ),
    "text": RunSpec("pronoun", "gru", Architecture(8), TrainConfig(epochs=2, gradient_clip=0.5)),
    "encoder-decoder": RunSpec(
        "reverse", "gru", Architecture(8, bidirectional=True), TrainConfig(epochs=1)
    ),
    "dropout": RunSpec(
        "stock", "lstm", Architecture(8, 2, dropout=0.3), TrainConfig(epochs=3, seed=7)
    ),
    "early stopping": RunSpec(
        "sine", "gru", Architecture(4), TrainConfig(epochs=60, learning_rate=1.0, patience=3)
    ),
    "random starts": RunSpec(
        "ball",
        "rnn_tanh",
        Architecture(4),
        TrainConfig(epochs=2, order="random_starts", optimiser="sgd"),
    ),
    "long memory": RunSpec("adding", "gru", Architecture(4), TrainConfig(epochs=1, batch_size=50)),
    "diverged": RunSpec(
        "sine",
        "rnn_relu",
        Architecture(8),
        TrainConfig(epochs=20, learning_rate=5.0, optimiser="sgd", schedule="constant"),
    ),
    "stopped": RunSpec("sine", "gru", Architecture(4), TrainConfig(epochs=40)),
    "stopped before its first epoch": RunSpec("sine", "lstm", Architecture(4), TrainConfig()),
}
STOPPED_AFTER = {"stopped": 7, "stopped before its first epoch": 0}
# Each of them in a process of its own; the others share one, to save the start.
ALONE = ("series", "encoder-decoder")

RUN_ALL = """
import contextlib, io, json, runpy, sys
found = {}
for path in sys.argv[1:]:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        runpy.run_path(path)
    found[path] = out.getvalue()
print(json.dumps(found))
"""


class StopAfter(Control):
    """Stops a run by hand after an epoch."""

    def __init__(self, epochs):
        super().__init__()
        self._epochs = epochs
        self._asked = 0

    def wait_for_turn(self):
        if self._asked == self._epochs:
            self.obey(replace(GO_ON, command="stop"))
        self._asked += 1
        return super().wait_for_turn()


def train(store, kind):
    run = store.create(SPECS[kind])
    control = StopAfter(STOPPED_AFTER[kind]) if kind in STOPPED_AFTER else None
    train_to_end(store, run.id, control)
    return store.run(run.id)


def python(folder, *arguments):
    """Run Python anew, as somebody who got a script would: no thread count in the environment."""
    done = subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PYTHONPATH": os.path.dirname(rnnviz.__path__[0]), "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def metrics_of(printed):
    lines = [line for line in printed.splitlines() if line.startswith("test ")]
    return dict(line.removeprefix("test ").split(": ") for line in lines)


def as_printed(run):
    return {name: repr(value) for name, value in run.result["test"].items()}


@pytest.mark.parametrize("kind", ALONE)
def test_the_script_finds_the_same_numbers_to_the_last_digit(store, tmp_path, kind):
    run = train(store, kind)
    assert run.result["test"]
    assert run.status == "finished"
    path = tmp_path / "repeat.py"
    path.write_text(script_of(run), encoding="utf-8")
    printed = python(tmp_path, str(path))
    assert metrics_of(printed) == as_printed(run)
    assert printed.count("epoch ") == run.result["epochs"]


def test_so_do_the_scripts_of_all_other_kinds(store, tmp_path):
    runs = {}
    for kind in SPECS.keys() - set(ALONE):
        path = tmp_path / f"{kind}.py"
        runs[str(path)] = train(store, kind)
        path.write_text(script_of(runs[str(path)]), encoding="utf-8")
    found = json.loads(python(tmp_path, "-c", RUN_ALL, *runs))
    for path, run in runs.items():
        finite = {n: v for n, v in metrics_of(found[path]).items() if v not in ("nan", "inf")}
        assert finite == as_printed(run), path
        if run.status != "diverged":
            assert found[path].count("epoch ") == run.result["epochs"], path
    assert runs[str(tmp_path / "early stopping.py")].result["epochs"] < 60
    statuses = {run.status for run in runs.values()}
    assert statuses == {"finished", "diverged", "stopped"}


HOSTILE = [
    "two\nlines",
    "\r\nimport os",
    "quotes \"\"\" and ''' and \\",
    "coding: utf-7",
    "\u2028import os\u2029\x85\x0c",
    "{result} %s {{",
    "\ud800 half a letter",
    "名字 😀",
    "#" * 80,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_never_code(store, name):
    plain = replace(store.create(SPECS["series"]), id="0123abcd")
    script = script_of(replace(plain, name=name))
    script.encode("utf-8")
    # The same program, whatever the run is called; and what it is called stands in one line.
    assert ast.dump(ast.parse(script)) == ast.dump(ast.parse(script_of(plain)))
    changed = set(script.split("\n")) - set(script_of(plain).split("\n"))
    assert len(changed) == 1
    assert len(script.splitlines()) == len(script_of(plain).splitlines())
    assert "coding" not in "".join(script.splitlines()[:2])


def test_words_that_a_task_was_given_are_never_code(store):
    run = store.create(SPECS["series"])
    spec = replace(SPECS["series"])
    object.__setattr__(spec, "options", {"a=1, b": 2})
    with pytest.raises(ValueError, match="not a name"):
        script_of(replace(run, spec=spec))


def test_the_script_uses_public_names_alone(store):
    tree = ast.parse(script_of(store.create(SPECS["stopped"])))
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "rnnviz"
    }
    assert used <= set(rnnviz.__all__)
    imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert imported == {"rnnviz", "torch"}


def test_a_run_that_was_never_judged_says_so(store):
    run = store.create(SPECS["series"])
    assert "has not evaluated this run" in script_of(run)
    judged = replace(run, result={"test": {"rmse": 0.1 + 0.2}})
    assert "rmse = 0.30000000000000004" in script_of(judged)
