"""The field for one's own sequence: what it takes, what is wrong with it, what is shown then."""

import re

import streamlit as st

from rnnviz.tasks import Task
from rnnviz.typed import MOST_LETTERS, known_symbols, reads_words, symbols_of, typed_probe
from rnnviz.ui.moment import go_to_moment
from rnnviz.ui.plain import plain
from rnnviz.ui.sequence_choice import ShownSequence
from rnnviz.ui.typed_examples import played_examples

_KEY = "text"
_OF = "text_of"
_CUT = "text_cut"
# What was played last: of which task, and the text; empty where data of a split were played.
_PLAYED = "text_played"
_FEW = 12
_SHORT = 60


def typed_sequence(task: Task) -> ShownSequence:
    """Offer the field and return what is to be played: the last text that could be read."""
    examples = played_examples(task)
    about = f"{task.name} {task.title}"
    _forget_other_task(task, about, examples[0][1])
    # Beside each other: what is typed and what it changes are on one screen.
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        written = st.text_area(
            _label(task),
            value=examples[0][1],
            height=68 if len(task.input_names) < 2 or symbols_of(task) else 130,
            key=_KEY,
            bind="query-params",
            on_change=_keep_what_fits,
            help=(
                f"At most {MOST_LETTERS} characters. Press Ctrl+Enter or click elsewhere to play "
                "them and go to the last step. The page address keeps them."
            ),
        )
        for k, (name, text) in enumerate(examples):
            st.button(name, key=f"typed_example_{k}", on_click=_type, args=(text,))
    if cut := st.session_state.get(_CUT):
        st.warning(
            f"At most {MOST_LETTERS} characters can be typed. The first "
            f"{len(written or ''):,} of {cut:,} are kept.",
            icon=":material/content_cut:",
        )
    typed, error = _what_is_read(task, about, written or "", examples[0][1])
    if error:
        # It repeats some of what was typed.
        said = f"{error[0].upper()}{error[1:]}."
        shown = typed if len(typed) <= _SHORT else f"{typed[:_SHORT]}..."
        st.warning(
            f"{plain(said)} Still shown: {plain(shown)}".replace("\n", "; "),
            icon=":material/edit:",
        )
    _list_known(task, opened=bool(error))
    _go_to_its_end(task, about, typed)
    return ShownSequence("test", typed=typed)


def forget_typed() -> None:
    """Remember that data of a split are played: what is typed next is new."""
    st.session_state[_PLAYED] = ("", "")


def _what_is_read(task: Task, about: str, written: str, otherwise: str) -> tuple[str, str]:
    """Return a text that can be read, and what is wrong with the one in the field."""
    try:
        typed_probe(task, written)
    except ValueError as error:
        of, before = st.session_state.get(_PLAYED, ("", ""))
        return before if before and of == about else otherwise, str(error)
    return written, ""


def _go_to_its_end(task: Task, about: str, typed: str) -> None:
    """Show the last step of what is new; a link and a switch of the page keep their step."""
    played = (about, typed)
    if st.session_state.get(_PLAYED, played) != played:
        go_to_moment(len(typed_probe(task, typed).labels) - 1)
    st.session_state[_PLAYED] = played


def _list_known(task: Task, *, opened: bool) -> None:
    known = known_symbols(task)
    if len(known) <= _FEW:
        return
    words = reads_words(task)
    with st.expander(
        f"All {len(known)} {'words' if words else 'symbols'} that this task knows", expanded=opened
    ):
        shown = sorted(known, key=str.casefold)
        st.text((" · " if words else " ").join("space" if one == " " else one for one in shown))


def _label(task: Task) -> str:
    if task.source_length:
        return f"What the encoder reads: {task.source_length} characters"
    if symbols_of(task):
        known = symbols_of(task)
        if reads_words(task):
            return "Words, separated by spaces"
        few = " ".join(symbol if symbol != " " else "space" for symbol in known)
        dots = "; a full stop is read as ·" if "·" in known else ""
        return plain(f"Text of {few}{dots}") if len(known) <= _FEW else "Text, letter by letter"
    names = [
        f"{name} ({task.unit})" if k == 0 and task.unit else name
        for k, name in enumerate(task.input_names)
    ]
    if len(names) == 1:
        return plain(f"Numbers, one per step: {names[0]}")
    return plain(f"Numbers, one step per line: {', '.join(names)}")


def _forget_other_task(task: Task, about: str, first: str) -> None:
    """Begin anew where the text in the field was typed for networks of another task."""
    before = st.session_state.get(_OF)
    if before not in (None, about) and _KEY in st.session_state:
        st.session_state.pop(_CUT, None)
        try:
            typed_probe(task, st.session_state[_KEY] or "")
        except ValueError:
            st.session_state[_KEY] = first
    st.session_state[_OF] = about


def _keep_what_fits() -> None:
    """Shorten what is too long at its last whole word or number."""
    st.session_state.pop(_CUT, None)
    text = st.session_state[_KEY] or ""
    if len(text) <= MOST_LETTERS:
        return
    st.session_state[_CUT] = len(text)
    # One more is looked at: a word may end right at the limit.
    whole = re.match(r"(?s).*(?=[\s,;，；])", text[: MOST_LETTERS + 1])
    st.session_state[_KEY] = whole[0] if whole and whole[0].strip() else text[:MOST_LETTERS]


def _type(text: str) -> None:
    st.session_state.pop(_CUT, None)
    st.session_state[_KEY] = text
