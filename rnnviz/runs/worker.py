"""What a Dask worker does with a run: train, and report by events.

The worker preloads this module when it starts, so PyTorch is there before the first run is.
Reports are dictionaries with ``run``, ``attempt``, ``execution`` and ``number``, put there by the
outbox, and ``kind``:

============  ================================================================
``started``   the run left the queue
``epochs``    ``rows``: finished epochs in the order of ``EPOCH_COLUMNS``;
              ``checkpoint``: where to go on after them, or nothing
``snapshot``  ``epoch``, ``weights``, ``picture``, ``kept``
``ended``     ``status``, ``reason``, ``result``, ``case_scores``: nothing follows
============  ================================================================
"""

import gc
import secrets
import threading
from typing import Any

import torch
from distributed import Future, Status, fire_and_forget, get_client, get_worker

from rnnviz.runs.control import CONTROL_TOPIC, Control, Order
from rnnviz.runs.outbox import Message, Outbox
from rnnviz.runs.run import Checkpoint
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.train_run import train_run

# The runs that train in this process: one, unless somebody gave a worker several threads.
_here: dict[str, tuple[Control, Outbox]] = {}
_guard = threading.Lock()


def dask_setup(worker: object) -> None:
    """Load what the first training step would load. Dask calls this when a worker starts."""
    torch.set_num_threads(1)
    torch.optim.Adam([torch.nn.Parameter(torch.zeros(1))])
    # What was imported stays: it is not to be walked by every collection while a run trains.
    gc.collect()
    gc.freeze()


def run_on_worker(
    run_id: str, spec_json: str, order: dict[str, Any], checkpoint: Checkpoint | None
) -> None:
    """Train a run on the Dask worker that calls this, from the beginning or a checkpoint.

    It outlives the app that asked for it by the lease of its order: an app that comes back
    within that time finds it again.
    """
    worker, client = get_worker(), get_client()
    # The app's future is gone with the app. This one lasts until the task ends, so that the
    # scheduler goes on to know that the worker is taken.
    fire_and_forget(Future(worker.get_current_task(), client))

    def deliver(topic: str, message: Message) -> None:
        worker.log_event(topic, message)

    first = Order(**order)
    control = _WorkerControl(worker, first)
    outbox = Outbox(
        deliver,
        first.topic,
        run=run_id,
        attempt=first.attempt,
        execution=secrets.token_hex(8),
        key=str(worker.get_current_task()),
    )
    with _guard:
        _here[run_id] = (control, outbox)
    try:
        client.subscribe_topic(CONTROL_TOPIC, _receive)
        train_run(RunSpec.from_json(spec_json), outbox.send, control, checkpoint)
    finally:
        with _guard:
            _here.pop(run_id, None)


class _WorkerControl(Control):
    """A control that also knows when the worker itself is on its way out."""

    def __init__(self, worker: Any, order: Order) -> None:
        super().__init__(order)
        self._worker = worker

    @property
    def alone(self) -> bool:
        return super().alone or self._worker.status not in (Status.running, Status.paused)


def _receive(event: tuple[float, dict[str, dict[str, Any]]]) -> None:
    """Hand each run of this process its order. Runs on the network thread."""
    orders = event[1]
    with _guard:
        here = {run_id: found for run_id, found in _here.items() if run_id in orders}
    for run_id, (control, outbox) in here.items():
        order = Order(**orders[run_id])
        control.obey(order)
        if order.attempt == control.order.attempt and order.command != "abandon":
            outbox.acknowledge(order.acknowledged)
            outbox.redirect(order.topic)
