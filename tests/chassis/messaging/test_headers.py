"""Headers: what is taken from them, what is refused, and what stands in for them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.chassis.errors import Refused
from services.chassis.messaging.headers import read_headers, trace_of
from tests.chassis.messaging.notes import number

GOOD_TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_an_instant_is_read_in_its_zone() -> None:
    assert read_headers({"sh-now": "2019-04-01T00:30:00+07:00"}).at == datetime(2019, 3, 31, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sh-now", "yesterday"),
        ("sh-now", "2019-04-01T00:30:00"),
        ("sh-correlation", "two\nlines"),
        ("sh-correlation", "đồng chí A"),
        ("sh-causation", "x" * 129),
    ],
)
def test_a_malformed_header_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Refused, match="header_malformed") as no:
        read_headers({name: value})

    assert no.value.field == name


def test_a_trace_is_taken_as_it_is_and_a_broken_one_is_not() -> None:
    assert read_headers({"traceparent": GOOD_TRACE}).traceparent == GOOD_TRACE
    for broken in ("", "00-xyz", GOOD_TRACE.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0" * 32), GOOD_TRACE + "\n"):
        assert read_headers({"traceparent": broken}).traceparent is None


def test_a_trace_made_of_the_command_is_well_formed_and_its_own() -> None:
    made = trace_of(number(1))

    assert read_headers({"traceparent": made}).traceparent == made == trace_of(number(1))
    assert made != trace_of(number(2))
