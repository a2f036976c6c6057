"""A worker that is a thread of the test, so that a fault of its store befalls it too.

One at a time: weights and dropout are drawn from a random state that a process has once.
"""

import itertools
import threading

from rnnviz.runs.workers.worker import work


class ThreadWorkers:
    problem = ""
    _numbers = itertools.count()

    def __init__(self, store, most=1):
        self._store, self._most = store, most
        self._threads, self._died = {}, []
        self._leave = ""

    def check(self):
        pass

    def warm(self):
        pass

    def provide(self, queued, busy):
        self._threads = {name: one for name, one in self._threads.items() if one.is_alive()}
        idle = sum(name not in busy for name in self._threads)
        for _ in range(min(queued - idle, self._most - len(self._threads))):
            name = f"thread {next(self._numbers)}"
            self._threads[name] = threading.Thread(target=self._work, args=(name,), daemon=True)
            self._threads[name].start()

    def room(self, busy):
        return any(name not in busy for name in self._threads) or len(self._threads) < self._most

    def dead(self):
        died, self._died = self._died, []
        return died

    def dismiss(self, worker):
        self._threads.pop(worker, None)

    def close(self):
        self._leave = "The test is over."
        for thread in self._threads.values():
            thread.join(timeout=10)
        return list(self._threads)

    def _work(self, name):
        work(self._store, name, idle_seconds=1, leave=lambda: self._leave)
        self._died.append(name)
