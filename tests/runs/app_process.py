"""An app without pages, for tests that kill it: it looks after the runs of a store.

``python -m tests.runs.app_process LEASE_SECONDS``, with ``RNNVIZ_HOME``, and ``RNNVIZ_STORE`` and
``RNNVIZ_SCHEDULER`` where they are wanted.
"""

import logging
import os
import signal
import sys
import time
from contextlib import suppress

from rnnviz.runs.engine import Engine, EngineError
from rnnviz.runs.store import RunStore, StoreError


def main(lease: float) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        with suppress(StoreError):  # a database that is being restarted
            store = RunStore.default()
            break
        time.sleep(0.1)
    engine = Engine(store, os.environ.get("RNNVIZ_SCHEDULER"), lease_seconds=lease)
    try:
        try:
            engine.start()
        except EngineError as error:
            logging.warning("%s", error)
        while True:
            time.sleep(1)
    finally:
        engine.close()
        store.close()


if __name__ == "__main__":
    main(float(sys.argv[1]))
