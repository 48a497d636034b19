"""What a client says under no correlation of its own bears that of the client."""

from __future__ import annotations

from typing import Any

import pytest
from nats.aio.client import Client as NatsClient
from nats.aio.msg import Msg

from contracts.grants import ListGrants
from contracts.message import QueryReply
from services.chassis.errors import Refused
from services.chassis.messaging import Client
from services.chassis.messaging.refusals import refusal


class Wire(NatsClient):
    """A node that refuses whatever it is asked, and keeps the correlation of each request."""

    def __init__(self) -> None:
        super().__init__()
        self._max_payload = 1024 * 1024
        self.heard: list[str | None] = []

    async def request(self, subject: str, payload: bytes = b"", *args: Any, **more: Any) -> Msg:
        self.heard.append(more["headers"].get("sh-correlation"))
        told = QueryReply(outcome="refused", refusal=refusal("not_allowed"))
        return Msg(_client=self, subject=subject, data=told.model_dump_json().encode())


async def ask(client: Client, correlation: str | None = None) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        await client.ask("hoc-mon", ListGrants(), correlation=correlation)


async def test_a_question_bears_the_correlation_of_the_client_where_it_has_none_of_its_own() -> None:
    wire = Wire()
    client = Client(wire, lambda: "token")

    await ask(client)
    client.correlation = "operator:ask"
    await ask(client)
    await ask(client, "lo-1")

    assert wire.heard == [None, "operator:ask", "lo-1"]
