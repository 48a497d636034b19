"""Who may see which list, how much of it fits into a page, and that a list misses nothing that is told."""

from __future__ import annotations

from datetime import date, timedelta
from operator import attrgetter
from types import ModuleType
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import gatherings, guidance
from contracts.gatherings import ListGatherings
from contracts.given import ListGoodPractices, ListGuidance
from contracts.message import Event, Part, Query
from contracts.pages import Mark
from services.chassis.call import Actor, Role
from services.chassis.errors import Refused
from services.chassis.policy import Policy
from services.meetings.application.pages import PAGE_BYTES, page
from services.meetings.policies import RULES
from services.meetings.replicas.listed import WRITES
from services.meetings.replicas.lists import days_of
from tests.meetings.given import CELL, an_id

WARD, OTHER_CELL = an_id("ward"), an_id("another cell")
DAY = date(2024, 4, 1)
ABOVE = {CELL: frozenset({WARD}), OTHER_CELL: frozenset({WARD})}


def of(unit_id: UUID) -> list[tuple[str, Query]]:
    return [
        ("practices.read", ListGoodPractices(unit_id=unit_id, as_of=DAY)),
        ("guidance.read", ListGuidance(cell_id=unit_id, month=DAY)),
        ("gatherings.read", ListGatherings(unit_id=unit_id, as_of=DAY)),
    ]


def decided(role: str, on: UUID | None, action: str, query: Query) -> str:
    actor = Actor(UUID(int=7), (Role(role, "hoc-mon", on),))
    try:
        Policy(RULES).decide(actor, action, "hoc-mon", query, today=DAY, above=ABOVE)
    except Refused as refused:
        return refused.code
    return "allowed"


@pytest.mark.parametrize(("action", "query"), of(CELL))
@pytest.mark.parametrize("role", ["secretary", "committee", "staff", "leader", "auditor"])
def test_whoever_has_a_role_on_the_unit_or_above_it_sees_its_lists(role: str, action: str, query: Query) -> None:
    assert [decided(role, on, action, query) for on in (CELL, WARD, None)] == ["allowed"] * 3


@pytest.mark.parametrize(("action", "query"), of(CELL))
def test_who_stands_beside_the_unit_and_who_comes_as_a_guest_sees_none(action: str, query: Query) -> None:
    assert decided("secretary", OTHER_CELL, action, query) == "not_allowed"
    assert decided("observer", CELL, action, query) == "not_allowed"
    assert decided("operator", None, action, query) == "not_allowed"


@pytest.mark.parametrize(("action", "query"), of(WARD))
def test_the_secretary_of_a_cell_does_not_see_the_lists_of_the_committee(action: str, query: Query) -> None:
    assert decided("secretary", CELL, action, query) == "not_allowed"


class Entry(Part):
    """A line of some list."""

    day: date
    entry_id: UUID
    words: str = ""


def listed(number: int, words: str = "") -> list[Entry]:
    return [Entry(day=DAY - timedelta(days=place), entry_id=uuid4(), words=words) for place in range(number)]


PLACE = attrgetter("day", "entry_id")


@pytest.mark.parametrize(("found", "told", "goes_on"), [(0, 0, False), (1, 1, False), (2, 2, False), (3, 2, True)])
def test_a_page_ends_at_its_limit_and_says_whether_there_is_more(found: int, told: int, goes_on: bool) -> None:
    entries = listed(found)

    here, more = page(entries, 2, PLACE)

    assert here == entries[:told]
    assert more == (Mark(day=entries[1].day, entry_id=entries[1].entry_id) if goes_on else None)


def test_a_page_of_many_words_ends_before_its_limit_and_never_without_an_entry() -> None:
    long, longest = listed(4, "x" * (PAGE_BYTES // 3)), listed(2, "x" * (PAGE_BYTES + 1))

    assert [len(page(entries, 50, PLACE)[0]) for entries in (long, longest)] == [2, 1]
    assert page(long, 50, PLACE)[1] == Mark(day=long[1].day, entry_id=long[1].entry_id)


@given(month=st.dates(date(1990, 1, 1), date(2100, 1, 1)), months=st.integers(1, 12))
def test_the_months_asked_for_begin_on_a_first_and_end_on_a_last_day(month: date, months: int) -> None:
    first, last = days_of(ListGuidance(cell_id=CELL, month=month, months=months))
    behind = last + timedelta(days=1)

    assert (first.year, first.month, first.day, behind.day) == (month.year, month.month, 1, 1)
    assert (behind.year - first.year) * 12 + behind.month - first.month == months


@pytest.mark.parametrize("months", [1, 12])
def test_the_months_asked_for_end_with_the_last_day_that_there_is(months: int) -> None:
    assert days_of(ListGuidance(cell_id=CELL, month=date.max, months=months)) == (date(9999, 12, 1), date.max)


@pytest.mark.parametrize("module", [guidance, gatherings])
def test_every_event_of_what_is_listed_is_written_to_the_lists(module: ModuleType) -> None:
    events = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Event) and kind.__module__ == module.__name__
    ]

    assert len(events) > 2
    assert {event.contract() for event in events} - set(WRITES) == set()
