"""What the stack hands to services lets each of them in, and only where it belongs."""

import asyncio
import json
from urllib.parse import urlsplit

import asyncpg
import nats
import pytest

from sinhhoat.stack import Endpoints, Stack
from sinhhoat.stack.names import SERVICES
from tests.arrived import arrived

pytestmark = pytest.mark.connected


async def ignored(error: Exception) -> None:
    """What is not permitted is reported here; nobody hears it, and that is what is looked at."""


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_enters_its_own_database_with_bounded_patience(stack: Stack, service: str) -> None:
    connection = await asyncpg.connect(stack.endpoints.postgres_service[service])
    try:
        found = await connection.fetch(
            "SELECT current_database(), current_user, current_setting('statement_timeout'),"
            " current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout'),"
            " current_setting('transaction_timeout'), current_setting('idle_session_timeout')"
        )
    finally:
        await connection.close()

    assert [tuple(row) for row in found] == [(service, f"{service}_service", "30s", "10s", "15s", "2min", "10min")]


async def test_a_service_is_kept_out_of_the_others_databases(stack: Stack) -> None:
    own = stack.endpoints.postgres_service["registry"]

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(own.replace("/registry?", "/meetings?"))


async def test_what_a_migration_makes_belongs_to_the_owner_who_cannot_log_in(module_endpoints: Endpoints) -> None:
    connection = await asyncpg.connect(module_endpoints.postgres_migration["ratings"])
    try:
        await connection.execute("CREATE SCHEMA made")
        owner = await connection.fetch(
            "SELECT rolname, rolcanlogin FROM pg_roles JOIN pg_namespace ON pg_roles.oid = nspowner"
            " WHERE nspname = 'made'"
        )
    finally:
        await connection.close()

    assert [tuple(row) for row in owner] == [("ratings_owner", False)]


async def test_the_database_keeps_what_it_confirms(stack: Stack) -> None:
    wanted = {"fsync": "on", "synchronous_commit": "on", "data_checksums": "on", "server_encoding": "UTF8"}

    connection = await asyncpg.connect(stack.endpoints.admin_url("registry"))
    try:
        found = {name: await connection.fetchval(f"SHOW {name}") for name in wanted}
        locale = await connection.fetch("SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'registry'")
    finally:
        await connection.close()

    assert found == wanted
    assert [tuple(row) for row in locale] == [(b"b", "C.UTF-8")]


async def test_every_service_hears_a_watermark_and_the_sealed_account_hears_none(module_endpoints: Endpoints) -> None:
    clients = {user: await nats.connect(url, error_cb=ignored) for user, url in module_endpoints.nats.items()}
    try:
        boxes = {user: await client.subscribe("watermark.*") for user, client in clients.items()}
        await arrived(*clients.values())
        await clients["registry"].publish("watermark.registry", b"open")
        await clients["sealed_operator"].publish("watermark.registry", b"sealed")
        hearing = (*SERVICES, "operator", "sealed_operator")
        heard = {user: (await boxes[user].next_msg(timeout=20)).data for user in hearing}
        pending = [user for user, box in boxes.items() if box.pending_msgs]
    finally:
        for client in clients.values():
            await client.close()

    assert heard == dict.fromkeys((*SERVICES, "operator"), b"open") | {"sealed_operator": b"sealed"}
    assert pending == []


async def test_both_accounts_have_jetstream(module_endpoints: Endpoints) -> None:
    for user in ("operator", "sealed_operator"):
        client = await nats.connect(module_endpoints.nats[user])
        try:
            account = await client.jetstream().account_info()
        finally:
            await client.close()

        assert account.streams == 0


@pytest.mark.parametrize(
    ("password", "answer"), [("right", b"PONG\r\n"), ("wrong", b"-ERR 'Authorization Violation'\r\n")]
)
async def test_the_bus_lets_in_with_the_right_password_only(
    module_endpoints: Endpoints, password: str, answer: bytes
) -> None:
    address = urlsplit(module_endpoints.nats["registry"])
    known = {"right": address.password, "wrong": "guessed"}
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    await reader.readline()
    options = {"user": "registry", "pass": known[password], "verbose": False}
    writer.write(f"CONNECT {json.dumps(options)}\r\nPING\r\n".encode())
    answered = await reader.readline()
    writer.close()
    await writer.wait_closed()

    assert answered == answer


async def test_two_systems_have_nothing_in_common(stack: Stack, module_endpoints: Endpoints) -> None:
    assert module_endpoints.database("registry") != stack.endpoints.database("registry")
    assert module_endpoints.nats["cli"] != stack.endpoints.nats["cli"]


def test_endpoints_survive_the_way_through_json() -> None:
    endpoints = Endpoints(
        "a/{database}", {"registry": "postgresql://b/registry_1?host=x"}, {"registry": "c"}, {"cli": "d"}, None
    )

    assert Endpoints.from_json(endpoints.to_json()) == endpoints
    assert endpoints.admin_url("registry") == "a/registry_1"
