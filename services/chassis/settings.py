"""What a service process is told by its environment (SINHHOAT_…); read once, by main, and checked before anything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from services.chassis.feed import check_keepers


class Settings(BaseSettings):
    """Addresses carry passwords and are therefore secrets: `.get_secret_value()` where one connects, nowhere else."""

    model_config = SettingsConfigDict(env_prefix="SINHHOAT_", frozen=True, hide_input_in_errors=True)

    database_url: SecretStr
    """The service's own database, as its service role."""
    migration_url: SecretStr
    """The same database, as the role that may make and migrate the feeds' schemas."""
    nats_url: SecretStr
    """The bus, in the account of the open traffic."""
    sealed_nats_url: SecretStr | None = None
    """The bus in the account SEALED; given to assignments and the portal alone."""
    keepers: Annotated[tuple[str, ...], NoDecode, Field(min_length=1)]
    """The keepers that this node hosts: `hoc-mon,city`."""
    store: Literal["real", "simulated"] = "real"
    """The kind of stores that are made at first start; an existing store of the other kind is refused."""
    keys: Path
    """The directory of the node's keys."""
    http_port: Annotated[int, Field(ge=0, le=65535)] = 0
    """Where /livez, /readyz and /metrics are served; 0 takes a free port."""
    http_host: str = "127.0.0.1"
    """The loopback, or in a container the address that the scraper reaches."""
    ready_file: Path | None = None
    """Written once everything listens, with the port as JSON; for whoever started the process."""

    @field_validator("keepers", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("keepers")
    @classmethod
    def _check(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        check_keepers(list(value))
        return value
