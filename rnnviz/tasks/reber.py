"""The embedded Reber grammar: an early choice that must be remembered to the end.

After Reber (1967) and Hochreiter and Schmidhuber (1997). A string is ``B``, then ``T`` or ``P``,
then a word of the inner grammar, then the same ``T`` or ``P`` again, then ``E``. The inner
grammar is a walk over this table from state 0 to its end:

=====  =====================
state  symbol -> next state
=====  =====================
0      B -> 1
1      T -> 2, P -> 3
2      S -> 2, X -> 4
3      T -> 3, V -> 5
4      X -> 3, S -> 6
5      P -> 4, V -> 6
6      E -> 7
=====  =====================
"""

import random

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.case_scores import CaseScores
from rnnviz.tasks.dataset import SequenceTask
from rnnviz.tasks.examples import Examples
from rnnviz.tasks.options import TaskOptions
from rnnviz.tasks.symbols import class_score, next_symbols, padded
from rnnviz.tasks.task import Architecture, SplitName, TaskDefaults
from rnnviz.train_config import TrainConfig

SYMBOLS = tuple("BTPSXVE")
WALK: tuple[dict[str, int], ...] = (
    {"B": 1},
    {"T": 2, "P": 3},
    {"S": 2, "X": 4},
    {"T": 3, "V": 5},
    {"X": 3, "S": 6},
    {"P": 4, "V": 6},
    {"E": 7},
)
TRAINING, VALIDATION, TEST = 256, 128, 256


def embedded_string(rng: random.Random) -> str:
    """Draw a string, both ways equally likely wherever there are two."""
    state, inner = 0, ""
    while state < len(WALK):
        symbol = rng.choice(list(WALK[state]))
        inner, state = inner + symbol, WALK[state][symbol]
    outer = rng.choice("TP")
    return f"B{outer}{inner}{outer}E"


def legal_next(string: str) -> list[str]:
    """Return the symbols that may follow each symbol of a string but its last.

    Raises
    ------
    ValueError
        If the string does not belong to the grammar.
    """
    if len(string) < 4 or string[0] != "B" or string[1] not in "TP":
        raise ValueError(f"{string!r} is not an embedded Reber string")
    legal, state = ["TP", "B"], 0
    for symbol in string[2:-2]:
        if state >= len(WALK) or symbol not in WALK[state]:
            raise ValueError(f"{string!r} is not an embedded Reber string")
        state = WALK[state][symbol]
        # The inner word has ended: what was chosen at the start must come again.
        legal.append("".join(WALK[state]) if state < len(WALK) else string[1])
    if state < len(WALK) or string[-2:] != f"{string[1]}E":
        raise ValueError(f"{string!r} is not an embedded Reber string")
    return [*legal, "E"]


def load_reber(seed: int, _: TaskOptions) -> SequenceTask:
    """Draw the strings: training as they come, the rest different ones that are not in it.

    Short strings are likely and so come often in training, long ones are learnt from those.
    """
    rng = random.Random(seed)
    training = [embedded_string(rng) for _ in range(TRAINING)]
    unseen: dict[str, None] = {}
    while len(unseen) < VALIDATION + TEST:
        string = embedded_string(rng)
        if string not in training:
            unseen[string] = None
    # The likeliest come first: both unseen splits get their share of them.
    shuffled = rng.sample(list(unseen), len(unseen))
    parts: dict[SplitName, list[str]] = {
        "train": training,
        "validation": shuffled[:VALIDATION],
        "test": shuffled[VALIDATION:],
    }
    splits = {name: next_symbols(*padded(part, SYMBOLS)) for name, part in parts.items()}
    legal = {id(splits[name]): _legal_table(part, splits[name]) for name, part in parts.items()}

    def legal_steps(examples: Examples, outputs: NDArray[np.floating]) -> NDArray[np.bool_]:
        chosen = outputs.argmax(axis=-1)[..., None]  # (strings, time, 1)
        right: NDArray[np.bool_] = np.take_along_axis(legal[id(examples)], chosen, axis=-1)[..., 0]
        return right

    def score_cases(examples: Examples, outputs: NDArray[np.floating]) -> CaseScores:
        right = legal_steps(examples, outputs) | ~examples.counted
        return CaseScores(np.asarray(right.all(axis=1), dtype=np.float64))

    def score(examples: Examples, outputs: NDArray[np.floating]) -> dict[str, float]:
        return {
            "success": score_cases(examples, outputs).mean,
            "legal": float(legal_steps(examples, outputs)[examples.counted].mean()),
            **class_score(examples, outputs),
        }

    guess = np.random.default_rng(seed).random((*splits["test"].targets.shape, len(SYMBOLS)))
    return SequenceTask(
        name="reber",
        title="Embedded Reber grammar",
        summary=(
            "Predict a legal next symbol throughout a string whose second-last symbol must repeat "
            "its second."
        ),
        source=(
            "Generated: 256 training strings and 256 different test strings of the embedded "
            "Reber grammar (Reber 1967; Hochreiter and Schmidhuber 1997)."
        ),
        group="text",
        kind="classification",
        input_size=len(SYMBOLS),
        vocabulary=SYMBOLS,
        output_names=SYMBOLS,
        headline="success",
        value_name="symbol",
        splits=splits,
        score=score,
        score_cases=score_cases,
        label=lambda row: SYMBOLS[int(row)],
        baseline_outputs={"guessing": guess},
        defaults=TaskDefaults(
            cell="lstm",
            # For the simple RNN's sake: from larger steps, less strictly clipped, or with half the
            # units it hardly ever finds that the second symbol matters before it knows the 256
            # strings by heart.
            architecture=Architecture(hidden_size=32),
            training=TrainConfig(
                epochs=150, learning_rate=0.005, batch_size=16, gradient_clip=0.1, seed=seed
            ),
        ),
    )


def _legal_table(strings: list[str], examples: Examples) -> NDArray[np.bool_]:
    table = np.zeros((*examples.targets.shape, len(SYMBOLS)), dtype=np.bool_)
    for rows, string in zip(table, strings, strict=True):
        for row, symbols in zip(rows, legal_next(string), strict=False):
            row[[SYMBOLS.index(symbol) for symbol in symbols]] = True
    return table
