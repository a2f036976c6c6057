"""A store on a PostgreSQL server, which apps and workers of many machines may share."""

import math
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select, text

from rnnviz.runs.store.errors import StoreError, shortened
from rnnviz.runs.store.tables import VERSION, revision

# Connections of one process, those that stay and those for a moment: a server has a hundred for
# all processes by default.
_READING, _WRITING = (4, 8), (2, 6)
_WAIT_SECONDS = 10.0
_TIMES = {
    # A lock that another program holds, or a worker that was frozen, must hold up no page.
    "lock_timeout": "10s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "20s",
}
# Who lays out or migrates the tables has this lock; the letters of "rnnviz".
_LOCK = 0x726E6E76697A
# Who adds to a workspace has its lock: the first of two numbers, the letters of "rnnv".
_LOCKS_OF_WORKSPACES = 0x726E6E76
_GOES_ON = "rnnviz continues when it answers again."
# What to do about an error of PostgreSQL, by the beginning of its five letters.
_MEND = {
    "53100": "Free some disk space on the database server.",
    "53300": "Allow more connections (max_connections) on the database server.",
    "55P03": "Another program has locked the table; rnnviz continues when the lock is released.",
    "57014": "The database server is too slow; rnnviz continues when it answers in time.",
    "25006": "The database takes nothing new at present; see the log of its server.",
    "28": "Check the user's name and the password in RNNVIZ_STORE.",
    "3D": "Create the database, or set RNNVIZ_STORE to another one.",
    "42501": "Give the user of RNNVIZ_STORE the right to create and change tables.",
    "40": "Another program was in the way; try again.",
    "57P": f"Check that the database server runs; {_GOES_ON}",
    "08": f"Check that the database server runs and can be reached; {_GOES_ON}",
    "XX": "Its data may be damaged; see the log of the database server.",
}
_REFUSALS = {
    "password": "28",
    "pg_hba": "28",
    "does not exist": "3D",
    "too many": "53300",
    "connection slots": "53300",
    "onnect": "08",
}
_OTHER = "See the log of the database server, or set RNNVIZ_STORE to another database."
_FOUND = text("SELECT to_regclass('rnnviz_version') IS NOT NULL, to_regclass('runs') IS NOT NULL")
_ALONE = text(f"SELECT pg_advisory_xact_lock({_LOCK})")
_ALONE_IN_WORKSPACE = text(
    f"SELECT pg_advisory_xact_lock({_LOCKS_OF_WORKSPACES}, hashtext(:workspace))"
)


class Server:
    """One database of a server: how it is reached, and what can befall it.

    Parameters
    ----------
    url
        With the password.
    name
        Without it.
    """

    elsewhere = "set RNNVIZ_STORE to another database"
    # One for all, however the clocks of their machines are set.
    clock = text("SELECT extract(epoch FROM clock_timestamp())::double precision")

    def __init__(self, url: str, name: str) -> None:
        self._url, self.name = url, name

    def prepare(self) -> None:
        """Do nothing."""

    def engine(self) -> Engine:
        """Return what writes; a connection that was cut meanwhile is replaced before."""
        return self._engine(*_WRITING, pool_pre_ping=True)

    def reading(self, engine: Engine) -> Engine:
        """Return what reads: one statement needs no transaction, and can be tried again."""
        return self._engine(*_READING, isolation_level="AUTOCOMMIT")

    def _engine(self, spare: int, more: int, **options: Any) -> Engine:
        engine = create_engine(
            self._url,
            pool_size=spare,
            max_overflow=more,
            pool_timeout=_WAIT_SECONDS,
            pool_use_lifo=True,
            hide_parameters=True,
            connect_args={
                "connect_timeout": 10,
                # A server that a network does not reach any more is given up after some seconds.
                "keepalives_idle": 5,
                "keepalives_interval": 3,
                "keepalives_count": 3,
                "tcp_user_timeout": 15_000,
                "application_name": "rnnviz",
            },
            **options,
        )
        event.listen(engine, "connect", _set_times)
        return engine

    def begin(self, connection: Connection) -> None:
        """Do nothing: the first statement begins a transaction."""

    def version(self, connection: Connection, *, check: bool) -> int:
        """Return the version of the tables, 0 if there are none.

        Raises
        ------
        StoreError
            If the database holds tables of another program under the names of ours.
        """
        ours, taken = connection.execute(_FOUND).one()
        if ours:
            found = connection.execute(select(revision.c.version_num)).scalar_one_or_none()
            if found is not None and found.isdecimal():
                return int(found)
        if ours or taken:
            raise StoreError(
                f"{self.name} holds tables of another program. Set RNNVIZ_STORE to a database "
                "of its own."
            )
        return 0

    def set_version(self, connection: Connection) -> None:
        """Write the version down."""
        connection.execute(revision.delete())
        connection.execute(revision.insert().values(version_num=str(VERSION)))

    def wait_for_others(self, connection: Connection) -> None:
        """Wait until no other process lays out or claims, for the rest of the transaction."""
        connection.execute(_ALONE)

    def wait_for_workspace(self, connection: Connection, workspace: str) -> None:
        """Wait until nobody else adds to a workspace, for the rest of the transaction.

        Two that each see what was there before the other would pass its quota together.
        """
        connection.execute(_ALONE_IN_WORKSPACE, {"workspace": workspace})

    def free_bytes(self) -> float:
        """Return infinity: a server does not tell what is free of its disk."""
        return math.inf

    # Nothing of it lies on this machine.
    warning = ""

    def opened(self, engine: Engine, *, first: bool) -> None:
        """Do nothing: a server is found by its name alone."""

    def tidy(self, engine: Engine) -> bool:
        """Do nothing: a server has its own `autovacuum`, which reuses what was deleted."""
        return False

    def close(self) -> None:
        """Do nothing."""

    def check_place(self) -> None:
        """Do nothing."""

    def mend(self, error: BaseException | None) -> str:
        """Return what to do about an error."""
        state = getattr(error, "sqlstate", None)
        if not state:
            # Why a server refuses a connection it says in words only.
            said = str(error)
            state = next((code for words, code in _REFUSALS.items() if words in said), "")
        return next((what for code, what in _MEND.items() if state.startswith(code)), _OTHER)

    def cannot_open(self, error: BaseException) -> StoreError:
        """Return the error of a database that cannot be opened."""
        return StoreError(
            f"Runs cannot be stored in {self.name}: {shortened(error)}. {self.mend(error)}"
        )

    def damaged(self, how: str) -> StoreError:
        """Return the error of tables that are not as they should be."""
        return StoreError(
            f"The runs in {self.name} cannot be read: {how[:160]}. Restore the tables from a "
            "backup, or set RNNVIZ_STORE to another database."
        )


def _set_times(connection: Any, record: object) -> None:
    before, connection.autocommit = connection.autocommit, True
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET {name} = '{value}'" for name, value in _TIMES.items()))
    connection.autocommit = before
