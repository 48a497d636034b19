"""Which servers to use instead of the embedded ones; only the command line constructs this."""

from typing import Self

from pydantic import SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class StackSettings(BaseSettings):
    """Read from SINHHOAT_POSTGRES_URL (a superuser's), SINHHOAT_NATS_URL and SINHHOAT_SEALED_NATS_URL."""

    model_config = SettingsConfigDict(env_prefix="SINHHOAT_", env_ignore_empty=True, frozen=True)

    postgres_url: SecretStr | None = None
    nats_url: SecretStr | None = None
    sealed_nats_url: SecretStr | None = None

    @model_validator(mode="after")
    def _both_accounts(self) -> Self:
        # Sealed traffic has an account of its own: sending it over the open one would show every visit plan.
        if (self.nats_url is None) != (self.sealed_nats_url is None):
            raise ValueError("SINHHOAT_NATS_URL and SINHHOAT_SEALED_NATS_URL are given together or not at all")
        if self.nats_url is not None and self.nats_url == self.sealed_nats_url:
            raise ValueError("SINHHOAT_NATS_URL and SINHHOAT_SEALED_NATS_URL must lead into two accounts")
        return self
