"""The runs in a database, which is all that apps and workers share.

A file of SQLite, or a PostgreSQL database that ``RNNVIZ_STORE`` names. Pages read; pages and
engines write what is asked of a run into its row; workers claim runs, report and read what is
asked. Nothing is pickled: settings and results are JSON, weights are safetensors, pictures are
packets of ``rnnviz.packet``.
"""

from rnnviz.runs.run import DEFAULT_WORKSPACE, EPOCH_COLUMNS, Checkpoint, Kept, Run, Snapshot
from rnnviz.runs.store.address import STORE_VARIABLE, default_place, home_folder
from rnnviz.runs.store.errors import StoreError, StoreFullError
from rnnviz.runs.store.orders import Assignment, Command, Ending, Held, Orders, Report
from rnnviz.runs.store.queue import StoreQueue

__all__ = [
    "DEFAULT_WORKSPACE",
    "EPOCH_COLUMNS",
    "STORE_VARIABLE",
    "Assignment",
    "Checkpoint",
    "Command",
    "Ending",
    "Held",
    "Kept",
    "Orders",
    "Report",
    "Run",
    "RunStore",
    "Snapshot",
    "StoreError",
    "StoreFullError",
    "home_folder",
]


class RunStore(StoreQueue):
    """Runs, their epochs, snapshots and checkpoints, and the queue of them. For any thread.

    Parameters
    ----------
    place
        A path of a SQLite file, made with its folder if it is not there, or a URL:
        ``postgresql://user:password@host/database`` or ``sqlite:////path``.
    check
        Whether a file is looked through for damage when it is opened.

    Attributes
    ----------
    address
        URL with which another process opens the same store; holds the password.
    name
        The same for people and keys of caches, without the password; of SQLite its path.
    path
        The file of SQLite; None on PostgreSQL.

    Raises
    ------
    StoreError
        If the store cannot be made or opened, or is of a newer version.
    """

    @classmethod
    def default(cls) -> "RunStore":
        """Open the store that ``RNNVIZ_STORE`` names, or the one in :func:`home_folder`."""
        return cls(default_place())
