"""A history goes into a file whole, and comes out of it into an empty store as it was."""

from __future__ import annotations

import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
import zstandard

from contracts.archive import HistoryLine, StoredRow
from services.chassis.errors import Refused
from services.chassis.event_store import MigrationRefused, migrate
from sinhhoat.histories.exporting import ASKED
from sinhhoat.histories.files import reading, writing
from sinhhoat.histories.stores import as_owner, bring_in, checked, feed_of
from sinhhoat.node import SERVICES
from sinhhoat.stack import Endpoints
from tests.chassis.event_store.calls import a_submission, an_event
from tests.histories.given import FEED, WORDS, Kept, lines_of, rewritten, tables

pytestmark = pytest.mark.connected


@pytest.fixture
async def kept(fresh_endpoints: Endpoints) -> AsyncIterator[Kept]:
    """A store with three commands of three rows each, one of them with a text, and one command without a row."""
    async with Kept.made(fresh_endpoints) as made:
        await made.record(2)
        await made.record(why=WORDS)
        await made.record_nothing()
        yield made


@pytest.fixture
async def empty(stack_of_another: Endpoints) -> AsyncIterator[Kept]:
    async with Kept.made(stack_of_another) as made:
        yield made


def code(no: pytest.ExceptionInfo[Refused]) -> str:
    return no.value.code


async def test_a_file_says_whose_it_is_and_how_much_there_is(kept: Kept, tmp_path: Path) -> None:
    path = tmp_path / "meetings.ndjson.zst"

    end = await kept.export(path)

    first, *_, last = lines_of(path)
    assert first.model_dump(exclude_unset=True) == {
        "history": {"format": 1, "feed": "hoc-mon.meetings", "kind": "simulated", "texts": False}
    }
    assert last.end == end
    assert (end.rows, end.commands, end.texts) == (9, 4, 0)
    assert end.chain == (await kept.store.head()).chain.hex()
    assert feed_of(path) == FEED
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_line_holds_every_column_and_the_message_that_readers_were_told(kept: Kept, tmp_path: Path) -> None:
    path = tmp_path / "meetings.ndjson.zst"
    await kept.export(path)

    raw = zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read().decode()
    rows = [json.loads(line)["row"] for line in raw.splitlines() if '"row"' in line[:8]]

    assert [row["position"] for row in rows] == list(range(1, 10))
    told, silent = rows[1], rows[0]
    assert silent["message"] is None
    assert told["message"]["data"] == json.loads(told["wire"])
    assert told["message"]["specversion"] == "1.0"
    assert told["message"]["id"] == "hoc-mon.meetings:2"
    assert rows[4]["message"]["shprevious"] == "2"
    assert told["message"]["shchain"] == told["chain"]
    assert {"originator_id", "originator_version", "topic", "state", "metadata", "recorded_at"} <= told.keys()
    assert [row["position"] for row in rows if row.get("command")] == [1, 4, 7]


async def test_texts_are_exported_only_when_asked_for(kept: Kept, tmp_path: Path) -> None:
    await kept.export(tmp_path / "without.zst")
    end = await kept.export(tmp_path / "with.zst", texts=True)

    assert WORDS not in "".join(line.model_dump_json() for line in lines_of(tmp_path / "without.zst"))
    assert [line.text.text for line in lines_of(tmp_path / "with.zst") if line.text] == [WORDS]
    assert end.texts == 1
    assert "texts" not in {query.part for query in kept.owners[0].asked}


async def test_the_same_history_gives_the_same_file_in_pages_of_any_size(kept: Kept, tmp_path: Path) -> None:
    await kept.export(tmp_path / "a.zst", texts=True)
    await kept.export(tmp_path / "b.zst", texts=True, page_bytes=1)

    assert len(kept.owners[1].asked) > len(kept.owners[0].asked)
    assert (tmp_path / "a.zst").read_bytes() == (tmp_path / "b.zst").read_bytes()


async def test_an_imported_history_is_the_exported_one_row_by_row(kept: Kept, empty: Kept, tmp_path: Path) -> None:
    path = tmp_path / "meetings.ndjson.zst"
    await kept.export(path, texts=True)

    _, end = await bring_in(empty.place.endpoints.postgres_migration["meetings"], path)

    assert await tables(empty.place.pool) == await tables(kept.place.pool)
    assert end.rows == 9
    assert await empty.store.verify() is None
    await empty.export(tmp_path / "again.zst", texts=True)
    assert (tmp_path / "again.zst").read_bytes() == path.read_bytes()


async def test_an_imported_store_goes_on_and_remembers_what_was_answered(
    kept: Kept, empty: Kept, tmp_path: Path
) -> None:
    await kept.export(tmp_path / "a.zst")
    await bring_in(empty.place.endpoints.postgres_migration["meetings"], tmp_path / "a.zst")

    empty.commands = 0
    await empty.record(2)  # The same commands again: nothing new.
    await kept.record()
    empty.commands = kept.commands - 1
    await empty.record()

    events = ("stored_events",)
    assert await tables(empty.place.pool, *events) == await tables(kept.place.pool, *events)


