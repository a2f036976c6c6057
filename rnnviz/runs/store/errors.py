"""What the store raises."""


class StoreError(Exception):
    """The store cannot be opened, read or written; the message says why and what to do."""


class StoreFullError(StoreError):
    """There is no room for more; the message says whose, and how to make some."""


def shortened(error: BaseException | None) -> str:
    """Return what an error says, in one line of at most 160 letters, without a full stop."""
    said = str(error).partition("(Background on this error")[0]
    return " ".join(said.split())[:160].rstrip(".")
