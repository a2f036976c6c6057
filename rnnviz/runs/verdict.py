"""What a comparison came to, in a sentence a person can read aloud."""

from collections.abc import Mapping

# Closer than this to the baseline is called a tie: the difference would not survive another
# seed on test ranges of this length.
TIE = 0.03


def verdict(rmse_by_label: Mapping[str, float], persistence_rmse: float) -> str:
    """Compare networks with the persistence forecast.

    Parameters
    ----------
    rmse_by_label
        One-step test RMSE of each network, any unit.
    persistence_rmse
        The RMSE of "the next value equals this one", same unit.

    Raises
    ------
    ValueError
        If there is no network to compare.
    """
    if not rmse_by_label:
        raise ValueError("no network to compare")
    best = min(rmse_by_label, key=lambda label: rmse_by_label[label])
    gain = 1 - rmse_by_label[best] / persistence_rmse
    best_of = f"{best}, the best of {len(rmse_by_label)}," if len(rmse_by_label) > 1 else best
    if gain > TIE:
        return f"{best_of} beats persistence (next equals now) by {gain:.0%} on the test range."
    if gain > -TIE:
        return (
            f"A tie: {best} is within {TIE:.0%} of persistence (next equals now) on the test range."
        )
    subject = "No network beats" if len(rmse_by_label) > 1 else f"{best} does not beat"
    return (
        f"{subject} persistence (next equals now) here: "
        f"{best} is {-gain:.0%} worse on the test range."
    )
