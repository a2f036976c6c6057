"""An app without pages, for tests that kill it: it resumes whatever was interrupted.

``python -m tests.runs.app_process LEASE_SECONDS [SCHEDULER]``, with ``RNNVIZ_HOME`` set.
"""

import logging
import signal
import sys
import time

from rnnviz.runs.engine import Engine, EngineError
from rnnviz.runs.store import RunStore


def main(lease: float, scheduler: str | None) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    store = RunStore.default()
    engine = Engine(store, scheduler, lease_seconds=lease, idle_seconds=lease)
    try:
        engine.start()
        while True:
            for run in store.runs():
                if run.status == "interrupted":
                    try:
                        engine.resume(run.id)
                    except EngineError as error:
                        logging.warning("%s", error)
            time.sleep(0.05)
    finally:
        engine.close()
        store.close()


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
