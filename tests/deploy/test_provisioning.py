"""The script for PostgreSQL's image makes just what the embedded stack makes."""

import os
import re
from pathlib import Path

import anyio
import asyncpg
import pytest

from sinhhoat.stack import Stack
from sinhhoat.stack.directories import STACK_LOCK, take_lock
from sinhhoat.stack.names import SERVICES
from sinhhoat.stack.postgres import PORT, PostgresServer, binaries
from tests.deploy.described import PROVISION, made_settings

pytestmark = pytest.mark.connected

CATALOGUE = {
    "roles": "SELECT rolname, rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolinherit, rolconfig FROM pg_roles"
    " WHERE rolname !~ '^pg_'",
    "members": "SELECT roleid::regrole, member::regrole, admin_option, inherit_option, set_option FROM pg_auth_members"
    " WHERE roleid >= 16384",
    "databases": "SELECT datname, datdba::regrole, encoding, datlocprovider, datlocale, datcollate, datctype, datacl"
    " FROM pg_database WHERE datname = ANY($1)",
}


async def catalogue(url: str) -> dict[str, list[str]]:
    """What the server knows of our roles and databases, as sorted lines."""
    connection = await asyncpg.connect(url.format(database="postgres"))
    try:
        answers = {
            name: await connection.fetch(query, *([list(SERVICES)] if "$1" in query else []))
            for name, query in CATALOGUE.items()
        }
    finally:
        await connection.close()
    return {name: sorted(str(tuple(row)) for row in rows) for name, rows in answers.items()}


async def catalogue_made_by(script: str, directory: Path) -> dict[str, list[str]]:
    """Run the script on a new server, as the image would."""
    file = directory / "provision.sh"
    file.write_text(script)
    lock = take_lock(directory / STACK_LOCK)
    server = PostgresServer(directory / "postgres", lock)
    await server.start()
    try:
        environment = {
            **made_settings(),
            "PATH": f"{binaries()}:{os.environ['PATH']}",
            "PGHOST": server.url.partition("?host=")[2].partition("&")[0],
            "PGPORT": str(PORT),
        }
        await anyio.run_process(["sh", str(file)], env=environment)
        return await catalogue(server.url)
    finally:
        await server.stop()
        os.close(lock)


async def test_the_script_makes_what_the_embedded_stack_makes(stack: Stack, tmp_path: Path) -> None:
    assert await catalogue_made_by(PROVISION.read_text(), tmp_path) == await catalogue(stack.endpoints.postgres_admin)


async def test_a_forgotten_right_is_found(stack: Stack, tmp_path: Path) -> None:
    forgetful, times = re.subn(r"^REVOKE ALL.+\n", "", PROVISION.read_text(), flags=re.MULTILINE)

    assert times == 1
    assert await catalogue_made_by(forgetful, tmp_path) != await catalogue(stack.endpoints.postgres_admin)
