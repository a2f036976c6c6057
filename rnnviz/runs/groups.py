"""Runs that differ by their seed alone, and how much their results spread."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rnnviz.runs.run import Run
from rnnviz.runs.spec import RunSpec


@dataclass(frozen=True)
class RunGroup:
    """Runs of one setting, one a seed, the lowest seed first."""

    runs: tuple[Run, ...]

    @property
    def spec(self) -> RunSpec:
        """The setting, with the lowest seed."""
        return self.runs[0].spec

    @property
    def has_own_data(self) -> bool:
        """Whether the data of every run are drawn by its own seed, other ones for each."""
        return len({run.spec.data_seed for run in self.runs}) > 1 and self.spec.has_own_data

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seed of every run."""
        return tuple(run.spec.training.seed for run in self.runs)


@dataclass(frozen=True)
class Spread:
    """Mean and sample standard deviation of ``count`` values; no deviation of a single one."""

    mean: float
    deviation: float
    count: int


def without_seed(spec: RunSpec) -> RunSpec:
    """Return a setting with the seed 0, the same for all seeds that train on its data."""
    return replace(spec, training=replace(spec.training, seed=0))


def group_by_setting(runs: Sequence[Run]) -> list[RunGroup]:
    """Put runs together that differ by their seed alone, in the order of their first runs.

    Those that learn from the same data are a group. What is then left alone, and has data that its
    own seed drew, is put together with others like it: before a seed of the data could be chosen,
    that was the only way to try several seeds.
    """
    alike: dict[str, list[Run]] = {}
    for run in runs:
        alike.setdefault(without_seed(run.spec).to_json(), []).append(run)
    groups: dict[str, list[Run]] = {}
    for key, found in alike.items():
        spec = found[0].spec
        if spec.has_own_data and len({run.spec.training.seed for run in found}) == 1:
            key = "own data: " + replace(without_seed(spec), data_seed=0).to_json()
        groups.setdefault(key, []).extend(found)
    return [
        RunGroup(tuple(sorted(found, key=lambda run: run.spec.training.seed)))
        for found in groups.values()
    ]


def spread_of(values: Sequence[float]) -> Spread | None:
    """Return mean and deviation of the finite values; None if there is none."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return None
    deviation = statistics.stdev(finite) if len(finite) > 1 else math.nan
    return Spread(statistics.fmean(finite), deviation, len(finite))
