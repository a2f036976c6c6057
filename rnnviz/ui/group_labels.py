"""How groups of runs are called where they stand side by side, and how they differ, in words."""

from collections.abc import Sequence
from dataclasses import replace

from rnnviz.cells import CELLS
from rnnviz.runs.difference import difference_in_words
from rnnviz.runs.groups import RunGroup, without_seed
from rnnviz.ui.labels import size_in_words
from rnnviz.ui.plain import legible_name


def group_labels(groups: Sequence[RunGroup]) -> list[str]:
    """Call every group by its name or cell, and by more where that is not enough; all differ."""
    titles = [_name(group) or CELLS[group.spec.cell].title for group in groups]
    labels = [
        f"{title}, {size_in_words(group.spec.architecture)}" if titles.count(title) > 1 else title
        for title, group in zip(titles, groups, strict=True)
    ]
    first: dict[str, RunGroup] = {}
    for k, (label, group) in enumerate(zip(labels, groups, strict=True)):
        if label in first:
            labels[k] = f"{label} ({_difference(first[label], group)})"
        else:
            first[label] = group
    # Named like another one's label, or the same setting once more.
    return [
        f"{label} ({group.runs[0].id[:4]})" if labels.count(label) > 1 else label
        for label, group in zip(labels, groups, strict=True)
    ]


def run_labels(groups: Sequence[RunGroup], labels: Sequence[str]) -> dict[str, str]:
    """Call every run by its group, and by its seed where the group has several."""
    named = {}
    for label, group in zip(labels, groups, strict=True):
        for run, seed in zip(group.runs, group.seeds, strict=True):
            if len(group.runs) == 1:
                named[run.id] = label
            elif group.seeds.count(seed) == 1:
                named[run.id] = f"{label}, seed {seed}"
            else:  # the very same run once more
                named[run.id] = f"{label}, seed {seed} ({run.id[:4]})"
    return named


def differences(groups: Sequence[RunGroup], labels: Sequence[str]) -> list[str]:
    """Say of every group what is different from the first: one sentence each, for Markdown.

    Raises
    ------
    ValueError
        If there is no group.
    """
    if not groups:
        raise ValueError("there is no group")
    if len(groups) == 1:
        seeds = groups[0].seeds
        if len(seeds) == 1:
            return []
        if len(set(seeds)) == 1:
            return [f"These {len(seeds)} runs have the same settings and the same seed."]
        told = ", ".join(str(seed) for seed in seeds)
        if groups[0].has_own_data:
            return [f"These {len(seeds)} runs differ in their seed ({told}) and so in their data."]
        return [f"These {len(seeds)} runs differ only in their seed ({told})."]
    return [
        f"{label} has {_difference(groups[0], group)}; everything else is as in {labels[0]}."
        for label, group in zip(labels[1:], groups[1:], strict=True)
    ]


def _difference(first: RunGroup, other: RunGroup) -> str:
    if len(first.runs) == len(other.runs) == 1:
        return difference_in_words(first.spec, other.spec)
    specs = [without_seed(group.spec) for group in (first, other)]
    own = [group.has_own_data for group in (first, other)]
    if not any(own):
        return difference_in_words(*specs)
    words = difference_in_words(*(replace(spec, data_seed=0) for spec in specs))
    if all(own):
        return words
    data = "different data for each seed" if own[1] else "the same data for every seed"
    return f"{words}, and {data}" if words else data


def _name(group: RunGroup) -> str:
    names = {run.name for run in group.runs}
    return legible_name(names.pop()) if len(names) == 1 else ""


def seeds_in_words(group: RunGroup) -> str:
    """Write the seeds of a group: ``0, 1, 2``, and whether each drew data of its own."""
    seeds = ", ".join(str(seed) for seed in group.seeds)
    return f"{seeds} (different data each)" if group.has_own_data else seeds
