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
        """Say whether a report is the next one in its row.

        A row begins with the first report of all, or with a worker's word ``here`` that all
        before was acknowledged to an engine and so is in the store. If neither has arrived, they
        were lost, and nothing says where the row begins.
        """
        here = message["kind"] == "here"
        if not self.heard:
            if not here and message["number"] != 1:
                return False
            self.execution, self.key = message["execution"], message["key"]
        if here:
            self.number = max(self.number, message["number"])
        if here or message["number"] != self.number + 1:
            return False
        self.number = message["number"]
        return True
