"""Fields for numbers that read what a person may type."""

from streamlit.delta_generator import DeltaGenerator


def whole_number(
    place: DeltaGenerator, label: str, value: int, *, key: str, step: int = 1, help: str = ""
) -> int:
    """Draw a field for a whole number that takes ``1e3`` for a thousand.

    Streamlit's own field for whole numbers reads as far as the first letter, and so 1. What is no
    whole number is returned as it is: whoever checks the setting says so.
    """
    typed = place.number_input(
        label, value=float(value), step=float(step), format="%.0f", key=key, help=help or None
    )
    return int(typed) if typed.is_integer() else typed  # type: ignore[return-value]
