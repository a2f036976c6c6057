"""The demonstration: one run that every store has, so that no one is met by an empty page."""

from rnnviz.runs.engine import Engine
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import Run, RunStore
from rnnviz.tasks import outline_task

DEMONSTRATION_ID = "demonstration"
# A workspace of its own keeps it out of everybody's list of runs.
DEMONSTRATION_WORKSPACE = "demonstration"


def demonstration_spec() -> RunSpec:
    """Return what the demonstration trains: an LSTM on the noisy sine, with its defaults."""
    defaults = outline_task("sine").defaults
    return RunSpec("sine", "lstm", defaults.architecture, defaults.training)


def ensure_demonstration(store: RunStore, engine: Engine) -> Run:
    """Return the store's demonstration run, training it if it never was, or not to its end.

    Raises
    ------
    EngineError
        If it must be trained and training cannot start.
    """
    try:
        run = store.run(DEMONSTRATION_ID)
    except KeyError:
        run = None
    spec = demonstration_spec()
    if run is not None and run.spec == spec and (run.active or run.status == "finished"):
        return run
    return engine.submit(spec, workspace=DEMONSTRATION_WORKSPACE, run_id=DEMONSTRATION_ID)
