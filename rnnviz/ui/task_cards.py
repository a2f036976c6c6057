"""Cards to choose a task by: a small plot of its real data and a sentence, on four shelves."""

import base64
from weakref import WeakKeyDictionary

import numpy as np
import streamlit as st

from rnnviz.figures.sketch import sketch_line, sketch_symbols
from rnnviz.tasks import TASKS, SeriesTask, Task
from rnnviz.tasks.task import Group
from rnnviz.ui.task_choice import short_title, task_as_chosen

SHELVES: dict[Group, str] = {
    "forecasting": "Forecasting: what comes next in a series of numbers",
    "text": "Text and symbols",
    "memory": "Long memory: problems with a known answer",
    "architecture": "Architectures: two directions, encoder and decoder",
}
_A_ROW = 3
_MOST_OF_A_SERIES = 600
_CHOSEN = "lab_card"


def chosen_card() -> str | None:
    """Return the task whose card was chosen just now, once."""
    name: str | None = st.session_state.pop(_CHOSEN, None)
    return name


@st.dialog("Choose a task", width="large")
def task_cards() -> None:
    """Show all tasks on their shelves; a choice closes the dialog and runs the page again."""
    for group, title in SHELVES.items():
        st.markdown(f"**{title}**")
        tasks = [task for task in map(task_as_chosen, TASKS) if task.group == group]
        for start in range(0, len(tasks), _A_ROW):
            columns = st.columns(_A_ROW)
            for column, task in zip(columns, tasks[start : start + _A_ROW], strict=False):
                with column.container(border=True, height="stretch"):
                    name = short_title(task.name)
                    if st.button(name, key=f"card_{task.name}", width="stretch"):
                        st.session_state[_CHOSEN] = task.name
                        st.rerun()
                    st.html(sketch_image(task))
                    st.caption(task.summary)


def sketch_image(task: Task) -> str:
    """Draw some of a task's data, as HTML."""
    # Streamlit takes bare SVG out of HTML. What stands beside it says what it is.
    data = base64.b64encode(sketch(task).encode()).decode()
    return f'<img alt="" style="width: 100%" src="data:image/svg+xml;base64,{data}">'


# As long as the task itself is kept, and no longer.
_sketches: WeakKeyDictionary[Task, str] = WeakKeyDictionary()


def sketch(task: Task) -> str:
    """Draw some of a task's data, as SVG."""
    if (found := _sketches.get(task)) is None:
        if isinstance(task, SeriesTask):
            found = sketch_line(task.series[-_MOST_OF_A_SERIES:])
        else:
            found = _sequence_sketch(task)
        _sketches[task] = found
    return found


def _sequence_sketch(task: Task) -> str:
    probe = task.probe("test")
    if task.kind == "regression" or not task.vocabulary and np.isfinite(probe.value).any():
        # What is marked in the data, or every step of a sequence that is no more than a few.
        marked = probe.inputs[:, 1] > 0.5 if probe.inputs.shape[-1] > 1 else len(probe.value) < 10
        places = np.flatnonzero(np.broadcast_to(marked, len(probe.value)))
        return sketch_line(probe.value, [int(place) for place in places])
    words = any(len(symbol) > 1 for symbol in probe.labels)
    return sketch_symbols([str(symbol) for symbol in probe.labels], between=" " if words else "")
