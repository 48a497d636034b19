"""What each user may say and hear on the bus: a stolen password opens one service's subjects, not everybody's."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sinhhoat.stack.names import OPERATORS, SERVICES

INBOXES = "_INBOX.>"
"""Where answers come to, and all that a service may be made to publish by whoever asks it."""


@dataclass(frozen=True)
class Permissions:
    """Subjects, with the bus's wildcards."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]

    def __str__(self) -> str:
        return f"{{ publish: {json.dumps(self.publish)}, subscribe: {json.dumps(self.subscribe)} }}"


def permissions_of(user: str) -> Permissions | None:
    """None for an operator, who repairs streams and may do everything in his account; his password runs no service."""
    return None if user in OPERATORS else BY_USER[user]


def _service(name: str) -> Permissions:
    """Its own events, watermarks and answers; requests to anybody, who verifies the token; every stream to read."""
    return Permissions(
        (
            f"evt.*.{name}.>",
            f"watermark.{name}",
            *("cmd.>", "query.>", "feed.>", INBOXES),
            *_owning(f"EVT_{name.upper()}"),
            *_reading("*"),
        ),
        (f"cmd.*.{name}.>", f"query.*.{name}.>", f"feed.*.{name}.read", "watermark.*", INBOXES),
    )


def _sealed_service(name: str) -> Permissions:
    return Permissions(
        (
            f"sealed.evt.*.{name}.>",
            f"sealed.watermark.{name}",
            *("sealed.cmd.>", "sealed.query.>", "sealed.feed.>", INBOXES),
            *_owning("SEALED"),
            *_reading("SEALED"),
        ),
        (
            f"sealed.cmd.*.{name}.>",
            f"sealed.query.*.{name}.>",
            f"sealed.feed.*.{name}.read",
            f"sealed.watermark.{name}",
            INBOXES,
        ),
    )


def _owning(stream: str) -> tuple[str, ...]:
    """Declare it and read single messages of it; nobody but an operator deletes or purges."""
    return tuple(f"$JS.API.STREAM.{act}.{stream}" for act in ("INFO", "CREATE", "MSG.GET"))


def _reading(stream: str) -> tuple[str, ...]:
    """Attach durable consumers, fetch and acknowledge."""
    acts = (f"INFO.{stream}.*", f"CREATE.{stream}.>", f"DURABLE.CREATE.{stream}.*", f"MSG.NEXT.{stream}.*")
    return (*(f"$JS.API.CONSUMER.{act}" for act in acts), f"$JS.ACK.{stream}.>")


BY_USER: dict[str, Permissions] = {
    **{name: _service(name) for name in SERVICES},
    "cli": Permissions(("cmd.>", "query.>", "feed.>"), (INBOXES,)),
    "sealed_assignments": _sealed_service("assignments"),
    "sealed_portal": Permissions(("sealed.cmd.>", "sealed.query.>", "sealed.feed.>"), (INBOXES,)),
}
