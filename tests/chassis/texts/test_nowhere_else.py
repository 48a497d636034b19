"""A free text stands in the table of texts and nowhere else, and the token of a second person stands nowhere at all."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import nats
import pytest
from prometheus_client import CollectorRegistry, Counter
from structlog.testing import capture_logs

from contracts.history import ReadMeetingsText
from contracts.meetings import CancelMeeting, MeetingRescheduled, RescheduleMeeting, ScheduleMeeting
from contracts.texts import EraseMeetingsText
from services.chassis.messaging.keys import signing_tokens
from services.chassis.messaging.tokens import Consent
from sinhhoat.stack import Endpoints
from tests.assignments.district import MARCH, STAFF, District, somebody
from tests.assignments.given import KEEPER
from tests.chassis.texts.traces import in_logs, in_metrics, in_stream, in_tables

pytestmark = pytest.mark.connected

MOVED, CALLED_OFF, MARKED = "Ông Ba đi xylophon ở xã bên", "Nhà văn hóa dột tung tóe", "Lời bàn vừa kín vừa hở"
STARTS_AT = datetime(2019, 4, 3, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """What was sent: the words, the second person's token, the text that was erased and the meeting it was about."""

    token: str
    erased: UUID
    meeting_id: UUID

    @property
    def words(self) -> tuple[str, ...]:
        return MOVED, CALLED_OFF, MARKED, self.token


@pytest.fixture
def lines() -> Iterator[list[Mapping[str, Any]]]:
    with capture_logs() as captured:
        yield captured  # type: ignore[misc]


@pytest.fixture
async def district(
    lines: list[Mapping[str, Any]], fresh_endpoints: Endpoints, tmp_path: Path
) -> AsyncIterator[District]:
    async with District.at_work(fresh_endpoints, tmp_path / "keys") as at_work:
        yield at_work


async def one_meeting(district: District) -> Told:
    """Moved, called off for reasons that stay, and one reason erased; others are refused on the way."""
    cell_id, meeting_id = await district.a_cell(), uuid4()
    common = {"cell_id": cell_id, "meeting_id": meeting_id}
    scheduled = {"kind": "extraordinary", "month": date(2019, 4, 1), "starts_at": STARTS_AT, "place": "Trụ sở"}
    later = {"starts_at": STARTS_AT + timedelta(days=1), "place": "Nhà văn hóa"}
    await district.must(STAFF, ScheduleMeeting.model_validate(common | scheduled | {"command_id": uuid4()}))
    moved = RescheduleMeeting.model_validate(common | later | {"command_id": uuid4(), "reason": MOVED})
    await district.must(STAFF, moved)
    marked = CancelMeeting.model_validate(common | {"command_id": uuid4(), "reason": f"MẬT\n{MARKED}"})
    assert await district.refused(STAFF, marked) == "text_bears_secrecy_mark"
    await district.must(STAFF, marked.model_copy(update={"command_id": uuid4(), "reason": CALLED_OFF}))
    text_id = UUID(int=0)
    for wire in await district.wire(MeetingRescheduled):
        text_id = MeetingRescheduled.model_validate_json(wire).reason.text_id
    token = await erase(district, text_id)
    await district.settled()
    return Told(token, text_id, meeting_id)


async def erase(district: District, text_id: UUID) -> str:
    """Refused with a forged token, then done; the token that did it."""
    consent, tokens = Consent(text_id, uuid4()), signing_tokens(district.keys)
    second = tokens.sign(somebody("auditor"), now=datetime.now(UTC), consent=consent)
    wish = EraseMeetingsText(
        command_id=consent.command_id, text_id=text_id, reason="names_a_person", second_token=second
    )
    forged = wish.model_copy(update={"second_token": f"{second[:-8]}AAAAAAAA"})
    assert await district.refused(STAFF, forged) == "second_token_forged"
    await district.must(STAFF, wish)
    await district.must(STAFF, wish)
    return second


async def traces(district: District, told: Told, lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """Wherever a word or the token stands in what is kept and told of this system."""
    found = in_logs(lines, told.words)
    for name, process in district.processes.items():
        found += await in_tables(district.endpoints.admin_url(name), told.words)
        found += in_metrics(process.registry, told.words)
        bus = await nats.connect(district.endpoints.nats["operator"])
        found += await in_stream(bus, f"EVT_{name.upper()}", told.words)
        await bus.close()
    return found


async def test_no_word_and_no_token_stands_in_rows_streams_metrics_or_logs(
    district: District, lines: list[Mapping[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    told = await one_meeting(district)

    assert await traces(district, told, lines) == []
    assert [record.name for record in caplog.records if any(word in record.getMessage() for word in told.words)] == []
    asked = await district.client(somebody("auditor")).ask(KEEPER, ReadMeetingsText(text_id=told.erased), at=MARCH)
    assert (asked.text, asked.erased) == (None, True)


async def test_planted_words_are_found_wherever_they_stand(district: District, lines: list[Mapping[str, Any]]) -> None:
    told = await one_meeting(district)
    registry = CollectorRegistry()
    Counter("planted", "Planted", ["reason"], registry=registry).labels(MOVED).inc()
    bus = await nats.connect(district.endpoints.nats["operator"])
    subject = f"evt.{KEEPER}.meetings.Planted.v1"
    await plant_rows(district, told)
    await bus.jetstream().publish(subject, CALLED_OFF.encode(), headers={"sh-token": told.token})

    tables = await in_tables(district.endpoints.admin_url("meetings"), told.words)
    messages = await in_stream(bus, "EVT_MEETINGS", told.words)
    logged = in_logs([{"event": "refused", "why": [{"words": MARKED}]}], told.words)
    await bus.close()

    assert tables == [f"public.planted: {word[:12]}" for word in (MOVED, told.token)]
    assert messages == [f"{subject}: {word[:12]}" for word in (CALLED_OFF, told.token)]
    assert in_metrics(registry, told.words) == [f"metrics: {MOVED[:12]}"]
    assert logged == [f"log refused: {MARKED[:12]}"]


async def plant_rows(district: District, told: Told) -> None:
    """A table that keeps what it should not, as text and as bytes."""
    admin = await asyncpg.connect(district.endpoints.admin_url("meetings"))
    try:
        await admin.execute("CREATE TABLE public.planted (words text, bytes bytea)")
        await admin.execute("INSERT INTO public.planted VALUES ($1, $2)", MOVED, told.token.encode())
    finally:
        await admin.close()
