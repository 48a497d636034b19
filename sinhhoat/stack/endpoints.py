"""Everything that a service process needs to connect, as data that can be handed to another process."""

import json
from dataclasses import asdict, dataclass
from typing import Self
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Endpoints:
    """Addresses with credentials; `to_json` is for a pipe or a 0600 file, never for a log."""

    postgres_admin: str  # a superuser's, for provisioning; `{database}` stands where the database's name goes
    postgres_service: dict[str, str]  # service -> its login role in its own database
    postgres_migration: dict[str, str]  # service -> the role that owns the schemas of that database, for migrations
    nats: dict[str, str]  # user -> address with credentials; the sealed users enter an account of their own
    nats_monitor: str | None  # http address of the embedded server's monitoring

    def database(self, service: str) -> str:
        """The name of the service's database."""
        return urlsplit(self.postgres_service[service]).path.lstrip("/")

    def admin_url(self, service: str) -> str:
        """The superuser's address of the service's database."""
        return self.postgres_admin.format(database=self.database(service))

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        return cls(**json.loads(text))
