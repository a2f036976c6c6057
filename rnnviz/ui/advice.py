"""What to do about runs that did not finish."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.runs.run import Run, Status
from rnnviz.ui.plain import plain
from rnnviz.ui.workspace import own_runs

ON_RUNS: dict[Status, str] = {
    "paused": "*Resume* continues the run; its results are the same as without a pause.",
    "interrupted": "*Resume* continues after the last saved epoch; the results are the same as "
    "without an interruption.",
    "failed": "*Resume* tries again from the last saved epoch. If it fails again, "
    "*Duplicate* it with other settings.",
    "diverged": "*Duplicate* it with a smaller learning rate.",
    "stopped": "*Duplicate* it to train it to the end.",
}
# In the Lab the settings are at hand, and the stage says by itself why a run ended.
IN_LAB: dict[Status, str] = {
    "interrupted": "Interrupted: *Resume* continues after the last saved epoch; the results are "
    "the same as without an interruption.",
    "failed": "Failed: *Resume* tries again from the last saved epoch. If it fails again, "
    "change *Settings* and press *Train*.",
    "diverged": "Diverged: choose a smaller learning rate or a gradient clip of 1 in *Settings* "
    "and press *Train*.",
}


def advise(runs: Sequence[Run]) -> None:
    """Say what can be done about one's own runs of the Lab, a sentence for each way to end."""
    endings = {run.status for run in own_runs(runs)}
    if told := [words for status, words in IN_LAB.items() if status in endings]:
        st.caption(" ".join(told))


def as_sentence(text: str) -> str:
    """Return what may have been said by an error as a sentence that Markdown shows as it is."""
    bare = text.rstrip(".")
    return plain(bare) if bare.endswith(("!", "?", "…")) else f"{plain(bare)}."
