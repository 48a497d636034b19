"""The condition on each message, and the answers of the server, without a server."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from services.chassis.feed import Feed
from services.chassis.relay.acks import STORED, Answer, read_answer
from services.chassis.relay.outgoing import Fence, Unsendable, outgoing
from services.chassis.wire import PublishedRow

FEED = Feed("hoc-mon", "meetings")


def row(
    *, wire: bytes = b"{}", metadata: bytes = b'{"actor":"","causation":"","correlation":"","traceparent":""}'
) -> PublishedRow:
    instant = datetime(2019, 1, 31, tzinfo=UTC)
    return PublishedRow(1, 0, b"1", b"", UUID(int=1), 1, instant, UUID(int=2), metadata, "meetings.Held.v1", wire)


def test_the_first_message_names_the_sequence_number_and_each_later_one_its_predecessor() -> None:
    fence = Fence(41)

    assert fence.condition("a:1") == {"Nats-Expected-Last-Sequence": "41"}
    assert fence.condition("b:1") == {"Nats-Expected-Last-Msg-Id": "a:1"}
    assert fence.condition("a:2") == {"Nats-Expected-Last-Msg-Id": "b:1"}


def test_a_message_that_fits_goes_as_it_was_stored() -> None:
    message = outgoing(FEED, row(wire=b'{"n":1}'), max_payload=1 << 20)

    assert (message.subject, message.body) == ("evt.hoc-mon.meetings.Held.v1", b'{"n":1}')


def test_a_message_larger_than_the_server_takes_is_not_sent() -> None:
    with pytest.raises(Unsendable, match="too large"):
        outgoing(FEED, row(wire=b" " * 8_000), max_payload=8_192)


@pytest.mark.parametrize("metadata", [b"", b"\xff", b"[]", b"{}", b'{"actor":1}'])
def test_a_row_whose_metadata_cannot_be_read_is_not_sent(metadata: bytes) -> None:
    with pytest.raises(Unsendable, match="metadata"):
        outgoing(FEED, row(metadata=metadata), max_payload=1 << 20)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"stream":"S","seq":1}', STORED),
        (b'{"stream":"S","seq":1,"duplicate":true}', Answer(duplicate=True)),
        (
            b'{"error":{"err_code":10070,"description":"wrong last msg ID: x"}}',
            Answer(refusal="10070 wrong last msg ID: x"),
        ),
        (b"", Answer(refusal="no stream")),
    ],
)
def test_an_answer_is_stored_a_duplicate_or_a_refusal(body: bytes, expected: Answer) -> None:
    assert read_answer(Msg(Client(), data=body)) == expected
