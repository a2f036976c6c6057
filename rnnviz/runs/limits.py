"""What an administrator allows a visitor, by environment variables of app and workers."""

import math
import os
from dataclasses import dataclass

from rnnviz.runs.spec import RunSpec
from rnnviz.runs.workers.errors import EngineError

RUNS_VARIABLE = "RNNVIZ_MOST_RUNS"
EPOCHS_VARIABLE = "RNNVIZ_MOST_EPOCHS"
UNITS_VARIABLE = "RNNVIZ_MOST_UNITS"
MINUTES_VARIABLE = "RNNVIZ_MOST_MINUTES"


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
    """

    runs: float = math.inf
    epochs: float = math.inf
    units: float = math.inf
    minutes: float = math.inf

    @classmethod
    def from_environment(cls) -> "Limits":
        """Read the limits.

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
        )

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
        if found:
            raise EngineError(f"On this server {'; '.join(found)}.")


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
