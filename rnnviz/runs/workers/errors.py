"""Why training cannot start, in words."""


class EngineError(Exception):
    """Training cannot be started; the message says why and what to do."""
