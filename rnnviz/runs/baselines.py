"""What the baselines of a run's task score on its test cases."""

import json
import math
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from rnnviz.evaluation import Judgement
from rnnviz.runs.case_scores import RunCaseScores
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import SeriesTask, load_task
from rnnviz.tasks.case_scores import CaseScores


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

    def get(self) -> Baselines:
        """Return them, when they are worked out."""
        if self._thread is not None:
            self._thread.join()
        # Whatever went wrong beside the training goes wrong here again, where it is told.
        return _baselines(self._spec) if self._found is None else self._found

    def _run(self) -> None:
        with suppress(Exception):
            self._found = _baselines(self._spec)


def finite(metrics: Mapping[str, float]) -> dict[str, float]:
    """Return those metrics that are finite: JSON knows no others."""
    return {name: value for name, value in metrics.items() if math.isfinite(value)}


def _baselines(spec: RunSpec) -> Baselines:
    return _baselines_of(spec.task, spec.data_seed, json.dumps(dict(spec.options)))


@lru_cache(maxsize=16)
def _baselines_of(task: str, seed: int, options: str) -> Baselines:
    found = load_task(task, seed, **json.loads(options))
    metrics = {name: finite(metrics) for name, metrics in found.baselines().items()}
    ahead: Mapping[str, CaseScores | float] = {}
    if isinstance(found, SeriesTask) and found.horizon:
        ahead = found.baseline_horizon_case_scores()
    return Baselines(metrics, found.baseline_case_scores(), ahead)
