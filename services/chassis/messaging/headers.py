"""The headers of a request: token, simulated instant, correlation, causation and trace."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from services.chassis.errors import Refused

TOKEN, NOW, CORRELATION, CAUSATION, TRACE = "sh-token", "sh-now", "sh-correlation", "sh-causation", "traceparent"

FIRST_YEAR, LAST_YEAR = 1945, 2200
"""An instant outside is a mistake; at the calendar's edge it could not even be turned into another zone."""

_REFERENCE = re.compile(r"[\w.:\-/]{1,128}", re.ASCII)
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Headers:
    """`at` is the instant that the caller wishes it were; `traceparent` is None where none or a broken one came."""

    token: str | None
    at: datetime | None
    correlation: str | None
    causation: str
    traceparent: str | None


def read_headers(headers: Mapping[str, str]) -> Headers:
    """Refused `header_malformed` with the header's name: these strings go into events and out over the bus again."""
    return Headers(
        token=headers.get(TOKEN),
        at=_instant(headers.get(NOW)),
        correlation=_reference(headers, CORRELATION),
        causation=_reference(headers, CAUSATION) or "",
        traceparent=_trace(headers.get(TRACE)),
    )


def trace_of(command_id: UUID) -> str:
    """A W3C traceparent made of the command's id alone, so that two simulated runs are equal byte for byte."""
    digest = hashlib.sha256(b"traceparent:" + command_id.bytes).hexdigest()
    return f"00-{digest[:32]}-{digest[32:48]}-01"


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("header_malformed", field=NOW) from None
    if at.tzinfo is None or not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Refused("header_malformed", field=NOW)
    return at.astimezone(UTC)


def _reference(headers: Mapping[str, str], name: str) -> str | None:
    text = headers.get(name)
    if not text:
        return None
    if _REFERENCE.fullmatch(text) is None:
        raise Refused("header_malformed", field=name)
    return text


def _trace(text: str | None) -> str | None:
    return text if text and _TRACEPARENT.fullmatch(text) else None
