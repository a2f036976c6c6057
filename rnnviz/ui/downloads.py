"""Downloads of a run: a script, weights, recordings and tables, each made when it is asked for."""

import tempfile
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from rnnviz.runs.export import script_of
from rnnviz.runs.run import EPOCH_COLUMNS, Run
from rnnviz.runs.store import RunStore
from rnnviz.tasks.task import SPLITS, SplitName


def offer_script(run: Run) -> None:
    """Show the script that repeats a run, and offer it as a file."""
    script = script_of(run)
    st.markdown(
        "This script trains the same network again with the library's public functions. On this "
        "machine it prints the same test metrics, to the last digit."
    )
    st.download_button(
        "repeat_run.py",
        script,
        file_name=f"{file_stem(run)}.py",
        mime="text/x-python",
        icon=":material/download:",
        key=f"script_{run.id}",
        on_click="ignore",
    )
    st.code(script, language="python", height=320)


def offer_downloads(store: RunStore, run: Run) -> None:
    """Offer the weights, a recording and the epochs of a run."""
    epochs = store.snapshot_epochs(run.id)
    if not epochs:
        st.markdown("There is nothing to download yet: the training of this run has not begun.")
        return
    best = run.result.get("best_epoch")
    st.markdown("**Weights** (safetensors)")
    with st.container(horizontal=True):
        if best in epochs:
            _weights(store, run, best, "Best")
        _weights(store, run, epochs[-1], "Last")
    st.markdown("**Recording** (npz): every state and gate over one sequence")
    epoch = best if best in epochs else epochs[-1]
    left, right = st.columns(2)
    split = left.selectbox("Split", SPLITS, index=2, key=f"recording_split_{run.id}")
    index = right.number_input(
        "Sequence", min_value=0, value=0, step=1, key=f"recording_sequence_{run.id}"
    )
    with st.container(horizontal=True):
        for path in recorded_paths(run):
            st.download_button(
                f"{path.capitalize()}, epoch {epoch}",
                partial(recording_bytes, store, run, epoch, (split, int(index)), path),
                file_name=f"{file_stem(run)}_epoch{epoch}_{split}{index}_{path}.npz",
                mime="application/octet-stream",
                icon=":material/download:",
                key=f"recording_{path}_{run.id}",
                on_click="ignore",
            )
    st.caption("Load it with `rnnviz.Recording.load(path)` or with NumPy.")
    st.markdown("**Table** (CSV)")
    st.download_button(
        "Every epoch",
        partial(epochs_csv, store, run),
        file_name=f"{file_stem(run)}_epochs.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"epochs_{run.id}",
        on_click="ignore",
    )


def file_stem(run: Run) -> str:
    """Name a run's files by what it is; what a person typed is no part of it."""
    return f"rnnviz_{run.spec.task}_{run.spec.cell}_{run.id}"


def recorded_paths(run: Run) -> tuple[str, ...]:
    """Name the recurrent modules of a run's network."""
    return ("encoder", "decoder") if run.spec.outline_task().source_length else ("recurrent",)


def recording_bytes(
    store: RunStore, run: Run, epoch: int, place: tuple[SplitName, int], path: str
) -> bytes:
    """Record a network over one sequence of a split and return the npz file.

    Parameters
    ----------
    store, run, epoch
        Which network.
    place
        The split, and the number of the sequence; a number beyond the last means the last.
    path
        One of :func:`recorded_paths`.
    """
    # Loaded when somebody asks for it: the page can do without PyTorch.
    import torch

    from rnnviz.runs.restore import restore_model
    from rnnviz.tape import recording

    task = run.spec.load_task()
    split, index = place
    probe = task.probe(split, min(index, task.probe_count(split) - 1))
    model = restore_model(store, run, epoch)
    with torch.no_grad(), recording(model) as tape:
        model(torch.tensor(probe.inputs)[None])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "recording.npz"
        tape[path].save(file)
        return file.read_bytes()


def epochs_csv(store: RunStore, run: Run) -> str:
    """Write every epoch of a run as CSV, all digits kept."""
    text: str = pd.DataFrame(store.epochs(run.id), columns=EPOCH_COLUMNS).to_csv(index=False)
    return text


def _weights(store: RunStore, run: Run, epoch: int, which: str) -> None:
    st.download_button(
        f"{which}, epoch {epoch}",
        partial(weights_bytes, store, run, epoch),
        file_name=f"{file_stem(run)}_epoch{epoch}.safetensors",
        mime="application/octet-stream",
        icon=":material/download:",
        key=f"weights_{which}_{run.id}",
        on_click="ignore",
    )


def weights_bytes(store: RunStore, run: Run, epoch: int) -> bytes:
    """Return the weights of a run after an epoch, as safetensors."""
    return store.snapshot(run.id, epoch).weights
