"""Parts of a page that run by themselves, again and again or when something in them is used."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from rnnviz.runs.store import StoreError

_Arguments = ParamSpec("_Arguments")


def live(part: Callable[_Arguments, None]) -> Callable[_Arguments, None]:
    """Say in a sentence what is wrong with the store, also when only this part of a page runs.

    A part that runs by itself is outside of what the page does about errors.
    """

    @wraps(part)
    def shown(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> None:
        try:
            part(*arguments, **named)
        except StoreError as error:
            st.error(str(error), icon=":material/database_off:")

    return shown
