"""What an administrator allows a visitor, by environment variables of app and workers."""

import math
import os
from dataclasses import dataclass, replace

from rnnviz.runs.machine_memory import run_share
from rnnviz.runs.memory import too_large
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.workers.errors import EngineError

RUNS_VARIABLE = "RNNVIZ_MOST_RUNS"
EPOCHS_VARIABLE = "RNNVIZ_MOST_EPOCHS"
UNITS_VARIABLE = "RNNVIZ_MOST_UNITS"
MINUTES_VARIABLE = "RNNVIZ_MOST_MINUTES"
MEMORY_VARIABLE = "RNNVIZ_MOST_MEMORY"
_SCHEDULER_VARIABLE = "RNNVIZ_SCHEDULER"
_MB = 10**6


@dataclass(frozen=True)
class Limits:
    """The most that is allowed; infinity where nothing is said.

    Attributes
    ----------
    runs
        Of one visitor that wait or train at a time.
    epochs
        Of one run.
    units
        Of one layer.
    minutes
        Of training of one run, after which its worker stops it.
    memory
        Bytes that the worker of one run may have.
    """

    runs: float = math.inf
    epochs: float = math.inf
    units: float = math.inf
    minutes: float = math.inf
    memory: float = math.inf

    @classmethod
    def from_environment(cls) -> "Limits":
        """Read the limits; that of memory is a share of this machine's where nothing is said.

        Unless the workers are on machines of their own (``RNNVIZ_SCHEDULER``).

        Raises
        ------
        ValueError
            If a variable is no number above 0.
        """
        return cls(
            positive_number(RUNS_VARIABLE),
            positive_number(EPOCHS_VARIABLE),
            positive_number(UNITS_VARIABLE),
            positive_number(MINUTES_VARIABLE),
            _MB * positive_number(MEMORY_VARIABLE, _memory_of_a_run()),
        )

    @classmethod
    def of_a_worker(cls) -> "Limits":
        """Read the limits in the process that trains: it knows the memory of its machine."""
        limits = cls.from_environment()
        return limits if limits.memory < math.inf else replace(limits, memory=run_share())

    def check(self, spec: RunSpec, active: int) -> None:
        """Compare a run that is to start with the limits.

        Parameters
        ----------
        spec
            The run.
        active
            How many runs of the same visitor wait or train.

        Raises
        ------
        EngineError
            If one is passed; the message names all that are.
        """
        found = []
        if active + 1 > self.runs:
            found.append(
                f"at most {self.runs:g} of your runs may wait or train at the same time; wait "
                "for one to end, or stop one"
            )
        if spec.training.epochs > self.epochs:
            found.append(f"at most {self.epochs:g} epochs are allowed, not {spec.training.epochs}")
        if spec.architecture.hidden_size > self.units:
            found.append(
                f"at most {self.units:g} units are allowed, not {spec.architecture.hidden_size}"
            )
        if not found and (too_large := self.too_large(spec)):
            raise EngineError(too_large)
        if found:
            raise EngineError(f"On this server {'; '.join(found)}.")

    def too_large(self, spec: RunSpec) -> str:
        """Say in words that a run needs more memory than is allowed; mostly nothing."""
        if self.memory == math.inf:
            return ""
        return too_large(spec, spec.outline_task(), self.memory)


def _memory_of_a_run() -> float:
    return math.inf if os.environ.get(_SCHEDULER_VARIABLE) else run_share() / _MB


def positive_number(variable: str, otherwise: float = math.inf) -> float:
    """Read a limit from the environment; ``otherwise`` where it is not set.

    Raises
    ------
    ValueError
        If it is no number above 0.
    """
    said = os.environ.get(variable, "")
    try:
        value = float(said) if said else otherwise
    except ValueError:
        value = math.nan
    if not value > 0:
        raise ValueError(f"{variable} must be a number above 0, not {said!r}")
    return value
