"""Ask the networks: type a history or a beginning, read what each of them makes of it."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.generation import continue_history, continue_text
from rnnviz.models import SequenceModel
from rnnviz.runs.restore import best_epoch, restore_model
from rnnviz.runs.store import Run, RunStore, StoreError
from rnnviz.tasks import Task
from rnnviz.ui.fields import short_text
from rnnviz.ui.labels import short_labels
from rnnviz.ui.plain import plain
from rnnviz.ui.typed_examples import EXAMPLES, STEPS
from rnnviz.ui.which_epoch import Weights, which_epoch

MOST_LETTERS = 400


def ask_networks(store: RunStore, runs: Sequence[Run]) -> None:
    """Draw the field and the answers of every network."""
    task = runs[0].spec.load_task()
    numbers = task.name == "ball"
    labels = short_labels(runs)
    used = [Weights(labels[run.id], run, best_epoch(store, run)) for run in runs]
    st.caption(f"{task.title}: {task.summary} {which_epoch(used)}")
    typed = short_text(
        "Positions of the ball so far" if numbers else "Beginning of the text",
        MOST_LETTERS,
        value=EXAMPLES[task.name],
        key="typed",
        help=(
            "At least two numbers, separated by commas or spaces."
            if numbers
            else "The networks continue from here, always with the most probable symbol."
        ),
    )
    answers = {}
    for run in runs:
        try:
            model = restore_model(store, run, best_epoch(store, run))
            answers[labels[run.id]] = _answer(model, task, typed)
        except StoreError as error:
            st.error(plain(str(error)), icon=":material/broken_image:")
            return
        except ValueError as error:
            # It repeats some of what was typed.
            said = plain(f"{str(error)[0].upper()}{str(error)[1:]}.")
            st.warning(said, icon=":material/edit:")
            return
    for label, answer in answers.items():
        with st.container(border=True):
            st.markdown(f"**{label}**")
            # Plain text: part of it was typed, and may look like markup.
            st.text(answer)
    if numbers:
        st.caption("At constant speed the next step is as long as the last one.")


def _answer(model: SequenceModel, task: Task, typed: str) -> str:
    steps = STEPS[task.name]
    if task.name == "ball":
        positions = continue_history(model, task, typed, steps=steps)
        return ", ".join(f"{position:.2f}" for position in positions)
    return continue_text(model, task, typed, steps=steps)
