"""Settings: read from the environment, checked before anything starts, and silent about passwords."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from services.chassis.settings import Settings

GOOD = {
    "DATABASE_URL": "postgres://meetings:s3cret@db/meetings",
    "MIGRATION_URL": "postgres://owner:s3cret@db/meetings",
    "NATS_URL": "nats://meetings:s3cret@bus",
    "KEEPERS": "hoc-mon, city",
    "KEYS": "/run/keys",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in GOOD.items():
        monkeypatch.setenv(f"SINHHOAT_{name}", value)
    return monkeypatch


def test_the_environment_is_read(environment: pytest.MonkeyPatch) -> None:
    settings = Settings()

    assert settings.keepers == ("hoc-mon", "city")
    assert settings.keys == Path("/run/keys")
    assert settings.database_url.get_secret_value() == GOOD["DATABASE_URL"]
    assert (settings.store, settings.http_port, settings.sealed_nats_url) == ("real", 0, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KEEPERS", ""),
        ("KEEPERS", " , "),
        ("KEEPERS", "Hóc Môn"),
        ("KEEPERS", "hoc-mon,hoc-mon"),
        ("STORE", "imagined"),
        ("HTTP_PORT", "65536"),
    ],
)
def test_what_is_wrong_stops_the_start_and_is_named(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(f"SINHHOAT_{name}", value)

    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_an_absent_address_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("SINHHOAT_NATS_URL")

    with pytest.raises(ValidationError, match="nats_url"):
        Settings()


def test_no_password_is_printed(environment: pytest.MonkeyPatch) -> None:
    assert "s3cret" not in repr(Settings()) + str(Settings())
    environment.setenv("SINHHOAT_STORE", "s3cret")

    with pytest.raises(ValidationError) as wrong:
        Settings()
    assert "s3cret" not in str(wrong.value)
