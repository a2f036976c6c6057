"""How long a training will take, said before it starts."""

LONG = 60  # seconds: nothing is said of what takes no longer


def duration_note(steps: int, steps_per_second: int) -> str:
    """Say about how long a training takes; an empty sentence where that is a minute at most.

    Parameters
    ----------
    steps
        Steps of all sequences of all epochs together.
    steps_per_second
        How many the task's default network is trained on, on one core of a small computer.
    """
    seconds = steps / steps_per_second
    if seconds <= LONG:
        return ""
    minutes = round(seconds / 60)
    about = f"{minutes} minutes" if minutes > 1 else "a minute"
    return (
        f"With these options, training the default network takes about {about} on one core of a "
        "small computer."
    )
