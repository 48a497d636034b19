"""The headers of events and of requests as JSON Schemas; a test holds them against what the chassis writes."""

from __future__ import annotations

from typing import Any

POSITION = r"^(0|[1-9][0-9]*)$"
SHA256 = r"^[0-9a-f]{64}$"
UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
TRACE = r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"
MESSAGE_ID = r"^[a-z0-9-]{1,48}\.[a-z]{1,48}:[1-9][0-9]*$"
INSTANT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$"
NAME = r"^[a-z]+\.[A-Za-z]+\.v[0-9]+$"
REFERENCE = r"^[\w.:\-/]{0,128}$"

EVENT: dict[str, tuple[str, str]] = {
    "Nats-Msg-Id": (MESSAGE_ID, "The id by which the bus drops doubles: <keeper>.<service>:<position>."),
    "ce-specversion": (r"^1\.0$", "CloudEvents 1.0, binary mode."),
    "ce-id": (MESSAGE_ID, "The same as Nats-Msg-Id: unique over all keepers."),
    "ce-source": (r"^/[a-z0-9-]{1,48}/[a-z]{1,48}$", "The feed: /<keeper>/<service>."),
    "ce-type": (NAME, "The message and its version, such as meetings.MeetingHeld.v1."),
    "ce-subject": (UUID, "The aggregate that it happened to."),
    "ce-time": (INSTANT, "When it was recorded, UTC."),
    "content-type": (r"^application/json$", "The body is JSON in UTF-8."),
    "sh-position": (POSITION, "Position in the feed."),
    "sh-previous": (POSITION, "Position of the published event before it in the feed; 0 for the first."),
    "sh-chain": (SHA256, "SHA-256 over the feed up to this event."),
    "sh-previous-chain": (r"^([0-9a-f]{64})?$", "The sh-chain of the published event before it; empty for the first."),
    "sh-aggregate-version": (POSITION, "Version of the aggregate after the event."),
    "sh-command": (UUID, "The command that led to it."),
    "sh-actor": (UUID, "The person who gave the command, or the service's own id."),
    "sh-correlation": (REFERENCE, "What belongs together, as the sender of the first command named it."),
    "sh-causation": (REFERENCE, "What caused the command; empty where nothing did."),
    "traceparent": (TRACE, "W3C trace context."),
}
"""Header -> pattern and meaning. An event carries all of them."""

REQUEST: dict[str, tuple[str, str]] = {
    "sh-token": (r"^[\w-]+\.[\w-]+\.[\w-]+$", "Who asks: a short-lived JWT (EdDSA) with the person and his roles."),
    "sh-now": (
        r".",
        "The instant at which it is to happen (ISO 8601). Only a simulated store takes it, and its commands need it.",
    ),
    "sh-correlation": (REFERENCE, "What belongs together; the command's id where none is given."),
    "sh-causation": (REFERENCE, "What caused the command."),
    "traceparent": (TRACE, "W3C trace context; one is made of the command's id where none is given."),
}
"""Header -> pattern and meaning. A request needs the token only."""


def event_headers() -> dict[str, Any]:
    """The schema of an event's headers."""
    return _schema("Headers of an event", EVENT, sorted(EVENT))


def request_headers() -> dict[str, Any]:
    """The schema of the headers of a command, a question, or a request for a page."""
    return _schema("Headers of a request", REQUEST, ["sh-token"])


def _schema(title: str, named: dict[str, tuple[str, str]], required: list[str]) -> dict[str, Any]:
    fields = {
        name: {"type": "string", "pattern": pattern, "description": said} for name, (pattern, said) in named.items()
    }
    return {"title": title, "type": "object", "properties": fields, "required": required}
