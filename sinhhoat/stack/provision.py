"""One database and three roles for each service: the owner, who cannot log in; the migration; the service itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import asyncpg

from sinhhoat.stack.errors import StackError
from sinhhoat.stack.names import SERVICES

OLDEST_SERVER = 180000
SERVICE_TIMEOUTS = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    # A session whose client was cut off holds its locks until it is ended: nobody told it that he is gone.
    "idle_in_transaction_session_timeout": "15s",
    # Reaches what neither bound above does: a session whose client was cut off between a Parse and its Sync.
    "transaction_timeout": "2min",
    # Longer than the pools keep a connection that nobody uses.
    "idle_session_timeout": "10min",
}


PasswordOf = Callable[[str], str]


@dataclass(frozen=True)
class Roles:
    """The addresses that provisioning has made: the superuser's template, and by service."""

    admin: str
    service: dict[str, str]
    migration: dict[str, str]


async def provision(
    admin: str,
    password_of: PasswordOf | None = None,
    database_of: Callable[[str], str] = str,
    services: Sequence[str] = SERVICES,
) -> Roles:
    """Make what is missing for these services; running it again changes nothing.

    `admin` is a superuser's address with `{database}` in it. `password_of` gives a login role its password; without
    it the roles have none, which is right only where the socket's directory is the door. `database_of` names the
    database of a service.
    """

    def urls(kind: str) -> dict[str, str]:
        return {name: url_of(admin, f"{name}_{kind}", password_of, database_of(name)) for name in services}

    connection = await asyncpg.connect(admin.format(database="postgres"))
    try:
        await refuse_old_server(connection)
        for service in services:
            await make_roles(connection, service, password_of)
            await make_database(connection, database_of(service), service)
    finally:
        await connection.close()
    return Roles(admin, urls("service"), urls("migration"))


async def drop_databases(admin: str, database_of: Callable[[str], str], services: Sequence[str] = SERVICES) -> None:
    """Remove the databases, also under open connections; the roles, which other databases share, stay."""
    connection = await asyncpg.connect(admin.format(database="postgres"))
    try:
        for service in services:
            await connection.execute(f'DROP DATABASE IF EXISTS "{database_of(service)}" WITH (FORCE)')
    finally:
        await connection.close()


async def refuse_old_server(connection: asyncpg.Connection) -> None:
    version = await connection.fetchval("SELECT current_setting('server_version_num')::int")
    if version < OLDEST_SERVER:
        raise StackError(f"PostgreSQL {OLDEST_SERVER // 10000} or later is needed; this server is {version // 10000}.")


async def make_roles(connection: asyncpg.Connection, service: str, password_of: PasswordOf | None) -> None:
    owner, migration, worker = (f"{service}_{kind}" for kind in ("owner", "migration", "service"))
    for role in (owner, migration, worker):
        if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role):
            await connection.execute(f"CREATE ROLE {role}")
    for role in (migration, worker):
        password = f" PASSWORD '{password_of(role)}'" if password_of else ""
        await connection.execute(f"ALTER ROLE {role} LOGIN{password}")
    # The migration acts as the owner from log-in on, so that whatever it makes belongs to a role nobody can log in as.
    await connection.execute(f"GRANT {owner} TO {migration}")
    await connection.execute(f"ALTER ROLE {migration} SET role = '{owner}'")
    await connection.execute(f"ALTER ROLE {migration} SET lock_timeout = '10s'")
    for name, value in SERVICE_TIMEOUTS.items():
        await connection.execute(f"ALTER ROLE {worker} SET {name} = '{value}'")


async def make_database(connection: asyncpg.Connection, database: str, service: str) -> None:
    if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", database):
        await connection.execute(
            f'CREATE DATABASE "{database}" OWNER {service}_owner TEMPLATE template0 '
            "ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
        )
    await connection.execute(f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC')
    await connection.execute(f'GRANT CONNECT ON DATABASE "{database}" TO {service}_service, {service}_migration')


def url_of(admin: str, role: str, password_of: PasswordOf | None, database: str) -> str:
    """The superuser's address with the role and the database put into it."""
    address = urlsplit(admin)
    hosts = address.netloc.rpartition("@")[2]
    secret = f":{quote(password_of(role), safe='')}" if password_of else ""
    query = f"?{address.query}" if address.query else ""
    return f"postgresql://{role}{secret}@{hosts}/{database}{query}"
