"""The rows of a benchmark: measured values, their goals, and which goals are met."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Goal:
    """A bound on one measured value.

    Attributes
    ----------
    name
        Key of the value in its row.
    limit
        The bound.
    at_least
        Whether the value must reach the bound instead of staying within it.
    """

    name: str
    limit: float
    at_least: bool = False

    def is_met(self, value: float) -> bool:
        """Say whether a value keeps the bound; what is not a number does not."""
        return value >= self.limit if self.at_least else value <= self.limit

    @property
    def bound(self) -> str:
        """The bound as a person writes it: ``>= 4``."""
        return f"{'>=' if self.at_least else '<='} {self.limit:g}"

    def __str__(self) -> str:
        return f"{self.name} {self.bound}"


@dataclass(frozen=True)
class Row:
    """One measured case.

    Attributes
    ----------
    name
        What was measured.
    values
        The numbers, by name; all rows of a benchmark have the same names.
    goals
        Bounds on some of them.
    """

    name: str
    values: Mapping[str, float]
    goals: tuple[Goal, ...] = ()

    def missed(self) -> tuple[str, ...]:
        """Say in a few words each which goals were missed, and by what value."""
        return tuple(
            f"{self.name}: {goal.name} is {self.values[goal.name]:.4g}, goal {goal.bound}"
            for goal in self.goals
            if not goal.is_met(self.values[goal.name])
        )


def alike(rows: Sequence[Row]) -> list[Row]:
    """Give all rows the same names; what was not measured of one is no number."""
    names = dict.fromkeys(name for row in rows for name in row.values)
    return [
        Row(row.name, {name: row.values.get(name, math.nan) for name in names}, row.goals)
        for row in rows
    ]


def as_table(rows: Sequence[Row]) -> str:
    """Lay the rows out for a person; a value that misses a goal is marked with ``!``."""
    names = list(rows[0].values)
    lines = [["", *names]]
    for row in rows:
        failed = {goal.name for goal in row.goals if not goal.is_met(row.values[goal.name])}
        lines.append(
            [
                row.name,
                *(f"{row.values[name]:.3g}{'!' if name in failed else ' '}" for name in names),
            ]
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip()
        for line in lines
    )


def as_json(name: str, rows: Sequence[Row]) -> str:
    """Write the rows, their goals and what was missed on one line."""
    return json.dumps(
        {
            "bench": name,
            "rows": [
                {
                    "name": row.name,
                    "values": {  # JSON knows no NaN
                        key: None if math.isnan(value) else value
                        for key, value in row.values.items()
                    },
                    "goals": [
                        {**asdict(goal), "met": goal.is_met(row.values[goal.name])}
                        for goal in row.goals
                    ],
                }
                for row in rows
            ],
            "missed": [missed for row in rows for missed in row.missed()],
        }
    )


def verdict(name: str, rows: Sequence[Row]) -> str:
    """Say in one line whether all goals are met, or which are not."""
    missed = [missed for row in rows for missed in row.missed()]
    if missed:
        return f"{name}: missed {'; '.join(missed)}"
    return f"{name}: all {sum(len(row.goals) for row in rows)} goals met"
