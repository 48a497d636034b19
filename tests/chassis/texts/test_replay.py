"""With none, some or all texts gone, every row, hash, aggregate and figure is what it was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from services.chassis.event_store.rows import HistoryRow
from services.chassis.feed import Feed
from services.chassis.relay.rows import rows_above
from services.chassis.wire import Received, from_message, to_message
from services.meetings.domain import Meeting
from sinhhoat.stack import Endpoints
from tests.chassis.texts.office import Office
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

WORDS = ("Trời mưa to", "Ông Ba vắng mặt", "Trùng lịch họp phường", "Trời mưa to")
FACTS = (
    "SELECT table_name FROM information_schema.columns WHERE table_schema = $1 AND column_name = 'keeper' GROUP BY 1"
)


@pytest.fixture
async def tables(module_endpoints: Endpoints) -> AsyncIterator[Tables]:
    async with Tables.made(module_endpoints) as made:
        yield made


async def replayed(office: Office, upto: int) -> tuple[list[HistoryRow], list[dict[str, object]]]:
    """Rows up to a position, all columns as they lie there, and the meetings that they make."""
    assert await office.place.store.verify() is None
    rows = await office.place.store.rows(0, upto)
    meetings = {row.originator_id for row in rows if row.topic.startswith("meetings.")}
    # Found anew: nothing is kept from when the words were there.
    found = [await office.place.repository.find(Meeting, meeting_id) for meeting_id in sorted(meetings)]
    return rows, [vars(meeting) for meeting in found if meeting is not None]


async def facts_of_a_rebuilt_reader(office: Office, tables: Tables, name: str) -> dict[str, list[tuple[object, ...]]]:
    """Everything that reporting keeps of the feed, read from its beginning under a keeper's name of its own."""
    await tables.apply([event._replace(feed=Feed(name, "meetings")) for event in await published(office)])
    names = [row["table_name"] for row in await tables.pool.fetch(FACTS, "reporting_facts")]
    facts = {table: await tables.rows(table, name) for table in names}
    # That something was erased is told; nothing is counted of it.
    facts["told"] = [row for row in facts["told"] if "meetings.TextErased.v1" not in row]
    return facts


async def published(office: Office) -> list[Received]:
    found = await rows_above(office.place.pool, office.place.feed, 0, limit=1000, max_bytes=10_000_000)
    messages = [to_message(office.place.feed, row) for row in found.rows]
    return [from_message(message.headers, message.body) for message in messages]


async def test_rows_hashes_aggregates_and_figures_stay_equal(office: Office, tables: Tables) -> None:
    texts = [await office.a_text(words) for words in WORDS]
    upto = (await office.place.store.head()).position
    before, facts = await replayed(office, upto), await facts_of_a_rebuilt_reader(office, tables, "none-gone")

    for gone, name in ((texts[:2], "some-gone"), (texts[2:], "all-gone")):
        await erase(office, gone)
        assert await replayed(office, upto) == before
        assert await facts_of_a_rebuilt_reader(office, tables, name) == facts

    stored = [await office.place.store.text(text_id) for text_id in texts]
    assert [text.text if text else "" for text in stored] == [None] * 4
    assert len(facts["told"]) == 8
    assert (await office.place.store.head()).position == upto + 4


async def erase(office: Office, texts: list[UUID]) -> None:
    for text_id in texts:
        assert (await office.erase(office.wish(text_id))).outcome == "accepted"
