"""Whoever knows CloudEvents can read our events: the public library finds in the headers what we put there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.http import HTTPMessage, from_binary_event
from cloudevents.core.exceptions import CloudEventValidationError
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from contracts.message import Event
from services.chassis.feed import Feed
from services.chassis.wire import Message, PublishedRow, to_message
from sinhhoat.published_language.catalogue import example_of, messages
from sinhhoat.published_language.headers import EVENT, event_headers

EVENTS = [kind for kind in messages() if issubclass(kind, Event)]
ACTOR = "0191b6d2-4c1a-7e0b-9a7d-000000000001"
TRACE = f"00-{'a' * 32}-{'b' * 16}-01"


def published(
    event: type[Event] = EVENTS[0],
    keeper: str = "hoc-mon",
    position: int = 3,
    at: datetime = datetime(2024, 1, 3, tzinfo=UTC),
) -> Message:
    """The message of a row that holds the stored example of an event."""
    metadata = {"actor": ACTOR, "causation": "", "correlation": "cid", "salt": "0" * 32, "traceparent": TRACE}
    row = PublishedRow(
        position=position,
        previous=position - 1,
        chain=b"\x01" * 32,
        previous_chain=b"\x02" * 32 if position > 1 else b"",
        originator_id=UUID(int=7),
        originator_version=2,
        recorded_at=at,
        command_id=UUID(int=9),
        metadata=json.dumps(metadata).encode(),
        contract=event.contract(),
        wire=example_of(event).read_bytes(),
    )
    return to_message(Feed(keeper, event.service()), row)


def read(message: Message) -> BaseCloudEvent:
    return from_binary_event(HTTPMessage(headers=message.headers, body=message.body))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_the_public_library_reads_every_event(event: type[Event]) -> None:
    seen = read(published(event))

    assert seen.get_specversion() == "1.0"
    assert seen.get_id() == f"hoc-mon.{event.service()}:3"
    assert seen.get_source() == f"/hoc-mon/{event.service()}"
    assert seen.get_type() == event.contract()
    assert seen.get_subject() == str(UUID(int=7))
    assert seen.get_time() == datetime(2024, 1, 3, tzinfo=UTC)
    assert seen.get_data() == json.loads(example_of(event).read_bytes())


@given(
    st.from_regex(r"[a-z0-9-]{1,48}", fullmatch=True),
    st.integers(1, 2**63 - 1),
    st.datetimes(datetime(1970, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_keeper_position_and_instant_come_back_whatever_they_are(keeper: str, position: int, at: datetime) -> None:
    seen = read(published(keeper=keeper, position=position, at=at))

    assert seen.get_id() == f"{keeper}.{EVENTS[0].service()}:{position}"
    assert seen.get_source() == f"/{keeper}/{EVENTS[0].service()}"
    assert seen.get_time() == at


@pytest.mark.parametrize("header", ["ce-source", "ce-type"])
def test_a_planted_message_without_what_cloudevents_needs_is_refused(header: str) -> None:
    message = published()
    del message.headers[header]

    with pytest.raises((CloudEventValidationError, ValueError)):
        read(message)


@pytest.mark.parametrize("position", [1, 3])
def test_the_headers_are_the_published_ones_no_more_no_less(position: int) -> None:
    message = published(position=position)

    Draft202012Validator(event_headers()).validate(message.headers)
    assert message.headers.keys() == EVENT.keys()


@pytest.mark.parametrize(
    ("header", "planted"),
    [
        ("sh-position", "03"),
        ("sh-chain", "ff"),
        ("ce-time", "2024-01-03"),
        ("sh-actor", "somebody"),
        ("ce-source", "x"),
    ],
)
def test_a_planted_header_that_is_not_as_published_is_found(header: str, planted: str) -> None:
    headers = published().headers | {header: planted}

    assert not Draft202012Validator(event_headers()).is_valid(headers)
