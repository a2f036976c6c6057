"""The server as a process: it leaves nothing behind when it is told to end."""

import signal
import socket

import pytest

from rnnviz.runs.store import RunStore
from tests.runs import processes
from tests.runs.waiting import wait_for


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_a_server_that_is_told_to_end(tmp_path, told):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = processes.start(tmp_path, "rnnviz", "app", "--port", port)
    try:
        wait_for(lambda: processes.of(tmp_path, "worker"), "a worker", every=0.1)
        server.send_signal(told)
        server.wait(timeout=30)
        wait_for(lambda: not processes.of(tmp_path), "the processes to end", 10, every=0.2)
        store = RunStore(tmp_path / "runs.sqlite3")
        # What it trained waits for the next server.
        assert {(run.status, run.worker) for run in store.active_runs()} <= {("queued", "")}
        store.close()
    finally:
        processes.kill([*processes.of(tmp_path)])
        server.wait()
