"""Which networks can be asked by typing, and what stands in the field at first."""

from rnnviz.tasks import Task

EXAMPLES = {
    "ball": "1, 2, 3",
    "hello": "he",
    "pronoun": "Alice is a",
    "reber": "B",
    "parens": "(",
}
# Symbols or positions that an answer has.
STEPS = {"ball": 3, "hello": 5, "pronoun": 12, "reber": 8, "parens": 20}


def takes_typed(task: Task) -> bool:
    """Whether the networks of a task can be asked by typing."""
    return task.name in EXAMPLES
