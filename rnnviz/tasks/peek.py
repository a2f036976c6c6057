"""What only a network that reads backward can know: the sign of the next number."""

import numpy as np

from rnnviz.tasks.case_scores import right_answers
from rnnviz.tasks.dataset import SequenceTask
from rnnviz.tasks.examples import Examples
from rnnviz.tasks.options import TaskOptions
from rnnviz.tasks.symbols import class_score
from rnnviz.tasks.task import SPLITS, Architecture, SplitName, TaskDefaults
from rnnviz.train_config import TrainConfig

STEPS = 20
SIZES = (4_000, 300, 1_000)


def coming_signs(count: int, rng: np.random.Generator) -> Examples:
    """Draw normal numbers; every step but the last asks whether the next one is positive."""
    values = rng.standard_normal((count, STEPS), dtype=np.float32)
    targets = np.zeros((count, STEPS), dtype=np.int64)
    targets[:, :-1] = values[:, 1:] > 0
    counted = np.broadcast_to(np.arange(STEPS) < STEPS - 1, (count, STEPS)).copy()
    return Examples(values[..., None], np.full(count, STEPS, dtype=np.int64), targets, counted)


def load_peek(seed: int, _: TaskOptions) -> SequenceTask:
    """Draw the numbers; real numbers never repeat, so no test sequence is in training."""
    rng = np.random.default_rng(seed)
    splits: dict[SplitName, Examples] = {
        name: coming_signs(count, rng) for name, count in zip(SPLITS, SIZES, strict=True)
    }
    return SequenceTask(
        name="peek",
        title="Peek ahead",
        summary=(
            "Predict at each step whether the next number is positive: a coin toss, unless the "
            "network also reads backwards."
        ),
        source="Generated: normal random numbers.",
        group="architecture",
        kind="classification",
        input_size=1,
        vocabulary=(),
        output_names=("not positive", "positive"),
        input_names=("number",),
        headline="accuracy",
        value_name="sign",
        splits=splits,
        score=class_score,
        score_cases=right_answers,
        label=lambda row: f"{row[0]:.2f}",
        known_baselines={"coin_toss": {"accuracy": 0.5}},
        baseline_outputs={"coin_toss": np.zeros((*splits["test"].counted.shape, 2))},
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=16, bidirectional=True),
            training=TrainConfig(epochs=15, learning_rate=0.01, batch_size=32, seed=seed),
        ),
    )
