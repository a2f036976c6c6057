"""Which epochs of a training travel with the player, so that it scrubs them without a server."""

from collections.abc import Iterable, Sequence

PACKET_BYTES = 4_000_000


def snapshot_at(epochs: Sequence[int], epoch: int) -> int:
    """Return the last snapshot at or before an epoch; runs need not share all of theirs.

    Raises
    ------
    ValueError
        If there is none so early.
    """
    earlier = [kept for kept in epochs if kept <= epoch]
    if not earlier:
        raise ValueError(f"there is no snapshot at or before epoch {epoch}")
    return max(earlier)


def epochs_that_fit(epochs: Iterable[int], wanted: int, most: int) -> list[int]:
    """Choose some epochs of a training: the wanted one, both ends, and others evenly between.

    Half of what is left goes to the neighbours of the wanted epoch, where a person moves next,
    and the rest is spread evenly over the training.

    Parameters
    ----------
    epochs
        Those of which there is a snapshot.
    wanted
        One of them; it is always chosen.
    most
        How many fit; at least the wanted one is returned.

    Returns
    -------
    list of int
        Ascending.
    """
    every = sorted(set(epochs))
    if len(every) <= most:
        return every
    place = every.index(wanted)
    chosen = {wanted}
    by_nearness = sorted(range(len(every)), key=lambda k: (abs(k - place), k))
    spread = [round(k * (len(every) - 1) / max(1, most - 1)) for k in range(most)]
    # The ends first: before training, and the last.
    for k in [0, len(every) - 1, *by_nearness[: 1 + most // 2], *spread, *by_nearness]:
        if len(chosen) >= most:
            break
        chosen.add(every[k])
    return sorted(chosen)
