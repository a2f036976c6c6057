"""A task and what is chosen about it: a language, a company, a split."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import streamlit as st

from rnnviz.tasks import TASKS, Task, outline_task

# Choices by their names on screen; others are shown as they are.
CHOICE_WORDS = {"en": "English", "zh": "Chinese", "by_start_and_speed": "by start and speed"}


def short_title(name: str) -> str:
    """Return a task's title without the choice that some carry after a comma."""
    title = outline_task(name).title
    return title.partition(", ")[0] if _choices(name) else title


def option_key(name: str, field: str) -> str:
    """Return the key under which a task's option is kept in the session."""
    return f"{name}_option_{field}"


def chosen_options(name: str) -> dict[str, Any]:
    """Return what the form says about a task by its lists, defaults left out."""
    state = st.session_state
    keys = {field.name: option_key(name, field.name) for field in _choices(name)}
    return chosen_of(name, {field: state[key] for field, key in keys.items() if key in state})


def chosen_of(name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of a task's options that are chosen from lists, defaults left out."""
    return {
        field.name: options[field.name]
        for field in _choices(name)
        if options.get(field.name, field.default) != field.default
    }


def task_as_chosen(name: str) -> Task:
    """Load a task with what is chosen about it."""
    return outline_task(name, **chosen_options(name))


def choice_fields(name: str) -> dict[str, str]:
    """Draw a list for each choice of a task, here; return what is chosen."""
    chosen = {}
    for field in _choices(name):
        chosen[field.name] = st.selectbox(
            field.metadata["label"],
            field.metadata["choices"],
            format_func=lambda value: CHOICE_WORDS.get(value, value),
            key=option_key(name, field.name),
            persist_state="session",
            width=128,
        )
    return chosen


def _choices(name: str) -> list[dataclasses.Field[Any]]:
    return [field for field in dataclasses.fields(TASKS[name].options) if field.metadata["choices"]]
