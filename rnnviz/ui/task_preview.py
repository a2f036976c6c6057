"""A task before it is trained: its data, what is to be learnt, and where to look."""

import streamlit as st

from rnnviz.runs.run import Run
from rnnviz.tasks import Task
from rnnviz.ui.task_cards import sketch_image
from rnnviz.ui.task_choice import chosen_of, chosen_options

LOOK_FOR = {
    "sine": "whether the forecast follows the wave rather than the noise. The dotted line is the "
    "same network before training.",
    "gs10": "the dashed line in the learning curves, the loss of 'next year equals this year'. "
    "Does a validation curve end below it?",
    "stock": "the dashed line in the learning curves, the loss of 'next week equals this week'. "
    "Does a validation curve end below it?",
    "weather": "the dashed line in the learning curves, the loss of 'tomorrow equals today'. "
    "Does a validation curve end below it?",
    "sunspots": "the peaks. Does the forecast reach their height, and in the right year?",
    "mackey_glass": "how long a network follows the true values when it runs on its own "
    "predictions: the page Forecast shows it.",
    "ball": "how close a network comes to the straight line through the last two positions.",
    "hello": "the accuracy. There are nine pairs, so one wrong answer is 11%.",
    "sentiment": "the accuracy on short and on long sentences, which the table shows separately.",
    "pronoun": "the probability of 'he' and 'she', which depends on a name several words earlier.",
    "reber": "the end of the string, where the second symbol must be repeated: the network has to "
    "remember it throughout.",
    "parens": "the table of depths. The probability of illegal symbols should go to 0.",
    "adding": "the dashed line 'always 1', the loss of a network that remembers neither number. "
    "Which curves go below it?",
    "copy": "the dashed line 'guessing without memory', the loss of a network that remembers "
    "nothing. Which curves go below it?",
    "peek": "one direction against two (in Settings). A network that reads only forwards can do no "
    "better than a coin toss.",
    "reverse": "the share of strings written without a single mistake.",
}


def is_another_task(task: Task, shown: Run) -> bool:
    """Say whether a chosen task is another one than a run's, or its lists were chosen otherwise."""
    if task.name != shown.spec.task:
        return True
    return chosen_options(task.name) != chosen_of(task.name, shown.spec.options)


def show_preview(task: Task) -> None:
    """Show a task that is chosen and not yet trained."""
    with st.container(border=True, key="task_preview"):
        data, words = st.columns([4, 5], vertical_alignment="center")
        data.html(sketch_image(task))
        words.markdown(f"**{task.title}**  \n{task.summary}")
        if task.name in LOOK_FOR:
            words.markdown(f"**Look for** {LOOK_FOR[task.name]}")
        words.caption("Press *Train* to see it learnt.")
