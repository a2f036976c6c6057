"""What ``python -m rnnviz bench`` runs: measurements, each with its goals."""

from collections.abc import Callable, Sequence

from rnnviz.bench.goals import Goal, Row, alike, as_json, as_table, verdict

__all__ = ["BENCHES", "LONG_BENCHES", "ON_A_STORE", "Goal", "Row", "as_json", "as_table", "verdict"]


def _record() -> Sequence[Row]:
    from rnnviz.bench.record_cost import measure  # torch loads only when it runs

    return measure()


def _train(store: str | None = None) -> Sequence[Row]:
    from rnnviz.bench.train_cost import measure

    return measure(store=store)


def _tasks() -> Sequence[Row]:
    from rnnviz.bench.tasks_measure import measure

    return measure()


def _ball() -> Sequence[Row]:
    from rnnviz.bench.ball_race import measure

    return measure()


def _player() -> Sequence[Row]:
    from rnnviz.bench.browser import NoBrowserError
    from rnnviz.bench.player_cost import measure

    try:
        return measure()
    except NoBrowserError as error:
        raise SystemExit(f"player: {error}") from error


def _app(store: str | None = None) -> Sequence[Row]:
    from rnnviz.bench import unkind
    from rnnviz.bench.app_cost import measure
    from rnnviz.bench.browser import NoBrowserError

    try:
        return alike([*measure(store=store), *unkind.measure(store=store)])
    except NoBrowserError as error:
        raise SystemExit(f"app: {error}") from error


def _soak(seconds: float) -> Sequence[Row]:
    from rnnviz.bench.soak import measure

    return measure(seconds)


# Too long to run with the others: told how many seconds to take.
LONG_BENCHES: dict[str, Callable[[float], Sequence[Row]]] = {"soak": _soak}
# Those that write runs, and may be told into which database.
ON_A_STORE: dict[str, Callable[[str], Sequence[Row]]] = {"train": _train, "app": _app}
BENCHES: dict[str, Callable[[], Sequence[Row]]] = {
    "record": _record,
    "tasks": _tasks,
    "ball": _ball,
    "train": _train,
    "player": _player,
    "app": _app,
}
