"""How much runs may occupy, by environment variables of app and workers."""

import math
from dataclasses import dataclass

from rnnviz.runs.limits import positive_number
from rnnviz.runs.workspaces import OF_A_BROWSER

STORED_MB_VARIABLE = "RNNVIZ_MOST_STORED_MB"
STORED_RUNS_VARIABLE = "RNNVIZ_MOST_STORED_RUNS"
STORED_EPOCHS_VARIABLE = "RNNVIZ_MOST_STORED_EPOCHS"
WHOLE_MB_VARIABLE = "RNNVIZ_MOST_STORE_MB"
FREE_MB_VARIABLE = "RNNVIZ_LEAST_FREE_MB"

MB = 1_000_000
# What a browser may keep on a shared server whose administrator says nothing.
DEFAULT_MB, DEFAULT_RUNS, DEFAULT_EPOCHS = 1_000, 500, 2_000_000
DEFAULT_FREE_MB = 500


@dataclass(frozen=True)
class Usage:
    """What the runs of a workspace occupy, with those whose deletion can be undone.

    Attributes
    ----------
    bytes, runs, epochs
        Of them all.
    deleted_bytes
        Of those that were deleted and can still be brought back.
    """

    bytes: int = 0
    runs: int = 0
    epochs: int = 0
    deleted_bytes: int = 0


@dataclass(frozen=True)
class Quota:
    """The most that a workspace may store; infinity is no limit."""

    bytes: float = math.inf
    runs: float = math.inf
    epochs: float = math.inf

    @property
    def bounded(self) -> bool:
        """Whether anything is limited."""
        return min(self.bytes, self.runs, self.epochs) < math.inf

    def passed(self, usage: Usage) -> str:
        """Return which limit a usage passes, in words; nothing if it passes none."""
        if usage.bytes > self.bytes:
            return f"your runs may take at most {megabytes(self.bytes)} here"
        if usage.runs > self.runs:
            plural = "" if self.runs == 1 else "s"
            return f"you may keep at most {self.runs:,.0f} run{plural} here"
        if usage.epochs > self.epochs:
            return f"your stored runs may have at most {self.epochs:,.0f} epochs together"
        return ""


@dataclass(frozen=True)
class Quotas:
    """What an administrator allows.

    Attributes
    ----------
    browser
        For the runs of each browser of a shared server.
    others
        For any other workspace: that of a person alone on a machine.
    whole_bytes
        Of the runs of all workspaces together.
    free_bytes
        At least so much of the disk stays free, where the store is a file.
    """

    browser: Quota = Quota(DEFAULT_MB * MB, DEFAULT_RUNS, DEFAULT_EPOCHS)
    others: Quota = Quota()
    whole_bytes: float = math.inf
    free_bytes: float = DEFAULT_FREE_MB * MB

    @classmethod
    def from_environment(cls) -> "Quotas":
        """Read them.

        Raises
        ------
        ValueError
            If a variable is no number above 0.
        """

        def quota(most_mb: float, runs: float, epochs: float) -> Quota:
            return Quota(
                MB * positive_number(STORED_MB_VARIABLE, most_mb),
                positive_number(STORED_RUNS_VARIABLE, runs),
                positive_number(STORED_EPOCHS_VARIABLE, epochs),
            )

        return cls(
            quota(DEFAULT_MB, DEFAULT_RUNS, DEFAULT_EPOCHS),
            quota(math.inf, math.inf, math.inf),
            MB * positive_number(WHOLE_MB_VARIABLE),
            MB * positive_number(FREE_MB_VARIABLE, DEFAULT_FREE_MB),
        )

    def of(self, workspace: str) -> Quota:
        """Return what a workspace may store."""
        return self.browser if workspace.startswith(OF_A_BROWSER) else self.others


def megabytes(count: float) -> str:
    """Write a number of bytes in megabytes."""
    return f"{count / MB:,.0f} MB" if count >= 10 * MB or count == 0 else f"{count / MB:.1f} MB"
