"""What the stage draws of a task. It is small, unlike the task's data."""

from dataclasses import dataclass

from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import Task
from rnnviz.tasks.task import Canvas, RuleTable
from rnnviz.ui.kept import KEPT


@dataclass(frozen=True, eq=False)
class StageTask:
    """What stands on the stage behind the networks' answers.

    Attributes
    ----------
    said
        The task's words and sizes; it may lack most of its data.
    canvas, rule
        As :class:`rnnviz.tasks.Task` has them.
    baseline
        Name and loss of the first known loss, or None.
    """

    said: Task
    canvas: Canvas
    rule: RuleTable | None
    baseline: tuple[str, float] | None

    @property
    def picture_shapes(self) -> dict[str, tuple[int, ...]]:
        """The shapes of what a picture of this task holds besides the hidden states."""
        shapes: dict[str, tuple[int, ...]] = {"forecast": self.canvas.x.shape}
        if self.rule is not None:
            shapes["rule"] = self.rule.allowed.shape
        return shapes


def stage_task(spec: RunSpec) -> StageTask:
    """Return what the stage draws of a run's task, without loading its data each time."""
    key = ("stage", spec.task, spec.data_seed, tuple(spec.options.items()))
    found: StageTask = KEPT.find_or_make(key, lambda: _stage_task(spec))
    return found


def _stage_task(spec: RunSpec) -> StageTask:
    task = spec.load_task()
    baseline = next(iter(task.reference_losses().items()), None)
    return StageTask(spec.outline_task(), task.canvas(), task.rule_table(), baseline)
