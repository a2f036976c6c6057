"""What can be chosen about a task: typed fields with ranges, the same for code, forms and JSON."""

import dataclasses
import reprlib
from dataclasses import dataclass
from typing import Any, TypeVar

from rnnviz.train_config import check_choice, check_integer, check_number

Value = TypeVar("Value", int, float, str)


def option(
    default: Value,
    label: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
) -> Value:
    """Declare a field of a :class:`TaskOptions`: its default, its name on screen, its range."""
    metadata = {"label": label, "low": low, "high": high, "choices": choices}
    field: Value = dataclasses.field(default=default, metadata=metadata)
    return field


@dataclass(frozen=True)
class TaskOptions:
    """The options of a task. One without options uses this class as it is.

    Raises
    ------
    ValueError
        If a value is out of its range; the message names the option and the range.
    """

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value, told = getattr(self, field.name), field.metadata
            if told["choices"]:
                check_choice(field.name, value, told["choices"])
            elif isinstance(field.default, int):
                check_integer(field.name, value, int(told["low"]), int(told["high"]))
            else:
                check_number(field.name, value)
                if not told["low"] <= value <= told["high"]:
                    raise ValueError(
                        f"{field.name} must be from {told['low']:g} to {told['high']:g}, "
                        f"not {reprlib.repr(value)}"
                    )

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> "TaskOptions":
        """Make options from values by name.

        Raises
        ------
        ValueError
            If there is no such option, or a value is out of its range.
        """
        known = [field.name for field in dataclasses.fields(cls)]
        for name in values:
            if name not in known:
                offered = ", ".join(known) or "none"
                raise ValueError(f"unknown option {reprlib.repr(name)}; this task has {offered}")
        return cls(**values)
