"""What runs and their baselines scored on each test case, as pages compare them."""

import streamlit as st

from rnnviz.runs.case_scores import RunCaseScores, unpack_case_scores
from rnnviz.runs.run import Run
from rnnviz.runs.store import RunStore
from rnnviz.runs.verdict import Scored


def scores_of(store: RunStore, run: Run) -> RunCaseScores | None:
    """Return what a run that has ended scored; None where none was kept or it is damaged."""
    return _scores_of(store, run.id, run.created, run.attempt)


# Some ten kilobytes a run. When it was created and how often it was taken up are part of the key:
# it may be trained anew under its id.
@st.cache_resource(max_entries=256, show_spinner=False)
def _scores_of(_store: RunStore, run_id: str, created: float, attempt: int) -> RunCaseScores | None:
    packet = _store.case_scores(run_id)
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
