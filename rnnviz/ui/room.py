"""How much room a visitor's runs take, and what is kept of a run whose network is large."""

import math

import streamlit as st

from rnnviz.runs.run import Run
from rnnviz.runs.schedule import MOST_SNAPSHOTS
from rnnviz.runs.size import network_bytes, networks_kept
from rnnviz.runs.store import RunStore
from rnnviz.runs.store.quota import Quota, Usage, megabytes
from rnnviz.ui.run_rows import task_of
from rnnviz.ui.workspace import current_workspace

# From this share of a limit on, it is said how to make room.
_NEARLY = 0.8


def room_left(store: RunStore) -> None:
    """Say how much of what a visitor may store is used; nothing where that is not limited."""
    workspace = current_workspace()
    quota = store.quota(workspace)
    if quota.bounded:
        st.caption(room_in_words(store.usage(workspace), quota))


def room_in_words(used: Usage, quota: Quota) -> str:
    """Return what is used of a quota that limits something, and how to make room if need be."""
    told = []
    if quota.bytes < math.inf:
        told.append(f"{megabytes(used.bytes)} of {megabytes(quota.bytes)}")
    if quota.runs < math.inf:
        told.append(f"{used.runs:,} of {quota.runs:,.0f} runs")
    if quota.epochs < math.inf and (used.epochs > _NEARLY * quota.epochs or not told):
        told.append(f"{used.epochs:,} of {quota.epochs:,.0f} epochs")
    words = f"Stored: {', '.join(told)}."
    if used.deleted_bytes:
        words += f" Of these, {megabytes(used.deleted_bytes)} are deleted but can be restored."
    if (
        used.bytes > _NEARLY * quota.bytes
        or used.runs > _NEARLY * quota.runs
        or used.epochs > _NEARLY * quota.epochs
    ):
        words += " To make room, delete runs; the column *MB* shows which are the largest."
    return words


def tell_networks_kept(store: RunStore, run: Run) -> None:
    """Say how many networks a run keeps and why, where they are fewer than usual."""
    task = task_of(run)
    most = networks_kept(run.spec, task)
    if most < min(MOST_SNAPSHOTS, run.spec.training.epochs + 1):
        count = len(store.snapshot_epochs(run.id))
        st.caption(
            f"Networks kept: {count}. Each takes {megabytes(network_bytes(run.spec, task))}, so a "
            f"run of this size keeps {most} instead of {MOST_SNAPSHOTS}, besides the best and the "
            "newest."
        )
