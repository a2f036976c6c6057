"""Networks of the past."""

import pytest

from rnnviz.runs.restore import best_epoch, with_networks
from rnnviz.runs.store import Snapshot, StoreError


def test_a_run_without_a_network_is_told_of_in_a_sentence(file_store, spec):
    run = file_store.create(spec, worker="one")
    file_store.put_snapshot(run.id, Snapshot(0, b"w", b"p"), 1)
    assert with_networks(file_store, [run]) == [run]
    assert best_epoch(file_store, run) == 0
    # Its worker died before its first checkpoint: the next one begins anew.
    file_store.requeue_worker("one", "It died.")
    file_store.claim("two")
    assert with_networks(file_store, [run]) == []
    with pytest.raises(StoreError, match="begins again"):
        best_epoch(file_store, run)
