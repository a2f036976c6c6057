"""What a comparison came to, in a sentence a person can read aloud."""

from collections.abc import Mapping

from rnnviz.tasks.metrics import METRICS

# Closer than this to the baseline is called a tie: the difference would not survive another
# seed on test ranges of this length.
TIE = 0.03


def verdict(
    metric: str, by_label: Mapping[str, float], baselines: Mapping[str, float], unit: str = ""
) -> str:
    """Say which network did best, and whether it beat what needs no network.

    Parameters
    ----------
    metric
        A name in ``rnnviz.tasks.metrics.METRICS``.
    by_label
        The metric of each network.
    baselines
        The same metric of each baseline; may be empty.
    unit
        The data's own unit.

    Raises
    ------
    ValueError
        If there is no network to compare.
    """
    if not by_label:
        raise ValueError("no network to compare")
    told = METRICS[metric]
    choose = max if told.higher_is_better else min
    best = choose(by_label, key=lambda label: by_label[label])
    if "persistence" in baselines and not told.higher_is_better:
        return _against_persistence(best, by_label, baselines["persistence"])
    sentence = f"{best}: {told.title} {told.write(by_label[best], unit)} on the test split"
    if len(by_label) > 1:
        sentence = f"{best} does best: {told.title} {told.write(by_label[best], unit)}"
    known = ", ".join(
        f"{name.replace('_', ' ')} {told.write(value, unit)}" for name, value in baselines.items()
    )
    return f"{sentence} ({known})." if known else f"{sentence}."


def gain_in_words(gain: float) -> str:
    """Say how much smaller an error is than the baseline's: ``27% better``, ``tie``."""
    if abs(gain) <= TIE:
        return "tie"
    return f"{gain:.0%} better" if gain > 0 else f"{-gain:.0%} worse"


def _against_persistence(best: str, by_label: Mapping[str, float], persistence: float) -> str:
    gain = 1 - by_label[best] / persistence
    best_of = f"{best}, the best of {len(by_label)}," if len(by_label) > 1 else best
    if gain > TIE:
        return f"{best_of} beats persistence (next equals now) by {gain:.0%} on the test range."
    if gain > -TIE:
        return (
            f"A tie: {best} is within {TIE:.0%} of persistence (next equals now) on the test range."
        )
    subject = "No network beats" if len(by_label) > 1 else f"{best} does not beat"
    return (
        f"{subject} persistence (next equals now) here: "
        f"{best} is {-gain:.0%} worse on the test range."
    )
