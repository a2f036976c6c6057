"""Nested brackets with the depth spelt out between them, whose entropy is known exactly.

The kind of sequence that LSTMVis (Strobelt and others 2018) uses as its demonstration. At every
step one of the symbols that are legal at the present depth comes, all equally likely: an opening
bracket below depth 4, a closing one above depth 0, or the digit of the depth.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.case_scores import surprises
from rnnviz.tasks.dataset import SequenceTask
from rnnviz.tasks.examples import Examples
from rnnviz.tasks.metrics import log_probabilities
from rnnviz.tasks.options import TaskOptions
from rnnviz.tasks.symbols import class_score, next_symbols
from rnnviz.tasks.task import (
    SPLITS,
    Architecture,
    Canvas,
    RuleTable,
    SplitName,
    TaskDefaults,
)
from rnnviz.train_config import TrainConfig

DEEPEST = 4
SYMBOLS = (*"()", *(str(depth) for depth in range(DEEPEST + 1)))
OPEN, CLOSE, FIRST_DIGIT = 0, 1, 2
STEPS = 100
SIZES = (400, 100, 200)
# Steps that make one point of the picture: enough that the line is quiet.
STEPS_A_POINT = 5


@dataclass(frozen=True, eq=False, kw_only=True)
class BracketTask(SequenceTask):
    """A task whose picture holds what a network allows against what is legal."""

    def canvas(self) -> Canvas:
        """Return the places of the drawn points: every five steps of the sequences."""
        x = np.arange(STEPS_A_POINT, STEPS + 1, STEPS_A_POINT, dtype=np.float64)
        return Canvas(
            x=x,
            truth=np.zeros(len(x)),
            context_x=np.empty(0),
            context=np.empty(0),
            x_title="symbols read",
            y_title="probability on illegal symbols",
            unit="",
            logarithmic=True,
        )

    def draw(self, outputs: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the mean probability that is given to illegal symbols, by length so far."""
        depth = self._depths()
        illegal = np.where(legal_symbols()[depth], 0, np.exp(log_probabilities(outputs))).sum(-1)
        by_step = illegal.mean(axis=0)  # no sequence of this task is shorter than the others
        points: NDArray[np.float64] = by_step.reshape(-1, STEPS_A_POINT).mean(axis=1)
        return points

    def rule_table(self) -> RuleTable:
        """Return which symbols may follow at each depth."""
        return RuleTable(
            title="next symbol by depth, %",
            state_name="depth",
            states=tuple(str(depth) for depth in range(DEEPEST + 1)),
            symbols=SYMBOLS,
            allowed=legal_symbols(),
        )

    def obeyed(self, outputs: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the mean probability of each symbol at each depth, shape (depths, symbols)."""
        depth, given = self._depths(), np.exp(log_probabilities(outputs))
        return np.stack(
            [
                given[depth == k].mean(axis=0)
                if (depth == k).any()
                else np.full(len(SYMBOLS), np.nan)
                for k in range(DEEPEST + 1)
            ]
        )

    def _depths(self) -> NDArray[np.int64]:
        return depths(np.asarray(self.splits["test"].inputs, dtype=np.int64))


def legal_symbols() -> NDArray[np.bool_]:
    """Return which symbols may follow at each depth, shape (depths, symbols)."""
    depth = np.arange(DEEPEST + 1)[:, None]
    digits = np.arange(len(SYMBOLS) - FIRST_DIGIT)
    return np.hstack([depth < DEEPEST, depth > 0, depth == digits])


def bracket_sequences(count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw sequences that begin at depth 0, shape (count, 101)."""
    depth = np.zeros(count, dtype=np.int64)
    symbols = np.zeros((count, STEPS + 1), dtype=np.int64)
    for step in range(STEPS + 1):
        may_open, may_close = depth < DEEPEST, depth > 0
        # Legal symbols in the order open, close, digit: the draw counts through those there are.
        draw = (rng.random(count) * (1 + may_open + may_close)).astype(np.int64)
        opens = may_open & (draw == 0)
        closes = may_close & (draw == may_open)
        symbols[:, step] = np.where(opens, OPEN, np.where(closes, CLOSE, FIRST_DIGIT + depth))
        depth += opens.astype(np.int64) - closes
    return symbols


def depths(symbols: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the depth after each symbol, shape as given (sequences, time)."""
    return np.cumsum((symbols == OPEN).astype(np.int64) - (symbols == CLOSE), axis=1)


def entropy_floor(examples: Examples) -> float:
    """Return the exact cross-entropy of who knows the rule, in nats a judged step."""
    depth = depths(np.asarray(examples.inputs, dtype=np.int64))[examples.counted]
    at_a_bound = (depth == 0) | (depth == DEEPEST)
    return float(np.where(at_a_bound, math.log(2), math.log(3)).mean())


def load_parens(seed: int, _: TaskOptions) -> BracketTask:
    """Draw 700 different sequences of 101 symbols."""
    drawn = np.unique(bracket_sequences(sum(SIZES), np.random.default_rng(seed)), axis=0)
    # Sequences this long are never the same; sorted they are, and must not be dealt out so.
    drawn = np.random.default_rng(seed).permutation(drawn)
    bounds = np.cumsum((0, *SIZES))
    splits: dict[SplitName, Examples] = {}
    for name, low, high in zip(SPLITS, bounds[:-1], bounds[1:], strict=True):
        part = drawn[low:high]
        splits[name] = next_symbols(part, np.full(len(part), STEPS + 1))
    read = np.asarray(splits["test"].inputs, dtype=np.int64)
    return BracketTask(
        name="parens",
        title="Nested brackets",
        summary=(
            "Predict the next symbol among brackets and depth digits: the network must keep "
            "track of the depth."
        ),
        source="Generated: random brackets up to depth 4 with digits, in the manner of LSTMVis.",
        group="text",
        kind="classification",
        input_size=len(SYMBOLS),
        vocabulary=SYMBOLS,
        output_names=SYMBOLS,
        headline="cross_entropy",
        value_name="symbol",
        splits=splits,
        score=class_score,
        score_cases=surprises,
        label=lambda row: SYMBOLS[int(row)],
        known_baselines={"entropy_floor": {"cross_entropy": entropy_floor(splits["test"])}},
        baseline_outputs={
            "entropy_floor": np.where(legal_symbols()[depths(read)], 0.0, -1e9),
            "uniform": np.zeros((*read.shape, len(SYMBOLS))),
        },
        references={"entropy floor": entropy_floor(splits["validation"])},
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=16),
            training=TrainConfig(epochs=25, learning_rate=0.02, batch_size=16, seed=seed),
        ),
    )
