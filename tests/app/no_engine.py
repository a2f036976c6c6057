"""An engine without workers, for tests of pages."""

from rnnviz.runs.engine import EngineError


class NoEngine:
    """Stands in for the worker processes: remembers what it was asked to do."""

    def __init__(self, store, failure=None):
        self.store, self.failure = store, failure
        self.submitted, self.stopped, self.stepped = [], [], []

    def start(self):
        if self.failure:
            raise EngineError(self.failure)

    def warm(self):
        pass

    def submit(self, spec, **options):
        self.start()
        self.submitted.append(spec)
        return self.store.create(spec, **options)

    def pause(self, run_id):
        self.store.set_status(run_id, "paused", "Paused by hand.")

    def resume(self, run_id):
        self.store.take_up(run_id)

    def set_pace(self, run_id, pace):
        self.store.set_pace(run_id, pace)

    def step(self, run_id):
        self.stepped.append(run_id)

    def delete(self, run_id):
        self.store.delete(run_id)

    def stop(self, run_id):
        self.stopped.append(run_id)
        before = ("queued", "running", "paused")
        self.store.set_status(run_id, "stopped", "Stopped by hand.", before=before)
