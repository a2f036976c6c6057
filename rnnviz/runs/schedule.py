"""At which epochs a run keeps a snapshot: densely at first, where a network changes most."""

MOST_SNAPSHOTS = 40
# So much a run may keep for good; of a network so large that four exceed it, four are kept.
SNAPSHOT_BYTES = 64_000_000
FEWEST_SNAPSHOTS = 4


def most_snapshots(bytes_each: int) -> int:
    """Return how many snapshots of this size a run keeps.

    Known before it trains: whatever its pace, and however often it is resumed, a run keeps the
    same ones.
    """
    return max(FEWEST_SNAPSHOTS, min(MOST_SNAPSHOTS, SNAPSHOT_BYTES // bytes_each))


def snapshot_epochs(epochs: int, most: int = MOST_SNAPSHOTS) -> list[int]:
    """Return the epochs to keep, from 0 (before training) to the last, in ascending order.

    Up to ``most`` epochs are kept all. Beyond that the gaps between them grow evenly
    (quadratic spacing): the first steps of a training deserve more pictures than its end.

    Raises
    ------
    ValueError
        If ``epochs`` is negative or ``most`` below 2.
    """
    if epochs < 0 or most < 2:
        raise ValueError(f"need epochs >= 0 and most >= 2, not {epochs} and {most}")
    if epochs < most:
        return list(range(epochs + 1))
    last = most - 1
    # Half linear, half quadratic, so that neither the start nor the end is left bare.
    ideal = [epochs * (0.35 * k / last + 0.65 * (k / last) ** 2) for k in range(most)]
    kept = [0]
    for k in range(1, most):
        kept.append(max(kept[-1] + 1, round(ideal[k])))
    return kept
