"""Tasks of many separate sequences: strings, sums, sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.case_scores import CaseScores, ScoreCases
from rnnviz.tasks.examples import Examples
from rnnviz.tasks.metrics import METRICS, log_probabilities
from rnnviz.tasks.task import Canvas, Probe, SplitName, Task, check_split

# As many test sequences as a picture can tell apart.
DRAWN = 60
# Groups of lengths in a picture, and the fewest lengths that make one.
_LENGTHS = 10

Score = Callable[[Examples, NDArray[np.floating]], dict[str, float]]
Label = Callable[[NDArray[np.generic]], str]


@dataclass(frozen=True, eq=False, kw_only=True)
class SequenceTask(Task):
    """A task whose splits are sets of sequences.

    Attributes
    ----------
    splits
        The examples of each split.
    score
        Judges outputs of shape (examples, time, outputs) for some examples.
    score_cases
        What each sequence contributes to the headline metric, which is the mean of these.
    known_baselines
        Name to metrics on the test split that are known without an answer to every example.
    baseline_outputs
        Name to answers on the test split, as a network gives them: shape (examples, time,
        outputs), in normalised units or as scores of classes.
    references
        Name to a known loss, in the units of the training loss.
    label
        Says in words what one step reads, given its row of ``inputs``.
    value_scale
        A normalised number times this is one in the data's units.
    reads_symbols
        Whether what is read stands for symbols, although as numbers: one-hot.
    context
        Symbols that are read before the next is predicted; 0 for all that came before.
    outlined
        Of an outline (``tasks.outline_task``), the examples that each split of the task has.
    """

    splits: Mapping[SplitName, Examples]
    score: Score
    score_cases: ScoreCases
    label: Label
    known_baselines: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    baseline_outputs: Mapping[str, NDArray[np.floating]] = field(default_factory=dict)
    references: Mapping[str, float] = field(default_factory=dict)
    value_scale: float = 1.0
    reads_symbols: bool = False
    context: int = 0
    outlined: Mapping[SplitName, int] = field(default_factory=dict)

    def sizes(self, split: SplitName) -> tuple[int, int]:
        """Return how many examples a split of the task has, and the steps of the longest."""
        count, steps = super().sizes(split)
        return self.outlined.get(split, count), steps

    def examples(self, split: SplitName) -> Examples:
        """Return the sequences of a split."""
        check_split(split)
        return self.splits[split]

    def metrics(self, split: SplitName, outputs: NDArray[np.floating]) -> dict[str, float]:
        """Judge outputs of shape (examples, time, outputs) for a split."""
        return self.score(self.examples(split), outputs)

    def case_scores(self, outputs: NDArray[np.floating]) -> CaseScores:
        """Return what each test sequence contributes to the headline metric."""
        return self.score_cases(self.examples("test"), outputs)

    def baseline_case_scores(self) -> Mapping[str, CaseScores | float]:
        """Return what each baseline scored on each test sequence, or its headline metric."""
        return {
            name: self._baseline_cases(name)
            for name, metrics in self.baselines().items()
            if self.headline in metrics and not name.endswith("floor")
        }

    def _baseline_cases(self, name: str) -> CaseScores | float:
        """Return the scores of a baseline's answers; its metric where that is known better."""
        if name in self.baseline_outputs and self.headline not in self.known_baselines.get(
            name, {}
        ):
            return self.case_scores(self.baseline_outputs[name])
        return self.baselines()[name][self.headline]

    def baselines(self) -> Mapping[str, Mapping[str, float]]:
        """Return the scores of the baselines on the test split.

        Those of ``baseline_outputs``, judged as a network is, with what ``known_baselines`` adds
        or knows better. They are computed at the first call.
        """
        return self._scored_baselines

    @cached_property
    def _scored_baselines(self) -> dict[str, dict[str, float]]:
        found = {name: self._scored(outputs) for name, outputs in self.baseline_outputs.items()}
        for name, known in self.known_baselines.items():
            found[name] = {**found.get(name, {}), **known}
        return found

    def _scored(self, outputs: NDArray[np.floating]) -> dict[str, float]:
        test = self.splits["test"]
        scores = self.score(test, outputs)
        if self.kind == "regression":
            return scores
        judged = outputs[test.counted]
        best = judged == judged.max(axis=-1, keepdims=True)
        if not (best.sum(axis=-1) > 1).any():
            return scores
        # Where classes tie none is chosen: shares of right answers would be those of the first.
        return {name: x for name, x in scores.items() if not METRICS[name].higher_is_better}

    def reference_losses(self) -> Mapping[str, float]:
        """Return the losses that are known."""
        return self.references

    @property
    def asks_at_the_end(self) -> bool:
        """Whether only the last step of a sequence is judged."""
        return bool((self.splits["test"].counted.sum(axis=1) == 1).all())

    def canvas(self) -> Canvas:
        """Return the truth of the test sequences that are drawn.

        Where one answer is asked for, the first sequences side by side, ordered by what is right;
        else the judged steps of the first sequence. Classes are drawn as the probability that
        the network gives to the right one, whose truth is 1. Sequences of many lengths, each with
        one class at its end, are drawn as the share that is answered right by length.
        """
        if self._by_length:
            return self._canvas_by_length()
        x_title, y_title = "test sequence", self.value_name
        if not self.asks_at_the_end:
            x_title = "judged step of the first test sequence"
        if self.kind == "classification":
            y_title = "probability of the right answer"
        truth = self._truth()[self._drawn_order()]
        empty = np.empty(0)
        return Canvas(
            x=np.arange(len(truth), dtype=np.float64),
            truth=truth,
            context_x=empty,
            context=empty,
            x_title=x_title,
            y_title=y_title,
            unit=self.unit if self.kind == "regression" else "",
        )

    def draw(self, outputs: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return what the network gives for the answers that are drawn, in the data's units."""
        if self._by_length:
            return self._draw_by_length(outputs)
        part = self._drawn_part()
        answers = outputs[: len(part)][part.counted]  # (judged, outputs)
        if self.kind == "regression":
            values = np.asarray(answers[:, 0], dtype=np.float64) * self.value_scale
        else:
            right = part.targets[part.counted].astype(np.int64)[:, None]
            values = np.exp(np.take_along_axis(log_probabilities(answers), right, axis=-1)[:, 0])
        return values[self._drawn_order()]

    @property
    def _by_length(self) -> bool:
        lengths = self.splits["test"].lengths
        many = len(np.unique(lengths)) >= _LENGTHS
        return self.asks_at_the_end and self.kind == "classification" and many

    def _length_groups(self) -> list[NDArray[np.intp]]:
        """Return the test sequences in groups of about equal number, the shortest first."""
        lengths = self.splits["test"].lengths
        edges = np.unique(np.quantile(lengths, np.linspace(0, 1, _LENGTHS + 1)))
        group = np.digitize(lengths, edges[1:-1], right=True)
        return [np.flatnonzero(group == k) for k in np.unique(group)]

    def _canvas_by_length(self) -> Canvas:
        lengths = self.splits["test"].lengths
        groups = self._length_groups()
        return Canvas(
            x=np.array([lengths[group].mean() for group in groups]),
            truth=np.ones(len(groups)),
            context_x=np.empty(0),
            context=np.empty(0),
            x_title="length",
            y_title="share of right answers",
            unit="",
        )

    def _draw_by_length(self, outputs: NDArray[np.floating]) -> NDArray[np.float64]:
        test = self.splits["test"]
        rows, ends = np.arange(len(test.lengths)), test.lengths - 1
        right = outputs[rows, ends].argmax(axis=-1) == test.targets[rows, ends]
        return np.array([right[group].mean() for group in self._length_groups()])

    def _drawn_part(self) -> Examples:
        return self.splits["test"].part(slice(0, DRAWN if self.asks_at_the_end else 1))

    def _truth(self) -> NDArray[np.float64]:
        part = self._drawn_part()
        if self.kind == "classification":
            return np.ones(int(part.counted.sum()))
        return np.asarray(part.targets[part.counted][:, 0], dtype=np.float64) * self.value_scale

    def _drawn_order(self) -> NDArray[np.intp]:
        truth = self._truth()
        if self.asks_at_the_end and self.kind == "regression":
            return np.argsort(truth, kind="stable")
        return np.arange(len(truth))

    def probe(self, split: SplitName, index: int = 0) -> Probe:
        """Return one sequence of a split, without its padding.

        Raises
        ------
        ValueError
            If there is no sequence of this index.
        """
        examples = self.examples(split)
        if not 0 <= index < len(examples):
            raise ValueError(
                f"the {split} split has the sequences 0 to {len(examples) - 1}, not {index}"
            )
        steps = int(examples.lengths[index])
        inputs = examples.inputs[index, :steps]
        counted = examples.counted[index, :steps]
        targets = examples.targets[index, :steps]
        nothing = np.full(steps, np.nan)
        numbers = self.kind == "regression"
        return Probe(
            inputs=inputs,
            labels=tuple(self.label(row) for row in inputs),
            value=nothing
            if self.vocabulary or self.reads_symbols
            else np.asarray(inputs[:, 0], dtype=np.float64) * self.value_scale,
            target=np.where(counted, targets[..., 0] * self.value_scale, np.nan)
            if numbers
            else nothing,
            answers=tuple(
                self.output_names[int(target)] if asked and not numbers else ""
                for target, asked in zip(targets, counted, strict=True)
            )
            if not numbers
            else ("",) * steps,
            caption=f"{self.title}: {split} sequence {index}",
        )

    @property
    def readout_scale(self) -> float:
        """What a normalised number is multiplied by."""
        return self.value_scale

    def readout_offset(self, probe: Probe) -> tuple[str, NDArray[np.float64]]:
        """Return zeros: nothing is added."""
        return "nothing", np.zeros(len(probe.labels))
