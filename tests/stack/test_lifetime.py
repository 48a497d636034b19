"""No server outlives the process that started it, whichever way that process ends."""

import asyncio
import os
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg
import nats
import pytest

from sinhhoat.stack import Endpoints, Stack, StackError
from sinhhoat.stack.directories import STACK_LOCK, private_directory, take_lock
from sinhhoat.stack.postgres import PostgresServer, binaries
from sinhhoat.stack.unprivileged import runs_as
from tests.eventually import eventually

pytestmark = pytest.mark.system

ENDLESS = "DO $$ BEGIN LOOP END LOOP; END $$"


@asynccontextmanager
async def holder(directory: Path) -> AsyncIterator[Process]:
    """A process of its own that holds a stack over the directory; killed at the end if it still lives."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.stack.holder", str(directory), stdout=PIPE, start_new_session=True
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def endpoints_of(process: Process) -> Endpoints:
    assert process.stdout
    return Endpoints.from_json((await process.stdout.readline()).decode())


def processes_in(directory: Path) -> list[str]:
    """The living processes that work in the directory: servers, their backends, and what makes a cluster."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").readlink().is_relative_to(directory):
                found.append((process / "cmdline").read_text())
    return found


def none_in(directory: Path) -> bool:
    return not processes_in(directory)


def sockets_of(process: Process) -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob(f"sinhhoat-socket-{os.getuid()}-{process.pid}-*"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_stops_everything_in_order(tmp_path: Path, number: signal.Signals) -> None:
    async with holder(tmp_path) as process:
        await endpoints_of(process)
        assert len(processes_in(tmp_path)) > 2
        # To the group, as a terminal sends Ctrl-C: the servers must not hear it themselves.
        os.killpg(process.pid, number)
        code = await asyncio.wait_for(process.wait(), 20)

    assert code == 128 + number
    assert processes_in(tmp_path) == []
    assert sockets_of(process) == []
    assert "database system is shut down" in (tmp_path / "postgres" / "postgres.log").read_text()


async def test_kill_9_of_the_owner_ends_even_a_busy_backend(tmp_path: Path) -> None:
    async with holder(tmp_path) as process:
        endpoints = await endpoints_of(process)
        connection = await asyncpg.connect(endpoints.admin_url("registry"))
        busy = asyncio.create_task(connection.execute(ENDLESS))
        await eventually(lambda: any("DO" in command for command in processes_in(tmp_path)))
        process.kill()
        await process.wait()
        with pytest.raises((asyncpg.PostgresError, OSError)):
            await busy

    await eventually(lambda: none_in(tmp_path))


async def test_what_was_confirmed_before_kill_9_is_there_at_the_next_start(tmp_path: Path) -> None:
    async with holder(tmp_path) as process:
        endpoints = await endpoints_of(process)
        connection = await asyncpg.connect(endpoints.postgres_migration["registry"])
        await connection.execute("CREATE TABLE public.kept AS SELECT 42 AS answer")
        client = await nats.connect(endpoints.nats["operator"])
        await client.jetstream().add_stream(name="kept", subjects=["kept"])
        await client.jetstream().publish("kept", b"42")
        process.kill()
        await process.wait()
        connection.terminate()
        await client.close()

    # Its process number belongs to someone else by now.
    lock_file = tmp_path / "postgres" / "data" / "postmaster.pid"
    lock_file.write_text("\n".join([str(os.getpid()), *lock_file.read_text().splitlines()[1:]]))
    async with Stack(tmp_path) as again:
        connection = await asyncpg.connect(again.endpoints.admin_url("registry"))
        answer = await connection.fetchval("SELECT answer FROM kept")
        await connection.close()
        client = await nats.connect(again.endpoints.nats["operator"])
        message = await client.jetstream().get_last_msg("kept", "kept")
        await client.close()

    assert answer == 42
    assert message.data == b"42"
    assert sockets_of(process) == []


async def test_a_start_killed_while_it_makes_the_cluster_leaves_nothing_that_hinders_the_next(tmp_path: Path) -> None:
    async with holder(tmp_path) as process:
        await eventually((tmp_path / "postgres" / "data.new" / "base").exists)
        process.kill()
        await process.wait()

    await eventually(lambda: none_in(tmp_path))
    async with Stack(tmp_path) as again:
        connection = await asyncpg.connect(again.endpoints.postgres_service["ratings"])
        await connection.close()


async def test_two_stacks_cannot_share_a_directory(tmp_path: Path) -> None:
    async with holder(tmp_path) as process:
        await endpoints_of(process)

        with pytest.raises(StackError, match=f"in use by another sinhhoat .process {process.pid}"):
            await Stack(tmp_path).__aenter__()


async def test_a_server_that_ends_by_itself_is_reported_in_a_sentence(tmp_path: Path) -> None:
    async with Stack(tmp_path) as stack:
        assert stack.nats
        assert stack.nats.child
        reported = asyncio.create_task(stack.failure())
        await stack.nats.child.kill()

        assert str(await reported).startswith("NATS has ended (-9): ")


async def test_nats_comes_back_on_its_port_after_kill_9(tmp_path: Path) -> None:
    async with Stack(tmp_path) as stack:
        assert stack.nats
        assert stack.nats.child
        await stack.nats.child.kill()
        await stack.nats.start()

        client = await nats.connect(stack.endpoints.nats["cli"], allow_reconnect=False)
        await client.close()


async def test_as_nobody_postgres_runs_where_he_can_reach_it() -> None:
    """The way for root where user namespaces are forbidden; other users run it as themselves."""
    with private_directory("test") as directory:
        directory.chmod(0o755)
        lock = take_lock(directory / STACK_LOCK)
        server = PostgresServer(directory / "postgres", lock, modes=("nobody",))
        if os.geteuid() == 0 and not runs_as("nobody", binaries() / "postgres"):
            with pytest.raises(StackError, match="refuses to run as root"):
                await server.start()
            return
        await server.start()
        connection = await asyncpg.connect(server.url.format(database="postgres"))
        await connection.close()
        await server.stop()
        os.close(lock)

        assert none_in(directory)


async def test_the_search_for_survivors_sees_a_planted_one(tmp_path: Path) -> None:
    survivor = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=PIPE, cwd=tmp_path)
    await eventually(lambda: not none_in(tmp_path))
    survivor.kill()
    await survivor.communicate()

    assert none_in(tmp_path)
