"""Which sequence is played: one of a split, or one that a person types."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from rnnviz.tasks import Probe, SplitName, Task
from rnnviz.typed import MOST_LETTERS, reads_words, symbols_of, typed_probe
from rnnviz.ui.plain import plain
from rnnviz.ui.typed_examples import played_examples

TYPED: Literal["typed"] = "typed"
DataName = SplitName | Literal["typed"]
# The address says what the control says.
_NAMES: dict[DataName, str] = {
    "test": "test",
    "validation": "validation",
    "train": "training",
    TYPED: "typed",
}
_KEY = "text"
_OF = "text_of"


@dataclass(frozen=True)
class ShownSequence:
    """What the player plays.

    Attributes
    ----------
    split, index
        A sequence of the data.
    typed
        What was typed instead of it; where it is not empty, the split is the one to look for
        the like in.
    """

    split: SplitName
    index: int = 0
    typed: str = ""

    def probe(self, task: Task) -> Probe:
        """Return the sequence as a network reads it."""
        return typed_probe(task, self.typed) if self.typed else task.probe(self.split, self.index)


def data_choice() -> DataName:
    """Offer the splits to read from, and the person's own sequence."""
    chosen: DataName | None = st.segmented_control(
        "Data",
        list(_NAMES),
        default="test",
        required=True,
        format_func=_NAMES.__getitem__,
        key="data",
        bind="query-params",
    )
    return chosen or "test"  # an address may leave it empty


def sample_choice(task: Task, data: DataName) -> int:
    """Offer the sequences of a split, where it has more than one."""
    if data == TYPED:
        return 0
    count = task.probe_count(data)
    if count < 2:
        return 0
    chosen = st.number_input(
        "Sequence",
        min_value=0,
        max_value=count - 1,
        value=0,
        key="sample",
        bind="query-params",
        help=f"One of {count:,} sequences, counted from 0.",
    )
    return min(int(chosen), count - 1)


def chosen_sequence(task: Task, data: DataName, sample: int) -> ShownSequence | None:
    """Return what is to be played; None, after a sentence, where what was typed cannot be read."""
    return _typed_sequence(task) if data == TYPED else ShownSequence(data, sample)


def _typed_sequence(task: Task) -> ShownSequence | None:
    examples = played_examples(task)
    _forget_other_task(task, examples[0][1])
    written = st.text_area(
        _label(task),
        value=examples[0][1],
        max_chars=MOST_LETTERS,
        height=68 if len(task.input_names) < 2 or symbols_of(task) else 130,
        key="text",
        bind="query-params",
        help="Ctrl and Enter, or a click elsewhere, plays it. The link of the page keeps it.",
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for k, (name, text) in enumerate(examples):
            st.button(name, key=f"typed_example_{k}", on_click=_type, args=(text,))
    if context := getattr(task, "context", 0):
        st.caption(
            f"In training the network began anew for every {context} letters; here it reads on, "
            "and may be less sure than it is there."
        )
    typed = written or ""
    try:
        typed_probe(task, typed)
    except ValueError as error:
        # It repeats some of what was typed.
        said = f"{str(error)[0].upper()}{str(error)[1:]}."
        st.warning(plain(said), icon=":material/edit:")
        return None
    return ShownSequence("test", typed=typed)


def _label(task: Task) -> str:
    if task.source_length:
        return f"What the encoder reads: {task.source_length} characters"
    if symbols_of(task):
        known = symbols_of(task)
        if reads_words(task):
            return "Words, with blanks between"
        few = " ".join(symbol if symbol != " " else "blank" for symbol in known)
        dots = "; a full stop is read as ·" if "·" in known else ""
        return plain(f"Text of {few}{dots}") if len(known) <= 12 else "Text, letter by letter"
    names = [
        f"{name} ({task.unit})" if k == 0 and task.unit else name
        for k, name in enumerate(task.input_names)
    ]
    if len(names) == 1:
        return plain(f"Numbers, one a step: {names[0]}")
    return plain(f"Numbers, one step a line: {', '.join(names)}")


def _forget_other_task(task: Task, first: str) -> None:
    """Begin anew where the text in the field was typed for networks of another task."""
    about = f"{task.name} {task.title}"
    before = st.session_state.get(_OF)
    if before not in (None, about) and _KEY in st.session_state:
        try:
            typed_probe(task, st.session_state[_KEY] or "")
        except ValueError:
            st.session_state[_KEY] = first
    st.session_state[_OF] = about


def _type(text: str) -> None:
    st.session_state[_KEY] = text