async def test_a_store_is_made_where_there_is_none(kept: Kept, stack_of_another: Endpoints, tmp_path: Path) -> None:
    await kept.export(tmp_path / "a.zst")

    await bring_in(stack_of_another.postgres_migration["meetings"], tmp_path / "a.zst")

    async with Kept.made(stack_of_another) as made:
        assert (await made.store.head()).position == 9


async def test_a_store_that_holds_anything_takes_no_history(kept: Kept, empty: Kept, tmp_path: Path) -> None:
    await kept.export(tmp_path / "a.zst")
    await empty.record_nothing()

    with pytest.raises(Refused) as no:
        await bring_in(empty.place.endpoints.postgres_migration["meetings"], tmp_path / "a.zst")

    assert code(no) == "store_not_empty"


async def test_a_simulated_history_never_becomes_a_real_one(
    kept: Kept, stack_of_another: Endpoints, tmp_path: Path
) -> None:
    await kept.export(tmp_path / "a.zst")
    address = stack_of_another.postgres_migration["meetings"]
    async with as_owner(address, FEED) as admin:
        await migrate(admin, FEED, kind="real", owner="meetings_owner", service="meetings_service")

    with pytest.raises(MigrationRefused):
        await bring_in(address, tmp_path / "a.zst")


def altered(lines: list[HistoryLine], position: int, **changes: object) -> list[HistoryLine]:
    """The lines with one row changed."""

    def change(row: StoredRow) -> StoredRow:
        return row.model_copy(update=changes)

    return [HistoryLine(row=change(line.row)) if line.row and line.row.position == position else line for line in lines]


def without(lines: list[HistoryLine], position: int) -> list[HistoryLine]:
    return [line for line in lines if line.row is None or line.row.position != position]


async def test_what_was_altered_is_found_and_nothing_is_written(kept: Kept, empty: Kept, tmp_path: Path) -> None:
    path = tmp_path / "meetings.ndjson.zst"
    await kept.export(path, texts=True)
    lines = lines_of(path)
    texts = [line.text.model_copy(update={"text": "Khác."}) for line in lines if line.text]
    planted = {
        "history_chain_broken": [
            altered(lines, 4, state="{}"),
            altered(lines, 4, metadata="{}"),
            altered(lines, 5, wire="{}"),
            altered(lines, 4, chain="00" * 32),
            without(lines, 5),
        ],
        "history_message_differs": [altered(lines, 5, message=None), altered(lines, 5, message={"data": {}})],
        "history_line_broken": [
            altered(lines, 4, command=None),
            altered(lines, 5, command=lines[1].row.command if lines[1].row else None),
            lines[1:],
            [*lines, lines[-1]],
        ],
        "history_text_differs": [[*lines[:-2], HistoryLine(text=texts[0]), lines[-1]]],
        "history_ends_early": [lines[:-1], [*lines[:-3], lines[-1]]],
    }
    address = empty.place.endpoints.postgres_migration["meetings"]

    for expected, files in planted.items():
        for file in files:
            with pytest.raises(Refused) as no:
                await bring_in(address, rewritten(path, file))
            assert code(no) == expected
    assert await tables(empty.place.pool) == {"stored_events": [], "commands": [], "texts": []}


async def test_a_row_altered_behind_the_owners_back_is_found_when_it_is_exported(kept: Kept, tmp_path: Path) -> None:
    schema = FEED.schema
    await kept.place.superuser.execute(
        f"ALTER TABLE {schema}.stored_events DISABLE TRIGGER append_only;"
        f"UPDATE {schema}.stored_events SET state = '\\x7b7d' WHERE notification_id = 6"
    )

    with pytest.raises(Refused) as no:
        await kept.export(tmp_path / "a.zst")

    assert (code(no), no.value.numbers) == ("history_chain_broken", {"position": 6})
    assert list(tmp_path.glob("*.zst")) == []


async def test_bytes_that_are_no_text_are_kept_as_they_are(kept: Kept, tmp_path: Path) -> None:
    odd = an_event(UUID(int=77), 1, wire=None)
    await kept.store.append([a_submission(odd, seconds=100, reply=b"\xff\x00")])

    await kept.export(tmp_path / "a.zst")

    assert checked(tmp_path / "a.zst").end().rows == 10


def test_every_history_that_is_kept_can_be_exported_and_adopted() -> None:
    kept = {feed.service for service in SERVICES.values() for feed in service.feeds((FEED.keeper,))}

    assert set(ASKED) == kept


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    no_file, no_zstd, cut = tmp_path / "none", tmp_path / "plain", tmp_path / "cut"
    no_zstd.write_text('{"history": {}}\n')
    with writing(tmp_path / "a") as writer:
        writer.put(HistoryLine.model_validate({"history": {"feed": "a.meetings", "kind": "real", "texts": False}}))
    cut.write_bytes((tmp_path / "a").read_bytes()[:-9])

    for path, expected in ((no_file, "history_not_readable"), (no_zstd, "history_not_readable")):
        with pytest.raises(Refused) as no:
            list(reading(path))
        assert code(no) == expected
    with pytest.raises(Refused) as no:
        checked(cut)
    assert code(no) == "history_not_readable"
