"""What ``python -m rnnviz bench`` runs: measurements, each with its goals."""

from collections.abc import Callable, Sequence

from rnnviz.bench.goals import Goal, Row, as_json, as_table, verdict

__all__ = ["BENCHES", "Goal", "Row", "as_json", "as_table", "verdict"]


def _record() -> Sequence[Row]:
    from rnnviz.bench.record_cost import measure  # torch loads only when it runs

    return measure()


def _train() -> Sequence[Row]:
    from rnnviz.bench.train_cost import measure

    return measure()


def _tasks() -> Sequence[Row]:
    from rnnviz.bench.tasks_measure import measure

    return measure()


def _ball() -> Sequence[Row]:
    from rnnviz.bench.ball_race import measure

    return measure()


BENCHES: dict[str, Callable[[], Sequence[Row]]] = {
    "record": _record,
    "tasks": _tasks,
    "ball": _ball,
    "train": _train,
}
