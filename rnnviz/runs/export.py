"""A run as a Python script that repeats it, of the library's public names only."""

import math
from dataclasses import asdict, fields
from typing import Any

from rnnviz.runs.run import Run
from rnnviz.tasks import outline_task

_HEAD = '''"""Repeats a run of rnnviz: the same data, the same initial weights, the same training.

Save it in the folder that holds rnnviz, or add that folder to PYTHONPATH.
"""

import torch

import rnnviz

'''


def script_of(run: Run) -> str:
    """Write the script that trains a run's network again and prints its test metrics.

    On the machine of the run, with the same version of PyTorch, it prints the same numbers to
    the last digit. It is safe whatever the run is called: what a person typed stands in it as a
    literal of one line.
    """
    return _HEAD + "\n".join([*_about(run), "", *_setting(run), "", *_training(run), ""])


def _about(run: Run) -> list[str]:
    # `repr` writes line breaks and all that is not printable as escapes, so the line cannot end
    # early; and only in the first two lines of a file could a comment set its encoding.
    lines = [f"# Run {_literal(run.id)}" + (f", {_literal(run.name)}" if run.name else "")]
    found = run.result.get("test", {})
    if found:
        lines += ["# The app's results on the test split:"]
        lines += [f"#     {_name(name)} = {_literal(value)}" for name, value in found.items()]
    else:
        lines += ["# The app has not evaluated this run on the test split; this script does."]
    return lines


def _setting(run: Run) -> list[str]:
    spec = run.spec
    options = [f"{_name(name)}={_literal(value)}" for name, value in spec.options.items()]
    shape = asdict(spec.architecture)
    return [
        "# The app's workers use one thread; more threads would round differently.",
        "torch.set_num_threads(1)",
        "",
        *_call(
            "task = rnnviz.load_task",
            [_literal(spec.task), f"seed={spec.data_seed}", *options],
        ),
        *_call(
            "model = rnnviz.SequenceModel.for_task",
            [
                "task",
                f"cell={_literal(spec.cell)}",
                f"seed={spec.training.seed}",
                *(f"{name}={_literal(value)}" for name, value in shape.items()),
            ],
        ),
        *_call(
            "config = rnnviz.TrainConfig",
            [
                f"{field.name}={_literal(getattr(spec.training, field.name))}"
                for field in fields(spec.training)
            ],
        ),
    ]


def _training(run: Run) -> list[str]:
    metric = outline_task(run.spec.task, **run.spec.options).headline
    lines = [
        "training = rnnviz.train(model, task, config)",
        "for result in training:",
        "    print(",
        '        f"epoch {result.epoch}: training loss {result.train_loss:.6g}, "',
        '        f"validation loss {result.validation_loss:.6g}, "',
        f'        f"validation {metric} {{result.metric:.6g}}"',
        "    )",
        "    if result.diverged:  # the last result",
        "        print(result.divergence)",
    ]
    stopped_after = run.result.get("epochs") if run.status == "stopped" else None
    if stopped_after:
        lines += [f"    if result.epoch == {int(stopped_after)}:  # the run was stopped here"]
        lines += ["        break"]
    lines += [
        "training.close()  # the model now holds the weights of the lowest validation loss",
        "",
        "for name, value in rnnviz.evaluate(model, task).items():",
        '    print(f"test {name}: {value!r}")',
    ]
    if run.status == "diverged" and not run.result.get("best_epoch"):
        # No epoch had a finite loss: there is no network to judge.
        lines = lines[:-4]
    if stopped_after == 0:
        # What was judged is the network as it was made.
        lines = lines[-2:]
    return lines


def _call(what: str, arguments: list[str]) -> list[str]:
    line = f"{what}({', '.join(arguments)})"
    if len(line) <= 100:
        return [line]
    return [f"{what}(", *(f"    {argument}," for argument in arguments), ")"]


def _name(name: str) -> str:
    """Return a name that is to stand in the script bare.

    Raises
    ------
    ValueError
        If it could be more than a name.
    """
    if not (name.isascii() and name.isidentifier()):
        raise ValueError(f"{name!r} is not a name")
    return name


def _literal(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if isinstance(value, str):
        text = repr(value)
        # Double quotes where they do, as the rest of the script has them.
        return text if '"' in text else f'"{text[1:-1]}"' if text[0] == "'" else text
    return repr(value)
