"""Values that are kept up to a number of bytes, and made once however many ask at once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock
from typing import Any

MB = 1024 * 1024
_OVERHEAD = 4096  # of an entry, besides its arrays and texts
_MISSING = object()


class ByteCache:
    """Keeps values up to a number of bytes; those not asked for the longest go first.

    Safe to share between threads. A value that is larger than everything is not kept.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._making: dict[Hashable, Future[Any]] = {}
        self._bytes = 0
        self._lock = Lock()

    @property
    def size(self) -> int:
        """Bytes of all that is kept."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Any:
        """Return what is kept under a key, or None."""
        found = self._find(key)
        return None if found is _MISSING else found

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep a value of a size in bytes; what its key holds is counted as well."""
        size += _OVERHEAD + size_of(key)
        with self._lock:
            if key in self._kept:
                self._bytes -= self._kept.pop(key)[1]
            if size > self.most:
                return
            while self._bytes + size > self.most:
                self._bytes -= self._kept.popitem(last=False)[1][1]
            self._kept[key] = value, size
            self._bytes += size

    def find_or_make(self, key: Hashable, make: Callable[[], Any], size: int | None = None) -> Any:
        """Return what is kept under a key, or make and keep it.

        Whoever asks for the same meanwhile waits for the one who makes it, and for nobody else.
        An error goes to who made it; the next one tries again.

        Parameters
        ----------
        key
            Stands for all that the value follows from.
        make
            Makes it; asks for no value of the same key.
        size
            Bytes; by default those that :func:`size_of` finds.
        """
        while True:
            if (found := self._find(key)) is not _MISSING:
                return found
            with self._lock:
                theirs = self._making.get(key)
                if theirs is None:
                    mine = self._making[key] = Future()
            if theirs is not None:
                with suppress(Exception):
                    return theirs.result()
                continue
            try:
                value = make()
                self.put(key, value, size_of(value) if size is None else size)
                mine.set_result(value)
                return value
            finally:
                with self._lock:
                    del self._making[key]
                mine.cancel()  # after an error of any kind: who waits tries for himself

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def _find(self, key: Hashable) -> Any:
        with self._lock:
            if key not in self._kept:
                return _MISSING
            self._kept.move_to_end(key)
            return self._kept[key][0]


def size_of(value: Any) -> int:
    """Return about how many bytes of arrays and texts hang on a value.

    Looks through mappings, sequences and the fields of objects. Memory that several arrays share
    counts once.
    """
    return _size_of(value, set())


def _size_of(value: Any, seen: set[int]) -> int:
    if isinstance(value, int | float | type) or callable(value) or id(value) in seen:
        return 0
    seen.add(id(value))
    if isinstance(getattr(value, "nbytes", None), int):
        base = getattr(value, "base", None)
        if base is not None and hasattr(base, "nbytes"):
            return _size_of(base, seen)  # a view: what it looks at is what is held
        return int(value.nbytes)
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, Mapping):
        return sum(_size_of(one, seen) for pair in value.items() for one in pair)
    if isinstance(value, tuple | list | set | frozenset):
        return sum(_size_of(one, seen) for one in value)
    return sum(_size_of(one, seen) for one in getattr(value, "__dict__", {}).values())
