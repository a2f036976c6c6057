"""What an engine knows of a run that is on a worker, or on its way to one."""

import time
from dataclasses import dataclass, field, replace
from typing import Any

from rnnviz.runs.control import Order


@dataclass
class Charge:
    """A run in the care of an engine.

    Attributes
    ----------
    order
        What the worker was told last.
    future
        Dask's word on the task; None for a run that an app before this one has started.
    key
        Name of the task, once its worker has reported.
    execution
        Which one of several tries of Dask at the task is listened to.
    number
        The last report that was taken.
    since
        When this engine took it into its care.
    missed
        How often in a row the scheduler did not know the task.
    """

    order: Order
    future: Any = None
    key: str = ""
    execution: str = ""
    number: int = 0
    since: float = field(default_factory=time.monotonic)
    missed: int = 0

    @property
    def heard(self) -> bool:
        """Whether a worker has reported."""
        return bool(self.execution)

    def tell(self, **changes: Any) -> None:
        """Change the order."""
        self.order = replace(self.order, **changes)

    def take(self, message: dict[str, Any]) -> bool:
        """Say whether a report is the next one in its row."""
        if not self.heard:
            self.execution, self.key = message["execution"], message["key"]
            if message["kind"] == "here":
                self.number = message["number"]
        if message["kind"] == "here" or message["number"] != self.number + 1:
            return False
        self.number = message["number"]
        return True
