"""What goes on the wire for a row: its message, and the condition under which the stream may take it."""

from __future__ import annotations

from services.chassis.feed import Feed
from services.chassis.wire import Message, PublishedRow, to_message

ROOM_FOR_FIXED_HEADERS = 2_048
"""Ids, chains, the fence: everything in the header that does not come from the row's metadata or contract."""


class Unsendable(Exception):
    """A stored row that the bus cannot carry; its feed waits for an operator, the others go on."""


class Fence:
    """Each message names its predecessor in the stream, so a second relay, or a gap, is refused by the server.

    The first message after reading the stream's state names the last sequence number instead of the last message id:
    an empty stream, or one whose server was started anew, knows no last id and would refuse every message.
    """

    def __init__(self, last_sequence: int) -> None:
        self._last_sequence = last_sequence
        self._former: str | None = None

    def condition(self, message_id: str) -> dict[str, str]:
        """The header for the next message of the stream."""
        former, self._former = self._former, message_id
        if former is None:
            return {"Nats-Expected-Last-Sequence": str(self._last_sequence)}
        return {"Nats-Expected-Last-Msg-Id": former}


def outgoing(feed: Feed, row: PublishedRow, max_payload: int) -> Message:
    """The message of a row; Unsendable when it is larger than the server takes or its metadata cannot be read.

    The server ends the connection at a message that is too large, and every feed would suffer.
    """
    try:
        message = to_message(feed, row)
    except (ValueError, KeyError, TypeError) as error:
        raise Unsendable("metadata") from error
    if len(row.wire) + len(row.metadata) + len(row.contract) + ROOM_FOR_FIXED_HEADERS > max_payload:
        raise Unsendable("too large")
    return message
