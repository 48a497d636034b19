"""How soon a connection to the bus notices that nobody is at its other end, and is made anew."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from faststream.nats import NatsBroker
from nats.aio.client import Client
from nats.errors import Error as NatsError

PING_SECONDS: Final = 5
UNANSWERED_PINGS: Final = 2
"""After so many in a row a connection is given up: at most fifteen seconds. A cable that is cut tells neither end."""


async def leave(broker: NatsBroker, connection: Client) -> None:
    """Stop listening once what has begun is answered; where the connection is gone, nobody waits for a farewell."""
    with suppress(NatsError, TimeoutError):
        await broker.stop()
    if not connection.is_closed:
        await connection.close()
