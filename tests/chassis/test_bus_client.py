"""Our client writes and reads what nats-py's own does, byte for byte and name for name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import BadHeaderError

from services.chassis.bus import Bus, connected
from sinhhoat.stack import Stack

NAMES = st.sampled_from(["sh-position", "ce-id", "traceparent", "Nats-Msg-Id"])
LINES = st.one_of(
    st.builds(lambda name, value: f"{name}: {value}".encode(), NAMES, st.text()),
    st.builds(lambda name, value: f"{name}:{value}".encode(), st.text(max_size=5), st.text(max_size=5)),
    st.binary(max_size=20),
)
BLOCKS = st.builds(
    lambda lines, end: b"\r\n".join(lines) + end,
    st.lists(LINES, max_size=6),
    st.sampled_from([b"\r\n\r\n", b"\r\n", b""]),
)


@given(BLOCKS)
@example(b"a: b\r\nc: d\r\n\r\n")
@example(b"a: b\r\n")
@example(b"a: b\r\n\r\n\r\n")
@example(b"a:b: c\r\n\r\n")
@example(b"a: \x0bb\x1c \r\na: c\r\n\r\n")
@example(b"a b: c\r\n\r\n")
@example("a: Đ\r\n\r\n".encode())
def test_headers_are_read_as_nats_py_reads_them(raw: bytes) -> None:
    assert Bus._parse_header_lines(raw) == Client._parse_header_lines(raw)


class Written(Client):
    """Keeps what would go over the wire."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []

    async def _send_command(self, cmd: bytes, priority: bool = False) -> None:
        self.sent.append(cmd)


class WrittenByUs(Bus, Written):
    pass


async def written(client: Written, headers: dict[str, str] | None) -> list[bytes] | type[Exception]:
    try:
        await client._send_publish("evt.x", "_INBOX.1", b"body", 4, headers)
    except (BadHeaderError, UnicodeError) as error:
        return type(error)
    return client.sent


@given(st.none() | st.dictionaries(st.text(max_size=4) | NAMES, st.text(), max_size=5))
@example({"a": "b", " c ": " d\t"})
@example({"a": "b\r\nc: d"})
@example({"a": "b\nc", "d": "e\rf"})
@example({"a:": "b"})
@example({"a": "Đ"})
@example({})
def test_headers_are_written_as_nats_py_writes_them(headers: dict[str, str] | None) -> None:
    assert asyncio.run(written(WrittenByUs(), headers)) == asyncio.run(written(Written(), headers))


@pytest.fixture
async def bus(stack: Stack) -> AsyncIterator[Bus]:
    client = await connected(stack.endpoints.nats["operator"])
    yield client
    await client.close()


@pytest.mark.connected
async def test_a_message_comes_with_the_headers_that_it_was_sent_with(bus: Bus) -> None:
    came: asyncio.Future[Msg] = asyncio.get_running_loop().create_future()
    headers = {"sh-position": "7", "ce-time": "2019-01-31T12:00:00.000000Z", "empty": "", "said": "a: b"}

    async def take(message: Msg) -> None:
        came.set_result(message)

    await bus.subscribe("query.headers", cb=take)
    await bus.publish("query.headers", b"body", headers=headers)
    async with asyncio.timeout(10):
        message = await came

    assert (message.data, message.headers) == (b"body", headers)
