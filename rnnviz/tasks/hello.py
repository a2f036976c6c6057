"""The smallest language there is: the next character of "hello world"."""

import numpy as np

from rnnviz.tasks.case_scores import right_answers
from rnnviz.tasks.dataset import SequenceTask
from rnnviz.tasks.examples import last_step_only
from rnnviz.tasks.options import TaskOptions
from rnnviz.tasks.symbols import class_score
from rnnviz.tasks.task import Architecture, TaskDefaults
from rnnviz.train_config import TrainConfig

TEXT = "hello world"
SYMBOLS = tuple(sorted(set(TEXT)))
CONTEXT = 2
OVERLAP = "Training and test use the same nine pairs: the text has no others."


def load_hello(seed: int, _: TaskOptions) -> SequenceTask:
    """Cut the text into pairs of characters; the seed only goes into the defaults."""
    place = np.array([SYMBOLS.index(character) for character in TEXT])
    starts = np.arange(len(TEXT) - CONTEXT)
    one_hot = np.eye(len(SYMBOLS), dtype=np.float32)
    pairs = one_hot[place[starts[:, None] + np.arange(CONTEXT)]]  # (9, 2, 8)
    following = place[starts + CONTEXT].astype(np.int64)
    examples = last_step_only(pairs, following)
    often = np.log(np.bincount(following, minlength=len(SYMBOLS)) + 1e-9)
    return SequenceTask(
        name="hello",
        title="hello world",
        summary="Predict the next character of 'hello world' from the two before it.",
        source="The eleven characters of 'hello world', one-hot.",
        overlap=OVERLAP,
        group="text",
        kind="classification",
        input_size=len(SYMBOLS),
        vocabulary=(),
        output_names=SYMBOLS,
        input_names=tuple(repr(symbol) for symbol in SYMBOLS),
        headline="accuracy",
        value_name="character",
        reads_symbols=True,
        context=CONTEXT,
        splits={"train": examples, "validation": examples, "test": examples},
        score=class_score,
        score_cases=right_answers,
        label=lambda row: SYMBOLS[int(row.argmax())],
        baseline_outputs={
            "commonest_character": np.broadcast_to(often, (len(following), CONTEXT, len(SYMBOLS)))
        },
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=16),
            training=TrainConfig(epochs=100, learning_rate=0.03, batch_size=9, seed=seed),
        ),
    )
