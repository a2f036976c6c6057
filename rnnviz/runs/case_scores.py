"""What a run and its baselines scored on each test case, as the store keeps it.

Kept apart from the result, which is read with every list of runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rnnviz.packet import pack, unpack
from rnnviz.tasks.case_scores import CaseScores

_RUN = "run"


@dataclass(frozen=True, eq=False)
class RunCaseScores:
    """Scores on the same test cases: those of a run, and those of its baselines.

    A baseline that is known without a sample is a number.
    """

    run: CaseScores
    baselines: Mapping[str, CaseScores | float]


def pack_case_scores(run: CaseScores, baselines: Mapping[str, CaseScores | float]) -> bytes:
    """Pack scores into a packet of ``rnnviz.packet``; what is not a number there is infinite."""
    known = {name: scored for name, scored in baselines.items() if isinstance(scored, float)}
    paired = {name: s.values for name, s in baselines.items() if isinstance(s, CaseScores)}
    arrays = {"weights": run.weights, _RUN: run.values} | {
        f"baseline {name}": values for name, values in paired.items()
    }
    most = np.finfo(np.float32).max  # what a packet holds
    told = {
        name: np.where(np.abs(values) <= most, values, np.inf) for name, values in arrays.items()
    }
    return pack({"overlap": run.overlap, "known": known, "paired": list(paired)}, told)


def unpack_case_scores(packet: bytes) -> RunCaseScores:
    """Read scores back.

    Raises
    ------
    ValueError
        If the packet is damaged.
    """
    header, arrays = unpack(packet)
    try:
        overlap = int(header["overlap"])
        weights = arrays["weights"].astype(np.float64)

        def scores(key: str) -> CaseScores:
            return CaseScores(arrays[key].astype(np.float64), weights, overlap)

        baselines: dict[str, CaseScores | float] = {
            name: scores(f"baseline {name}") for name in header["paired"]
        }
        known = {str(name): float(value) for name, value in header["known"].items()}
        return RunCaseScores(scores(_RUN), baselines | known)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"the scores are damaged: {error}") from error
