"""Events become rows, the same rows however they come in, and nothing that was known is ever lost."""

from __future__ import annotations

from datetime import date

import pytest

from services.reporting.facts.unit_versions import ENDLESS
from tests.reporting import given
from tests.reporting.busy import busy_district
from tests.reporting.history import History, an_id
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

TABLES = [
    *["told", "unit_version", "cell_type_fact", "roll_fact", "assignment_fact"],
    *["meeting_fact", "agenda_fact", "theme_fact", "move_fact", "visit_fact", "rating_fact"],
]
JANUARY, FEBRUARY, MARCH = (date(2019, month, 10) for month in (1, 2, 3))


async def all_rows(tables: Tables, keeper: str) -> dict[str, list[tuple[object, ...]]]:
    return {table: await tables.rows(table, keeper) for table in TABLES}


@pytest.mark.parametrize("batch", [1, 2, 7])
async def test_the_size_of_the_batches_changes_no_row(batch: int, tables: Tables) -> None:
    at_once, in_parts = busy_district(f"at-once-{batch}"), busy_district(f"in-parts-{batch}")

    await tables.read(at_once)
    await tables.read(in_parts, batch)

    assert await all_rows(tables, in_parts.keeper) == await all_rows(tables, at_once.keeper)


async def test_feeds_that_arrive_one_after_the_other_give_the_rows_of_feeds_that_arrive_mixed(tables: Tables) -> None:
    mixed, sorted_by_feed = busy_district("mixed"), busy_district("sorted")

    await tables.read(mixed)
    await tables.apply(sorted(sorted_by_feed.received(), key=lambda event: event.feed))

    assert await all_rows(tables, "sorted") == await all_rows(tables, "mixed")


async def test_every_table_has_rows_of_the_busy_district(tables: Tables) -> None:
    await tables.read(busy_district("every-table"))

    rows = await all_rows(tables, "every-table")

    assert [table for table, found in rows.items() if not found] == []


async def test_a_withdrawn_meeting_stays_with_the_positions_between_which_it_was_known(tables: Tables) -> None:
    history = History("withdrawn")
    meeting = given.held("A1", JANUARY)
    history.tell(meeting, given.withdrawn(meeting), given.held("A1", FEBRUARY))
    positions = [told.position for told in history.told]

    await tables.read(history)

    known = "SELECT known_from, known_until FROM reporting_facts.meeting_fact WHERE keeper = $1 ORDER BY known_from"
    rows = await tables.pool.fetch(known, "withdrawn")
    assert [tuple(row) for row in rows] == [(positions[0], positions[1]), (positions[2], None)]


async def test_corrected_minutes_close_the_former_fact_and_open_another(tables: Tables) -> None:
    history = History("corrected")
    meeting = given.held("A1", JANUARY, opinions=4)
    history.tell(meeting, given.corrected(meeting, opinions=5, held_on=FEBRUARY))
    positions = [told.position for told in history.told]

    await tables.read(history)

    known = """SELECT known_from, known_until, day, opinions, corrected
        FROM reporting_facts.meeting_fact WHERE keeper = $1 ORDER BY known_from"""
    rows = [tuple(row) for row in await tables.pool.fetch(known, "corrected")]
    assert rows == [
        (positions[0], positions[1], JANUARY, 4, False),
        (positions[1], None, FEBRUARY, 5, True),
    ]


async def versions(tables: Tables, keeper: str, code: str) -> list[tuple[object, ...]]:
    """What is known of a unit in the end: (name, from, until), in their order."""
    rows = await tables.pool.fetch(
        """SELECT name, valid_from, valid_until FROM reporting_facts.unit_version
            WHERE keeper = $1 AND unit_id = $2 AND known_until IS NULL ORDER BY valid_from""",
        keeper,
        an_id(code),
    )
    return [tuple(row) for row in rows]


async def test_a_change_cuts_the_time_of_a_unit_and_the_last_version_is_endless(tables: Tables) -> None:
    history = History("cut")
    history.tell(given.established("A1", "A", "SCHOOL"), given.renamed("A1", "Hai", FEBRUARY))

    await tables.read(history)

    assert await versions(tables, "cut", "A1") == [
        ("Đơn vị A1", given.LONG_AGO, FEBRUARY),
        ("Hai", FEBRUARY, ENDLESS),
    ]


async def test_a_change_recorded_later_for_an_earlier_day_holds_from_that_day_on(tables: Tables) -> None:
    history = History("late-change")
    history.tell(given.established("A1", "A", "SCHOOL"), given.moved("A1", "B", MARCH))
    history.tell(given.renamed("A1", "Hai", FEBRUARY))

    await tables.read(history)

    assert await versions(tables, "late-change", "A1") == [
        ("Đơn vị A1", given.LONG_AGO, FEBRUARY),
        ("Hai", FEBRUARY, MARCH),
        ("Hai", MARCH, ENDLESS),
    ]


async def test_a_dissolved_unit_ends_the_day_before(tables: Tables) -> None:
    history = History("ended")
    history.tell(given.established("A1", "A", "SCHOOL"), given.renamed("A1", "Hai", MARCH))
    history.tell(given.dissolved("A1", FEBRUARY))

    await tables.read(history)

    assert await versions(tables, "ended", "A1") == [("Đơn vị A1", given.LONG_AGO, FEBRUARY)]


async def test_an_observer_released_before_he_began_was_never_assigned(tables: Tables) -> None:
    history = History("never-began")
    assignment = given.assigned("an", "A1", FEBRUARY, MARCH)
    history.tell(assignment, given.released(assignment, JANUARY))

    await tables.read(history)

    open_rows = "SELECT count(*) FROM reporting_facts.assignment_fact WHERE keeper = $1 AND known_until IS NULL"
    assert await tables.pool.fetchval(open_rows, "never-began") == 0


async def test_the_day_of_a_moved_meeting_is_that_of_vietnam(tables: Tables) -> None:
    history = busy_district("vietnam")

    await tables.read(history)

    day = await tables.pool.fetchval("SELECT day FROM reporting_facts.move_fact WHERE keeper = 'vietnam'")
    assert day == date(2019, 4, 1)
