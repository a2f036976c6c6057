"""The command line: ``python -m rnnviz tasks | train | bench | app``."""

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rnnviz.bench import BENCHES, LONG_BENCHES, ON_A_STORE, as_json, as_table, verdict
from rnnviz.bench.report import goals_missed, measure_all, write_report
from rnnviz.cells import CELLS
from rnnviz.tasks import TASKS, load_task
from rnnviz.tasks.metrics import METRICS
from rnnviz.train_config import OPTIMISERS, SCHEDULES, TrainConfig

if TYPE_CHECKING:
    from rnnviz.runs.spec import RunSpec
    from rnnviz.training import EpochResult

TRAINING_FAILED = 1
GOAL_MISSED = 1
_ALL = "all"
_LONG_SECONDS = 600.0
WRONG_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 2 for wrong input, with one sentence why."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options) or 0)
    except ValueError as error:
        print(f"rnnviz: {error}", file=sys.stderr)
        return WRONG_INPUT
    except KeyboardInterrupt:
        print("rnnviz: stopped", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = _OneSentenceParser(
        prog="python -m rnnviz", description="Watch recurrent networks think."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    tasks = commands.add_parser("tasks", help="list the tasks that networks can learn")
    tasks.set_defaults(command=_list_tasks)

    train = commands.add_parser("train", help="train one network and report its test error")
    train.add_argument("--task", required=True, help=", ".join(TASKS))
    train.add_argument("--cell", required=True, help=", ".join(CELLS))
    train.add_argument("--hidden-size", type=_whole_number, help="number of hidden units")
    train.add_argument("--epochs", type=_whole_number, help="passes over the data")
    train.add_argument("--batch-size", type=_whole_number, help="examples per optimiser step")
    train.add_argument("--learning-rate", type=_number, help="step size of the optimiser")
    train.add_argument("--optimiser", help=", ".join(OPTIMISERS))
    train.add_argument("--schedule", help=", ".join(SCHEDULES))
    train.add_argument("--gradient-clip", type=_number, help="largest gradient norm allowed")
    train.add_argument(
        "--seed", type=_whole_number, default=0, help="seed of the data, weights and batch order"
    )
    train.add_argument(
        "--data-seed", type=_whole_number, help="seed of the data alone (default: --seed)"
    )
    train.add_argument("--json", action="store_true", help="report as one line of JSON")
    train.set_defaults(command=_train)

    bench = commands.add_parser("bench", help="run a benchmark and report which goals it meets")
    names = [*BENCHES, *LONG_BENCHES, _ALL]
    bench.add_argument("benchmark", choices=names, help=", ".join(names))
    bench.add_argument("--json", action="store_true", help="report as one line of JSON")
    bench.add_argument("--out", type=Path, help="folder for the results of 'all'")
    bench.add_argument(
        "--seconds",
        type=_number,
        default=_LONG_SECONDS,
        help=f"duration of {', '.join(LONG_BENCHES)}",
    )
    bench.add_argument(
        "--store",
        metavar="ADDRESS",
        help=f"an empty database for {' and '.join(ON_A_STORE)}, postgresql://user@host/name, "
        "instead of a file",
    )
    bench.set_defaults(command=_bench)

    app = commands.add_parser("app", help="start the app")
    app.add_argument("--port", type=_whole_number, default=8501)
    app.add_argument("--address", help="where to listen; 127.0.0.1, this machine alone, by default")
    app.set_defaults(command=_app)
    return parser


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None


class _OneSentenceParser(argparse.ArgumentParser):
    """Says in one sentence what was wrong, without the usage in front."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(WRONG_INPUT, f"rnnviz: {message}; see {self.prog} --help\n")


def _list_tasks(_: argparse.Namespace) -> None:
    for name in TASKS:
        task = load_task(name)
        print(f"{name:<8} {task.title}: {task.summary}")


def _train(options: argparse.Namespace) -> int:
    from rnnviz.runs.spec import AS_TRAINING, RunSpec

    defaults = load_task(options.task).defaults
    named = {
        "epochs": options.epochs,
        "batch_size": options.batch_size,
        "learning_rate": options.learning_rate,
        "optimiser": options.optimiser,
        "schedule": options.schedule,
        "gradient_clip": options.gradient_clip,
        "seed": options.seed,
    }
    given = {name: value for name, value in named.items() if value is not None}
    size = options.hidden_size
    shape = (
        defaults.architecture if size is None else replace(defaults.architecture, hidden_size=size)
    )
    training: TrainConfig = replace(defaults.training, **given)
    data_seed = AS_TRAINING if options.data_seed is None else options.data_seed
    # Checked before torch loads.
    spec = RunSpec(options.task, options.cell, shape, training, data_seed=data_seed)
    return _train_and_report(spec, json_line=options.json)


def _train_and_report(spec: "RunSpec", json_line: bool) -> int:
    import torch
    from tqdm import tqdm

    from rnnviz.evaluation import evaluate
    from rnnviz.runs.build import build_model
    from rnnviz.training import train

    torch.set_num_threads(1)
    task = spec.load_task()
    model = build_model(spec, task)
    epochs, seconds, best_epoch, best_loss = 0, 0.0, 0, math.inf
    with tqdm(
        total=spec.training.epochs, unit="epoch", disable=not sys.stderr.isatty(), leave=False
    ) as progress:
        for result in train(model, task, spec.training):
            if result.diverged:
                progress.close()
                return _report_divergence(spec, result, json_line=json_line)
            epochs, seconds = result.epoch, result.seconds
            if result.validation_loss < best_loss:
                best_epoch, best_loss = result.epoch, result.validation_loss
            progress.set_postfix_str(f"validation loss {result.validation_loss:.4f}")
            progress.update()
    test = evaluate(model, task)
    baselines = {name: dict(found) for name, found in task.baselines().items()}
    if json_line:
        report = {
            "task": spec.task,
            "cell": spec.cell,
            "parameters": model.parameter_count(),
            "epochs": epochs,
            "best_epoch": best_epoch,
            "seconds": round(seconds, 3),
            "test": test,
            "baselines": baselines,
        }
        print(json.dumps(report))
        return 0
    metric = METRICS[task.headline]
    print(
        f"{CELLS[spec.cell].title} on {task.title}: "
        f"test {metric.title} {metric.write(test[task.headline], task.error_unit)}, "
        f"{model.parameter_count():,} parameters, {seconds:.1f} s, "
        f"weights of epoch {best_epoch} of {epochs}, where the validation loss was lowest"
    )
    for name, found in baselines.items():
        if task.headline in found:
            print(f"{name}: {metric.title} {metric.write(found[task.headline], task.error_unit)}")
    return 0


def _report_divergence(spec: "RunSpec", result: "EpochResult", *, json_line: bool) -> int:
    """Say in which epoch the loss ceased to be a finite number; return the exit code."""
    print(f"rnnviz: {result.divergence}", file=sys.stderr)
    if json_line:
        report = {
            "task": spec.task,
            "cell": spec.cell,
            "status": "diverged",
            "epoch": result.epoch,
            "reason": result.divergence,
        }
        print(json.dumps(report))
    return TRAINING_FAILED


def _bench(options: argparse.Namespace) -> int:
    name = options.benchmark
    if name == _ALL:
        return _bench_all(options)
    if options.store and name not in ON_A_STORE:
        raise SystemExit(f"rnnviz: --store is for {' and '.join(ON_A_STORE)}, not for {name}")
    if options.store:
        rows = ON_A_STORE[name](options.store)
    elif name in LONG_BENCHES:
        rows = LONG_BENCHES[name](options.seconds)
    else:
        rows = BENCHES[name]()
    print(as_json(name, rows) if options.json else as_table(rows))
    # JSON stays alone on its output, for programs that read it.
    print(verdict(name, rows), file=sys.stderr if options.json else sys.stdout)
    return GOAL_MISSED if any(row.missed() for row in rows) else 0


def _bench_all(options: argparse.Namespace) -> int:
    results = measure_all(BENCHES, print if not options.json else lambda text: None)
    if options.out:
        write_report(results, options.out)
    if options.json:
        print(json.dumps(results))
    missed = goals_missed(results)
    told = f"missed {'; '.join(missed)}" if missed else "all goals met"
    print(f"all: {told}", file=sys.stderr if options.json else sys.stdout)
    return GOAL_MISSED if missed else 0


def _app(options: argparse.Namespace) -> None:
    from rnnviz.ui.server import serve

    serve(port=options.port, address=options.address)


if __name__ == "__main__":
    sys.exit(main())
