"""What a run and its baselines scored on each test case, as the store keeps it.

Kept apart from the result, which is read with every list of runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.packet import pack, unpack
from rnnviz.tasks.case_scores import CaseScores


@dataclass(frozen=True, eq=False)
class RunCaseScores:
    """Scores on the same test cases: those of a run, and those of its baselines.

    Attributes
    ----------
    run
        The run's.
    baselines
        Those of each baseline; a number where it is known without a sample.
    ahead
        The same at the task's horizon, for tasks that have one.
    """

    run: CaseScores
    baselines: Mapping[str, CaseScores | float]
    ahead: "RunCaseScores | None" = None


def pack_case_scores(scores: RunCaseScores) -> bytes:
    """Pack scores into a packet of ``rnnviz.packet``; what is not a number there is infinite."""
    header, arrays = _parts(scores)
    if scores.ahead is not None:
        header["ahead"], far = _parts(scores.ahead)
        arrays |= {f"ahead {name}": values for name, values in far.items()}
    most = np.finfo(np.float32).max  # what a packet holds
    told = {
        name: np.where(np.abs(values) <= most, values, np.inf) for name, values in arrays.items()
    }
    return pack(header, told)


def _parts(scores: RunCaseScores) -> tuple[dict[str, Any], dict[str, NDArray[np.float64]]]:
    known = {name: found for name, found in scores.baselines.items() if isinstance(found, float)}
    paired = {
        name: found.values
        for name, found in scores.baselines.items()
        if isinstance(found, CaseScores)
    }
    header = {"overlap": scores.run.overlap, "known": known, "paired": list(paired)}
    arrays = {"weights": scores.run.weights, "run": scores.run.values}
    return header, arrays | {f"baseline {name}": values for name, values in paired.items()}


def unpack_case_scores(packet: bytes) -> RunCaseScores:
    """Read scores back.

    Raises
    ------
    ValueError
        If the packet is damaged.
    """
    header, arrays = unpack(packet)
    try:
        near = _scores(header, arrays, "")
        far = _scores(header["ahead"], arrays, "ahead ") if "ahead" in header else None
        return replace(near, ahead=far)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"the scores are damaged: {error}") from error


def _scores(
    header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], prefix: str
) -> RunCaseScores:
    overlap = int(header["overlap"])
    weights = arrays[f"{prefix}weights"].astype(np.float64)

    def scores(key: str) -> CaseScores:
        return CaseScores(arrays[prefix + key].astype(np.float64), weights, overlap)

    baselines: dict[str, CaseScores | float] = {
        name: scores(f"baseline {name}") for name in header["paired"]
    }
    known = {str(name): float(value) for name, value in header["known"].items()}
    return RunCaseScores(scores("run"), baselines | known)
