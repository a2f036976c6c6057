"""What the player is told of the sequence, or of the window of it that travels."""

import numpy as np

from rnnviz.packets.player import PlayerSequenceHeader
from rnnviz.replay_arrays import Arrays
from rnnviz.replay_candidates import Candidates, candidates_of, target_is_next_value
from rnnviz.tasks import Probe, SeriesTask, Task


def describe_sequence(
    task: Task,
    probe: Probe,
    arrays: Arrays,
    features: list[str],
    *,
    steps: slice,
    first: int,
    whole: int,
    typed: bool,
    note: str,
) -> tuple[PlayerSequenceHeader, Candidates]:
    """Return what the header says of a sequence, and what units may go along with in it.

    Parameters
    ----------
    arrays
        ``value``, ``target`` and perhaps ``features``, of the steps that travel.
    features
        Names of the features.
    steps
        Of the probe, which travel.
    first, whole
        The step of the layer's sequence at which they begin, and how many it has.
    """
    symbols = probe.inputs.ndim == 1 or bool(np.isnan(probe.value).all())
    told: PlayerSequenceHeader = {
        "steps": len(arrays["value"]),
        "first": first,
        "whole": whole,
        "step_name": "step" if typed else task.step_name,
        "step_labels": list(probe.labels[steps]),
        # What is drawn of a classifier is what it reads, and its value is a class.
        "value_name": task.input_names[0]
        if task.kind == "classification" and task.input_names
        else task.value_name,
        "unit": task.unit,
        "kind": "symbols" if symbols else "values",
        "classes": list(task.output_names) if task.kind == "classification" else [],
        "answers": list(probe.answers[steps]),
        "features": features,
        "caption": probe.caption,
        "typed": typed,
        "note": note,
        # Of a series the next value is predicted, and a label says where a step stands; else
        # it repeats what is read.
        "continues": isinstance(task, SeriesTask),
        "target_is_next": False,
        "labels_are_places": isinstance(task, SeriesTask),
        "season": int(getattr(task, "season", 1)),
        "correlate_names": [],
    }
    value, target, read = arrays["value"], arrays["target"], arrays.get("features")
    told["target_is_next"] = target_is_next_value(
        told, value, target, bool(features) and not symbols
    )
    candidates = candidates_of(told, value, target, read)
    told["correlate_names"] = candidates.names
    return told, candidates
