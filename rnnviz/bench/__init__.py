"""What ``python -m rnnviz bench`` runs: measurements, each with its goals."""

from collections.abc import Callable, Sequence

from rnnviz.bench.goals import Goal, Row, as_json, as_table, verdict

__all__ = ["BENCHES", "Goal", "Row", "as_json", "as_table", "verdict"]


def _record() -> Sequence[Row]:
    from rnnviz.bench.record_cost import measure  # torch loads only when it runs

    return measure()


BENCHES: dict[str, Callable[[], Sequence[Row]]] = {"record": _record}
