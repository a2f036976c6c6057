"""What a comparison came to, in a sentence a person can read aloud."""

from collections.abc import Mapping

from rnnviz.tasks.metrics import METRICS, Metric

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
        return _against_persistence(told, best, by_label, baselines, unit)
    sentence = f"{best}: {told.title} {told.write(by_label[best], unit)} on the test split"
    if len(by_label) > 1:
        sentence = f"{best} does best: {told.title} {told.write(by_label[best], unit)}"
        sentence += _as_good(best, by_label)
    known = ", ".join(
        f"{name.replace('_', ' ')} {told.write(value, unit)}" for name, value in baselines.items()
    )
    return f"{sentence} ({known})." if known else f"{sentence}."


def _as_good(best: str, by_label: Mapping[str, float]) -> str:
    """Name those that another seed might well put first."""
    first = by_label[best]
    level = [
        label
        for label, value in by_label.items()
        if label != best and abs(value - first) <= TIE * abs(first)
    ]
    if not level:
        return ""
    names = " and ".join([", ".join(level[:-1]), level[-1]] if len(level) > 1 else level)
    return f", but {names} {'are' if len(level) > 1 else 'is'} within {TIE:.0%} of it"


def gain_in_words(gain: float) -> str:
    """Say how much smaller an error is than the baseline's: ``27% better``, ``tie``."""
    if abs(gain) <= TIE:
        return "tie"
    return f"{gain:.0%} better" if gain > 0 else f"{-gain:.0%} worse"


def _against_persistence(
    metric: Metric,
    best: str,
    by_label: Mapping[str, float],
    baselines: Mapping[str, float],
    unit: str,
) -> str:
    error, persistence = by_label[best], baselines["persistence"]
    gain = 1 - error / persistence
    best_of = f"{best}, the best of {len(by_label)}," if len(by_label) > 1 else best
    if gain > TIE:
        sentence = f"{best_of} beats persistence (next equals now) by {gain:.0%} on the test range"
    elif gain > -TIE:
        sentence = (
            f"A tie: {best} is within {TIE:.0%} of persistence (next equals now) on the test range"
        )
    else:
        subject = "No network beats" if len(by_label) > 1 else f"{best} does not beat"
        sentence = (
            f"{subject} persistence (next equals now) here: "
            f"{best} is {-gain:.0%} worse on the test range"
        )
    return f"{sentence}{_against_the_strongest(metric, error, baselines, unit)}."


def _against_the_strongest(
    metric: Metric, error: float, baselines: Mapping[str, float], unit: str
) -> str:
    """Go on with the strongest baseline, where that is another one and not just as strong."""
    name = min(baselines, key=lambda name: baselines[name])
    strongest = baselines[name]
    if strongest >= baselines["persistence"] * (1 - TIE):
        return ""
    # Nothing is better than no error at all, and no percentage of it can be told.
    gain = 1 - error / strongest if strongest > 0 else -float("inf")
    told = name.replace("_", " ")
    if gain > TIE:
        return f", and {told}, the strongest forecast without a network, by {gain:.0%}"
    errors = f"{metric.write(strongest, unit)} against {metric.write(error, unit)}"
    if gain > -TIE:
        return f"; {told}, which needs no network, does as well ({errors})"
    return f"; {told}, which needs no network, does better ({errors})"
