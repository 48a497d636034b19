"""What the page for auditors tells them to run finds nothing in a true history, and finds what was altered."""

from __future__ import annotations

import asyncio
import json
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.chassis.event_store.repository import Repository
from services.chassis.event_store.store import EventStore
from services.chassis.feed import Feed
from sinhhoat.content import OUTSIDE, with_hash
from sinhhoat.stack import Endpoints
from tests.chassis.event_store.calls import a_call, at
from tests.chassis.event_store.ledger import Ledger, codec, publish
from tests.chassis.event_store.place import Place
from tests.docs.pages import ROOT, blocks

pytestmark = pytest.mark.connected

PAGE = ROOT / "docs" / "auditors.md"
LOOK, EXPORT = (sql for sql in blocks(PAGE, "sql") if "stored_events" in sql and "GRANT" not in sql)
VERIFY = next(code for code in blocks(PAGE, "python") if "import csv" in code)
CONTENT = next(code for code in blocks(PAGE, "python") if "OUTSIDE" in code)
ALTERED = 2


@pytest.fixture
async def written(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    """A feed of three events, one of them published."""
    feed = Feed(f"k-{secrets.token_hex(4)}", "meetings")
    async with Place.made(module_endpoints, feed, "simulated") as place:
        store = await EventStore.open(place.pool, place.feed, codec())
        with at():
            ledger = Ledger("a", date(2019, 1, 1))
            ledger.note(3)
            ledger.close()
            await Repository(store, publish, lambda: b"\0" * 16).save(a_call(), ledger)
        yield place
        await store.close()


async def alter(place: Place) -> None:
    """Change one row as somebody would who has every right."""
    table = f"{place.feed.schema}.stored_events"
    await place.superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
    await place.superuser.execute(f"UPDATE {table} SET state = state || '\\x20' WHERE notification_id = $1", ALTERED)


def of(place: Place, sql: str) -> str:
    return sql.strip().rstrip(";").replace("feed_hoc_mon", place.feed.schema)


async def verified(place: Place, directory: Path) -> subprocess.CompletedProcess[str]:
    """Export as the page says, and run the page's program over the file with nothing but Python."""
    script, export = directory / "verify.py", directory / "events.csv"
    script.write_text(VERIFY, encoding="utf-8")
    select = of(place, EXPORT).removeprefix("COPY (").rpartition(") TO STDOUT")[0]
    await place.superuser.copy_from_query(select, output=export, format="csv", header=True)
    command = (sys.executable, "-I", str(script), str(export))
    return await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)


async def test_the_query_finds_nothing_in_a_history_as_it_was_written(written: Place) -> None:
    assert await written.superuser.fetch(of(written, LOOK)) == []


async def test_the_query_names_the_first_row_that_was_altered(written: Place) -> None:
    await alter(written)

    assert [row["first_broken"] for row in await written.superuser.fetch(of(written, LOOK))] == [ALTERED]


async def test_the_program_finds_a_true_export_whole(written: Place, tmp_path: Path) -> None:
    answer = await verified(written, tmp_path)

    assert answer.stderr == ""
    assert answer.stdout.startswith("3 rows hold; the last chain is ")


async def test_the_program_names_the_first_row_that_was_altered(written: Place, tmp_path: Path) -> None:
    await alter(written)

    answer = await verified(written, tmp_path)

    assert answer.returncode == 1
    assert answer.stderr == f"not what was written: position {ALTERED}\n"


async def judged(printed: dict[str, Any], directory: Path) -> str:
    """What the page's program says of a printed report."""
    script, report = directory / "content.py", directory / "report.json"
    script.write_text(CONTENT, encoding="utf-8")
    report.write_text(json.dumps(printed, ensure_ascii=False), encoding="utf-8")
    command = (sys.executable, "-I", str(script), str(report))
    answer = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True)
    return answer.stdout.strip()


async def test_the_program_for_reports_knows_what_was_printed_from_what_was_changed(tmp_path: Path) -> None:
    line = {"key": "all", "name_vi": "Tất cả", "numerator": 101, "percent": 34.83, "published_percent": None}
    printed = with_hash({"keeper": "hoc-mon", "unit_name": "Đảng bộ", "replay": None, "coverage": [line], "parked": 0})

    assert await judged(printed, tmp_path) == "holds"
    assert await judged({**printed, "replay": "q1", "parked": 2}, tmp_path) == "holds"
    assert await judged({**printed, "coverage": [{**line, **dict.fromkeys(OUTSIDE, "x")}]}, tmp_path) == "holds"
    changed = {**printed, "coverage": [{**line, "numerator": 102}]}
    assert await judged(changed, tmp_path) == "was changed after it was printed"
