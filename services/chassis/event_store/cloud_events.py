"""A stored row as a CloudEvent in JSON, for files: the same attributes as in the headers of its message."""

from __future__ import annotations

import base64
import json
from typing import Any

from services.chassis.feed import Feed
from services.chassis.wire import PublishedRow, to_message

NAMES = {"content-type": "datacontenttype"}


def cloud_event(feed: Feed, row: PublishedRow) -> dict[str, Any]:
    """CloudEvents 1.0, structured mode; our headers are extensions, named without hyphens (`shposition`)."""
    headers = to_message(feed, row).headers
    del headers["Nats-Msg-Id"]  # It is the event's id once more.
    told: dict[str, Any] = {_name(header): value for header, value in headers.items()}
    try:
        return told | {"data": json.loads(row.wire)}
    except ValueError:
        return told | {"data_base64": base64.b64encode(row.wire).decode()}


def _name(header: str) -> str:
    return NAMES.get(header) or header.removeprefix("ce-").replace("-", "")
