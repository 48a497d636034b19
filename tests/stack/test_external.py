"""Servers that the operator names are used instead of embedded ones, provisioned the same way."""

from pathlib import Path

import asyncpg
import pytest
from pydantic import ValidationError

from sinhhoat.stack import Endpoints, Stack, StackSettings
from sinhhoat.stack.provision import provision, url_of
from sinhhoat.stack.stack import server_template


def settings_for(endpoints: Endpoints) -> StackSettings:
    return StackSettings.model_validate(
        {
            "postgres_url": endpoints.postgres_admin.format(database="postgres"),
            "nats_url": endpoints.nats["operator"],
            "sealed_nats_url": endpoints.nats["sealed_assignments"],
        }
    )


@pytest.mark.connected
async def test_named_servers_are_used_and_none_is_started(stack: Stack, tmp_path: Path) -> None:
    async with Stack(tmp_path, settings_for(stack.endpoints)) as outside:
        connection = await asyncpg.connect(outside.endpoints.postgres_service["meetings"])
        role = await connection.fetchval("SELECT current_user")
        await connection.close()

        assert role == "meetings_service"
        assert (outside.postgres, outside.nats) == (None, None)
        assert outside.endpoints.nats["registry"] == stack.endpoints.nats["operator"]
        assert outside.endpoints.nats["sealed_portal"] == stack.endpoints.nats["sealed_assignments"]


@pytest.mark.connected
async def test_roles_of_a_named_server_have_passwords_that_stay(stack: Stack, tmp_path: Path) -> None:
    async with Stack(tmp_path, settings_for(stack.endpoints)) as first:
        before = first.endpoints
    async with Stack(tmp_path, settings_for(stack.endpoints)) as second:
        after = second.endpoints

    assert before == after
    assert "registry_service:p" in after.postgres_service["registry"]
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.connected
async def test_provisioning_again_changes_nothing(stack: Stack) -> None:
    catalogue = (
        "SELECT rolname, rolcanlogin, rolconfig, "
        "(SELECT array_agg(datname || ':' || datacl::text ORDER BY datname) FROM pg_database) "
        "FROM pg_roles ORDER BY rolname"
    )
    connection = await asyncpg.connect(stack.endpoints.admin_url("registry"))
    before = await connection.fetch(catalogue)

    await provision(stack.endpoints.postgres_admin)

    assert await connection.fetch(catalogue) == before
    await connection.close()


@pytest.mark.parametrize(
    "given",
    [
        {"nats_url": "nats://a"},
        {"sealed_nats_url": "nats://a"},
        {"nats_url": "nats://a", "sealed_nats_url": "nats://a"},
    ],
)
def test_sealed_traffic_never_shares_the_open_account(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="SINHHOAT_SEALED_NATS_URL"):
        StackSettings.model_validate(given)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SINHHOAT_POSTGRES_URL", "postgresql://a")
    monkeypatch.setenv("SINHHOAT_NATS_URL", "")

    settings = StackSettings()

    assert settings.postgres_url
    assert settings.postgres_url.get_secret_value() == "postgresql://a"
    assert settings.nats_url is None
    assert "postgresql" not in repr(settings)


def test_addresses_keep_host_port_and_options() -> None:
    admin = server_template("postgresql://root:p{w}@db:5433/postgres?sslmode=require")

    assert admin.format(database="x") == "postgresql://root:p%7Bw%7D@db:5433/x?sslmode=require"
    assert url_of(admin, "r", lambda _: "a b", "x") == "postgresql://r:a%20b@db:5433/x?sslmode=require"
    assert url_of(admin, "r", None, "x") == "postgresql://r@db:5433/x?sslmode=require"
