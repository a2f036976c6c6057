"""What the player says of each unit in numbers: computed here, over the steps that travel."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.memory import direct_half_life, geometric_mean
from rnnviz.analysis.saturation import gate_saturation
from rnnviz.packet import Scaled, Sent
from rnnviz.packets.player import CORRELATION_SCALE, PlayerLayerHeader
from rnnviz.replay_arrays import Arrays
from rnnviz.replay_candidates import Candidates

# The strongest correlations of each unit that travel.
MOST_CORRELATES = 5
# The gates that keep the old state.
_RETENTION = ("forget", "update")


@dataclass(frozen=True, eq=False)
class UnitFacts:
    """Numbers about the units of one layer after one epoch.

    Attributes
    ----------
    arrays
        By the names of the packet, all but those of correlations.
    correlations
        With each candidate, shape (panels, units, candidates); NaN where there is none.
    """

    arrays: Arrays
    correlations: NDArray[np.float64]

    @classmethod
    def of(cls, arrays: Arrays, told: PlayerLayerHeader, candidates: Candidates) -> "UnitFacts":
        """Compute them from what travels of a layer."""
        units = told["units"]
        sources = [panel["source"] for panel in told["panels"]]
        # One product of matrices for all panels.
        traces = np.concatenate([arrays[source] for source in sources], axis=1)
        correlations = candidates.correlations(traces).reshape(len(sources), units, -1)
        return cls(_memory(arrays, units) | _saturation(arrays, told), correlations)

    def packed(self, untrained: "UnitFacts | None") -> dict[str, Sent]:
        """Return all arrays by the names of the packet.

        Parameters
        ----------
        untrained
            Of the same layer before training; None where that is not known, or not another.
        """
        strength = np.where(np.isnan(self.correlations), -1, np.abs(self.correlations))
        # Stable: of equals the one named first stands first.
        ranks = np.argsort(-strength, axis=-1, kind="stable")[..., :MOST_CORRELATES]
        now = np.take_along_axis(self.correlations, ranks, axis=-1)
        before = np.full_like(now, np.nan)
        if untrained is not None:
            before = np.take_along_axis(untrained.correlations, ranks, axis=-1)
        places = np.where(np.isnan(now), -1, ranks)
        # Ranks that nothing stands on, where there are few candidates.
        missing = [(0, 0), (0, 0), (0, MOST_CORRELATES - ranks.shape[-1])]
        both = np.pad(np.stack([now, before], axis=-1), [*missing, (0, 0)], constant_values=np.nan)
        return self.arrays | {
            "correlates": Scaled.of(np.pad(places, missing, constant_values=-1), 1),
            "correlations": Scaled.of(both, CORRELATION_SCALE),
        }


def fact_bytes(told: PlayerLayerHeader) -> int:
    """Return how many bytes the facts of a layer take after one epoch."""
    each = 6 * MOST_CORRELATES * len(told["panels"]) + 8 * len(told["gates"]) + 8
    return each * told["units"]


def _memory(arrays: Arrays, units: int) -> Arrays:
    name = next((gate for gate in _RETENTION if gate in arrays), None)
    if name is None:
        unknown = np.full(units, np.nan, dtype=np.float32)
        return {"half_life": unknown, "mean_gate": unknown}
    kept = np.asarray(arrays[name], dtype=np.float64)
    means = geometric_mean(kept)
    # Of a network that diverged a gate is no number.
    half_lives = np.zeros(units)
    fine = np.isfinite(means)
    half_lives[fine] = direct_half_life(kept[:, fine])
    return {"half_life": np.where(np.isinf(half_lives), -1, half_lives), "mean_gate": means}


def _saturation(arrays: Arrays, told: PlayerLayerHeader) -> Arrays:
    shares = [gate_saturation(arrays[gate][None]) for gate in told["gates"]]
    stacked = [np.stack([share.shut, share.open], axis=-1) for share in shares]
    return {"saturation": np.stack(stacked) if stacked else np.empty((0, told["units"], 2))}
