"""What the baselines of a run's task score on its test cases."""

import math
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from rnnviz.byte_cache import MB, ByteCache
from rnnviz.evaluation import Judgement
from rnnviz.runs.case_scores import RunCaseScores
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import TASKS, SeriesTask, Task, load_task
from rnnviz.tasks.case_scores import CaseScores
from rnnviz.training import Interrupted

# Of a few large tasks or many small ones: 40 kB for each baseline of 5,000 test cases.
MOST_BYTES = 16 * MB
_FOUND = ByteCache(MOST_BYTES)
_ASK_SECONDS = 0.02


@dataclass(frozen=True)
class Baselines:
    """What the baselines of a task score.

    Attributes
    ----------
    metrics
        Of each baseline, its metrics on the test cases; those that are not finite are left out.
    cases
        Of each baseline, its scores case by case, or the one score of all cases.
    ahead
        The same over the horizon of a forecast; empty for a task without one.
    """

    metrics: Mapping[str, dict[str, float]]
    cases: Mapping[str, CaseScores | float]
    ahead: Mapping[str, CaseScores | float]

    def beside(self, judged: Judgement) -> RunCaseScores:
        """Return a network's scores beside those of the baselines."""
        far = None if judged.ahead is None else RunCaseScores(judged.ahead, self.ahead)
        return RunCaseScores(judged.cases, self.cases, far)


class BaselinesAside:
    """Works the baselines out beside a training, so that its end need not wait for them."""

    def __init__(self, spec: RunSpec) -> None:
        self._spec = spec
        self._found: Baselines | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, unless that is done."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="rnnviz-baselines", daemon=True)
            self._thread.start()

    def get(self, should_stop: Callable[[], bool] = lambda: False) -> Baselines:
        """Return them, when they are worked out.

        Raises
        ------
        Interrupted
            If it is to stop before they are. They are then worked out for the next who asks.
        """
        self.start()
        while self._thread is not None and self._thread.is_alive():
            if should_stop():
                raise Interrupted
            self._thread.join(_ASK_SECONDS)
        # Whatever went wrong beside the training goes wrong here again, where it is told.
        return _baselines(self._spec) if self._found is None else self._found

    def _run(self) -> None:
        with suppress(Exception):
            self._found = _baselines(self._spec)


def finite(metrics: Mapping[str, float]) -> dict[str, float]:
    """Return those metrics that are finite: JSON knows no others."""
    return {name: value for name, value in metrics.items() if math.isfinite(value)}


def _baselines(spec: RunSpec) -> Baselines:
    seed = spec.data_seed if TASKS[spec.task].drawn else 0
    key = (spec.task, seed, tuple(sorted(spec.options.items())))
    found: Baselines = _FOUND.find_or_make(
        key, lambda: _baselines_of(load_task(spec.task, seed, **spec.options))
    )
    return found


def _baselines_of(found: Task) -> Baselines:
    metrics = {name: finite(metrics) for name, metrics in found.baselines().items()}
    ahead: Mapping[str, CaseScores | float] = {}
    if isinstance(found, SeriesTask) and found.horizon:
        ahead = found.baseline_horizon_case_scores()
    return Baselines(metrics, found.baseline_case_scores(), ahead)
