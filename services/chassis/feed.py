"""A feed: one history of one service at one keeper, with one sequence of positions."""

from __future__ import annotations

import re
from typing import NamedTuple

SEALED = "sealed"
"""The service name of the sealed feed of assignments, which has a schema, a stream and a NATS account of its own."""


class Feed(NamedTuple):
    """Names a history. `service` is the owning service, or `sealed` for the visit plans that assignments keeps."""

    keeper: str
    service: str

    def __str__(self) -> str:
        return f"{self.keeper}.{self.service}"

    @property
    def schema(self) -> str:
        """The PostgreSQL schema of the feed; the stock recorder cannot read a quoted name, hence the underscore."""
        prefix = "sealed" if self.service == SEALED else "feed"
        return f"{prefix}_{self.keeper.replace('-', '_')}"

    @property
    def subject_prefix(self) -> str:
        """Goes before a contract name to make the subject of an event of this feed."""
        return f"sealed.evt.{self.keeper}." if self.service == SEALED else f"evt.{self.keeper}."

    @classmethod
    def parse(cls, name: str) -> Feed:
        """Read `hoc-mon.meetings` back; ValueError for anything else."""
        if not re.fullmatch(r"[a-z0-9-]{1,48}\.[a-z]{1,48}", name):
            raise ValueError(f"not a feed: {name!r}")
        return cls(*name.split("."))


def check_keepers(keepers: list[str]) -> None:
    """Refuse tokens that are malformed or that two schemas would share (`a-b` and `a_b` cannot both occur)."""
    for keeper in keepers:
        Feed.parse(f"{keeper}.x")
    if len(set(keepers)) != len(keepers):
        raise ValueError("a keeper is named twice")
