"""The result of a comparison, in sentences a person can read aloud, with its uncertainty."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rnnviz.analysis.gain import Gain, difference, relative_gain
from rnnviz.runs.baseline_names import baseline_in_words
from rnnviz.tasks.case_scores import CaseScores
from rnnviz.tasks.metrics import METRICS, Metric

LEVEL = 0.95


@dataclass(frozen=True, eq=False)
class Scored:
    """A metric on the test part, and what each case contributes to it.

    Attributes
    ----------
    value
        The metric.
    cases
        None where it is known without a sample, as chance is, or was not kept: runs of an
        earlier version.
    """

    value: float
    cases: CaseScores | None = None


def level_for(count: int) -> float:
    """Return the level of each of ``count`` intervals that are to hold together at 95%.

    The best of many networks is best by luck, too (Bonferroni's correction).
    """
    return 1 - (1 - LEVEL) / max(1, count)


def gain_over(metric: Metric, first: Scored, second: Scored, level: float = LEVEL) -> Gain | None:
    """Compare two on the same test cases; None where their cases are not known."""
    if first.cases is None:
        return None
    scores, other = first.cases, second.cases
    if other is not None and len(other) != len(scores):
        return None
    if metric.ratio:
        known = second.value**2 if metric.root else second.value
        return relative_gain(
            scores.values,
            known if other is None else other.values,
            weights=scores.weights,
            root=metric.root,
            overlap=scores.overlap,
            level=level,
        )
    return difference(
        scores.values,
        second.value if other is None else other.values,
        weights=scores.weights,
        higher_is_better=metric.higher_is_better,
        share=metric.share,
        overlap=scores.overlap,
        level=level,
    )


def gain_in_words(metric: Metric, gain: Gain) -> str:
    """Write a gain for a table: ``27% better (21% to 33%)``."""
    if gain.better:
        interval = _range(metric, gain.low, gain.high)
        return f"{_amount(metric, gain.value)} better ({interval}{_unit(metric)})"
    if gain.worse:
        interval = _range(metric, -gain.high, -gain.low)
        return f"{_amount(metric, -gain.value)} worse ({interval}{_unit(metric)})"
    return f"cannot be told apart{_in_brackets(metric, gain)}"


def cases_in_words(gain: Gain, cases: CaseScores | None) -> str:
    """Say what was compared on: ``80 test values``."""
    kind = "test sequence"
    if cases is not None and cases.overlap:
        kind = "test value" if cases.overlap == 1 else "free run"
    return f"{gain.cases:,} {kind}{'' if gain.cases == 1 else 's'}"


def is_floor(name: str) -> bool:
    """Whether a baseline is a bound that nothing can pass."""
    return name.endswith("floor")


def strongest(metric: Metric, baselines: Mapping[str, Scored]) -> str | None:
    """Return the name of the best baseline; a floor that nothing can pass is not one of them."""
    passable = {name: found.value for name, found in baselines.items() if not is_floor(name)}
    if not passable:
        return None
    choose = max if metric.higher_is_better else min
    return choose(passable, key=lambda name: passable[name])


def verdict(
    name: str, networks: Mapping[str, Scored], baselines: Mapping[str, Scored], unit: str = ""
) -> str:
    """Say of every network whether it beats what needs no network, and which can be told apart.

    Parameters
    ----------
    name
        A metric of ``rnnviz.tasks.metrics.METRICS``.
    networks, baselines
        The metric of each on the same test part, by what to call it.
    unit
        The data's own unit.

    Raises
    ------
    ValueError
        If there is no network to compare.
    """
    if not networks:
        raise ValueError("no network to compare")
    metric = METRICS[name]
    order = sorted(networks, key=lambda label: networks[label].value)
    if metric.higher_is_better:
        order.reverse()
    if any(scored.cases is None for scored in networks.values()):
        return _values_alone(metric, order, networks, baselines, unit)
    best = strongest(metric, baselines)
    reference = "persistence" if "persistence" in baselines else best
    parts = []
    if reference is None:
        parts += [_value(metric, label, networks[label], unit) + "." for label in order[:1]]
    else:
        parts += _against(metric, order, networks, reference, baselines[reference], unit)
        if best is not None and best != reference:
            parts += _against_best(metric, order[0], networks, best, baselines[best], unit)
    parts += _among(metric, order, networks)
    parts += [
        f"The best possible is {metric.write(scored.value, unit)} ({floor.replace('_', ' ')})."
        for floor, scored in baselines.items()
        if is_floor(floor)
    ]
    return " ".join(parts)


def _against(
    metric: Metric,
    order: Sequence[str],
    networks: Mapping[str, Scored],
    name: str,
    baseline: Scored,
    unit: str,
) -> list[str]:
    """Say who beats a baseline, who does not, and of whom it cannot be said."""
    level = level_for(len(order))
    gains = {
        label: gain
        for label in order
        if (gain := gain_over(metric, networks[label], baseline, level)) is not None
    }
    title = f"{baseline_in_words(name)}{_value_in_brackets(metric, baseline, unit)}"
    on = cases_in_words(next(iter(gains.values())), networks[order[0]].cases)
    better = {label: gain for label, gain in gains.items() if gain.better}
    worse = {label: gain for label, gain in gains.items() if gain.worse}
    level_with = {label: gain for label, gain in gains.items() if not gain.told_apart}
    told = []
    if better:
        verb = "beats" if len(better) == 1 else "beat"
        told.append(
            f"{_names(metric, better, networks, unit)} {verb} {title} on {on} by "
            f"{_amounts(metric, better)}."
        )
        title, on = _short(name), ""
    if level_with:
        where = f" on {on}" if on else ""
        told.append(
            f"{_names(metric, level_with, networks, unit)} cannot be told apart from {title}"
            f"{where}{_ranges(metric, level_with)}."
        )
        title, on = _short(name), ""
    if worse:
        verb = "is" if len(worse) == 1 else "are"
        where = f" on {on}" if on else ""
        lost = {
            label: Gain(-g.value, -g.high, -g.low, g.cases, g.level) for label, g in worse.items()
        }
        told.append(
            f"{_names(metric, worse, networks, unit)} {verb} worse than {title}{where} by "
            f"{_amounts(metric, lost)}."
        )
    return told


def _against_best(
    metric: Metric,
    label: str,
    networks: Mapping[str, Scored],
    name: str,
    baseline: Scored,
    unit: str,
) -> list[str]:
    """Hold the best network against the best baseline, where that is not the reference."""
    gain = gain_over(metric, networks[label], baseline, level_for(len(networks)))
    if gain is None:
        return []
    title = baseline_in_words(name)
    if gain.better:
        return [f"{label} also beats {title}, the best baseline, by {_sure(metric, gain)}."]
    if gain.worse:
        lost = Gain(-gain.value, -gain.high, -gain.low, gain.cases, gain.level)
        values = (
            f"{metric.write(baseline.value)} against {metric.write(networks[label].value, unit)}"
        )
        return [
            f"{title[0].upper()}{title[1:]}, which needs no network, is better than {label} by "
            f"{_sure(metric, lost)}: {values}."
        ]
    return [
        f"{label} cannot be told apart from {title}, the best baseline{_in_brackets(metric, gain)}."
    ]


def _among(metric: Metric, order: Sequence[str], networks: Mapping[str, Scored]) -> list[str]:
    """Hold the best network against the others."""
    if len(order) < 2:
        return []
    best, level = order[0], level_for(len(order) - 1)
    alike = [
        label
        for label in order[1:]
        if (gain := gain_over(metric, networks[best], networks[label], level)) is None
        or not gain.told_apart
    ]
    if not alike:
        return [f"{best} is ahead of {_listed(order[1:])}."]
    if len(alike) == len(order) - 1:
        return [f"{_listed([best, *alike])} cannot be told apart."]
    behind = [label for label in order[1:] if label not in alike]
    return [
        f"{_listed([best, *alike])} cannot be told apart; {best} is ahead of {_listed(behind)}."
    ]


def _values_alone(
    metric: Metric,
    order: Sequence[str],
    networks: Mapping[str, Scored],
    baselines: Mapping[str, Scored],
    unit: str,
) -> str:
    told = [_value(metric, label, networks[label], unit) for label in order]
    told += [f"{baseline_in_words(b)} {metric.write(s.value, unit)}" for b, s in baselines.items()]
    return (
        f"{'; '.join(told)}. Whether they can be told apart is not known: at least one run "
        "is from an earlier version, which did not store the errors of single test cases. Train "
        "it again to find out."
    )


def _value(metric: Metric, label: str, scored: Scored, unit: str) -> str:
    return f"{label}: {metric.title} {metric.write(scored.value, unit)}"


def _value_in_brackets(metric: Metric, scored: Scored, unit: str) -> str:
    """Write a share beside its name: percentage points say nothing without it."""
    return "" if metric.ratio else f" ({metric.write(scored.value, unit)})"


def _names(
    metric: Metric, gains: Mapping[str, Gain], networks: Mapping[str, Scored], unit: str
) -> str:
    return _listed(
        [
            label if metric.ratio else f"{label} ({metric.write(networks[label].value, unit)})"
            for label in gains
        ]
    )


def _short(name: str) -> str:
    return baseline_in_words(name).split(" (")[0]


def _amounts(metric: Metric, gains: Mapping[str, Gain]) -> str:
    first, *others = (_sure(metric, gain) for gain in gains.values())
    if not others:
        return first
    rest = [_bare(metric, gain) for gain in list(gains.values())[1:]]
    return _listed([first, *rest])


def _ranges(metric: Metric, gains: Mapping[str, Gain]) -> str:
    if len(gains) > 1:
        return ""
    (gain,) = gains.values()
    return _in_brackets(metric, gain)


def _sure(metric: Metric, gain: Gain) -> str:
    """Write an amount with its interval, the first time in a sentence."""
    return f"{_amount(metric, gain.value)} (95% interval {_range(metric, gain.low, gain.high)})"


def _bare(metric: Metric, gain: Gain) -> str:
    return f"{_amount(metric, gain.value)} ({_range(metric, gain.low, gain.high)})"


def _in_brackets(metric: Metric, gain: Gain) -> str:
    if math.isnan(gain.low):
        return " (too few test cases for an interval)"
    low, high = (
        f"{'−' if bound < 0 else '+'}{_number(metric, abs(bound))}"
        for bound in (gain.low, gain.high)
    )
    return f" ({low} to {high}{_unit(metric)})"


def _range(metric: Metric, low: float, high: float) -> str:
    return f"{_number(metric, low)} to {_number(metric, high)}"


def _amount(metric: Metric, value: float) -> str:
    return f"{_number(metric, value)}{_unit(metric)}"


def _number(metric: Metric, value: float) -> str:
    """Write a gain in percent, in percentage points, or in nats."""
    if math.isinf(value):
        return "∞"
    if metric.ratio:
        return f"{value:.0%}" if 0.1 <= abs(value) < 0.9 or abs(value) >= 1 else f"{value:.1%}"
    return f"{100 * value:.1f}" if metric.share else f"{value:.3f}"


def _unit(metric: Metric) -> str:
    if metric.ratio:
        return ""
    return " points" if metric.share else " nats"


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names))
