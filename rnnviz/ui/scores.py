"""What runs and their baselines scored on each test case, as pages compare them."""

from collections.abc import Mapping

from rnnviz.runs.case_scores import RunCaseScores, unpack_case_scores
from rnnviz.runs.run import Run
from rnnviz.runs.store import RunStore
from rnnviz.runs.verdict import Scored, gain_in_words, gain_over, level_for, strongest
from rnnviz.tasks.metrics import Metric
from rnnviz.ui.kept import KEPT


def scores_of(store: RunStore, run: Run) -> RunCaseScores | None:
    """Return what a run that has ended scored; None where none was kept or it is damaged."""
    # When it was created and how often it was taken up are part of the key: it may be trained anew
    # under its id.
    key = ("scores", run.id, run.created, run.attempt)
    found: RunCaseScores | None = KEPT.find_or_make(key, lambda: _read_scores(store, run.id))
    return found


def _read_scores(store: RunStore, run_id: str) -> RunCaseScores | None:
    packet = store.case_scores(run_id)
    if packet is None:
        return None
    try:
        return unpack_case_scores(packet)
    except ValueError:
        return None


def scored_run(run: Run, metric: str, scores: RunCaseScores | None) -> Scored:
    """Return a run's metric with its scores."""
    return Scored(run.result["test"][metric], scores.run if scores else None)


def scored_baselines(run: Run, metric: str, scores: RunCaseScores | None) -> dict[str, Scored]:
    """Return the metric of each baseline of a run that has it, with its scores."""
    found = {}
    for name, metrics in run.result.get("baselines", {}).items():
        if metric in metrics:
            cases = scores.baselines.get(name) if scores else None
            found[name] = Scored(metrics[metric], None if isinstance(cases, float) else cases)
    return found


def gains_against(
    metric: Metric, networks: Mapping[str, Scored], baselines: Mapping[str, Scored]
) -> dict[str, dict[str, str]]:
    """Return columns of a table: gains over persistence where it is known, and the best baseline.

    Returns
    -------
    Title of a column to the gain of each network in words, by its label.
    """
    level = level_for(len(networks))
    columns = {}
    wanted = ("persistence", strongest(metric, baselines))
    for name in dict.fromkeys(name for name in wanted if name is not None and name in baselines):
        gains = {
            label: gain_over(metric, scored, baselines[name], level)
            for label, scored in networks.items()
        }
        columns[f"against {name.replace('_', ' ')}"] = {
            label: gain_in_words(metric, gain) if gain else "not known"
            for label, gain in gains.items()
        }
    return columns
