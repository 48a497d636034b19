"""What one observer did in a year comes from the events alone, with the events beside each figure."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from contracts.assignments import VisitMade
from contracts.message import BOARD
from contracts.observer_record import ObserverRecord, ReadObserverRecord
from services.chassis.call import Actor, Role
from services.chassis.errors import Refused
from services.chassis.policy import Policy
from services.reporting.policies import RULES
from tests.reporting import given
from tests.reporting.history import History, an_id
from tests.reporting.observed import observed_district
from tests.reporting.tables import Tables

connected = pytest.mark.connected

Pair = tuple[int, int | None]


def of(person: str, year: int = 2019, **more: object) -> ReadObserverRecord:
    return ReadObserverRecord.model_validate({"person_id": an_id(person), "year": year, **more})


def pairs(record: ObserverRecord) -> dict[str, Pair]:
    return {one.figure.key: (one.figure.numerator, one.figure.denominator) for one in record.figures}


@connected
async def test_a_year_has_the_figures_of_its_story(tables: Tables) -> None:
    reporting = await tables.read(observed_district("record-story"))

    an = pairs(await reporting.observer_record(of("an")))
    binh = pairs(await reporting.observer_record(of("binh")))
    chi = pairs(await reporting.observer_record(of("chi")))

    assert an == {
        "months_attended": (2, 12),
        "visits": (2, None),
        "cells_visited": (1, None),
        "visits_residential": (2, None),
        "findings_filed": (2, 2),
        "reports_submitted": (1, 4),
        "reports_in_time": (1, 4),
        "releases": (0, None),
    }
    assert (binh["months_attended"], binh["visits"], binh["releases"]) == ((1, 12), (2, None), (1, None))
    assert (chi["months_attended"], chi["reports_in_time"]) == ((1, 3), (0, 2))


@connected
async def test_every_figure_is_the_sum_of_its_events_and_every_event_was_told(tables: Tables) -> None:
    history = observed_district("record-evidence")
    reporting = await tables.read(history)
    told = {(f"{history.keeper}.{one.service}", one.position): one.event.contract() for one in history.told}

    for person in ("an", "binh", "chi", "dung"):
        for one in (await reporting.observer_record(of(person))).figures:
            sums = [sum(getattr(item, name) for item in one.evidence) for name in ("numerator", "denominator")]
            assert sums == [one.figure.numerator, one.figure.denominator or 0], one.figure.key
            assert all(told[item.feed, item.position] == item.contract for item in one.evidence)


@connected
async def test_pages_of_events_are_all_of_them_and_every_page_has_the_same_figures(tables: Tables) -> None:
    reporting = await tables.read(observed_district("record-pages"))
    whole = await reporting.observer_record(of("an"))

    pages = [await reporting.observer_record(of("an", offset=offset, limit=3)) for offset in range(0, 18, 3)]
    none = await reporting.observer_record(of("an", limit=0))

    assert all(pairs(page) == pairs(whole) == pairs(none) for page in pages)
    for number, one in enumerate(whole.figures):
        assert [item for page in pages for item in page.figures[number].evidence] == one.evidence
        assert one.total == none.figures[number].total == len(one.evidence)
    assert not any(one.evidence for one in none.figures)


@connected
async def test_the_groups_of_cells_add_up_to_all_visits(tables: Tables) -> None:
    reporting = await tables.read(observed_district("record-groups"))

    found = pairs(await reporting.observer_record(of("binh")))

    groups = {key: pair[0] for key, pair in found.items() if key.startswith("visits_")}
    assert sum(groups.values()) == found["visits"][0] == 2


@connected
async def test_as_known_before_each_visit_there_was_one_less(tables: Tables) -> None:
    history = observed_district("record-known")
    reporting = await tables.read(history)
    visits = [(told.position, told.event) for told in history.told if isinstance(told.event, VisitMade)]

    assert visits
    for position, visit in visits:
        known = {f"{history.keeper}.assignments": position}
        before = known | {f"{history.keeper}.assignments": position - 1}
        now = await reporting.observer_record(of("x", person_id=visit.person_id, known=known))
        then = await reporting.observer_record(of("x", person_id=visit.person_id, known=before))
        assert pairs(now)["visits"][0] == pairs(then)["visits"][0] + 1
        assert now.known[f"{history.keeper}.assignments"] == position


@connected
async def test_an_assignment_that_ended_before_it_began_is_no_release(tables: Tables) -> None:
    history = History("record-released")
    history.tell(
        given.types_adopted("1", given.LONG_AGO), given.established("HU", None), given.established("C1", "HU", "SCHOOL")
    )
    early = given.assigned("an", "C1", date(2019, 3, 1), date(2019, 12, 31))
    never = given.assigned("an", "C1", date(2019, 8, 1), date(2019, 12, 31), 1)
    history.tell(early, never, given.released(early, date(2019, 6, 1)), given.released(never, date(2019, 6, 1)))
    reporting = await tables.read(history)

    found = pairs(await reporting.observer_record(of("an")))

    assert (found["releases"], found["months_attended"]) == ((1, None), (0, 3))


@connected
async def test_another_year_and_a_person_whom_nobody_assigned_have_figures_of_nothing(tables: Tables) -> None:
    reporting = await tables.read(observed_district("record-nothing"))

    for question in (of("an", 2018), of("nobody")):
        record = await reporting.observer_record(question)
        assert set(pairs(record).values()) == {(0, 0), (0, None)}
        assert all(not one.evidence for one in record.figures)


@connected
async def test_what_is_not_known_yet_and_feeds_that_nobody_reads_are_refused(tables: Tables) -> None:
    history = observed_district("record-refused")
    reporting = await tables.read(history)

    with pytest.raises(Refused, match="known_ahead"):
        await reporting.observer_record(of("an", known={f"{history.keeper}.assignments": 10_000}))
    with pytest.raises(Refused, match="feed_not_read"):
        await reporting.observer_record(of("an", known={"yours.assignments": 0}))


def may(role: str, who: str, keeper: str = "hoc-mon") -> bool:
    actor = Actor(an_id(who), (Role(role, keeper, None),))
    try:
        Policy(RULES).decide(actor, "reporting.observer", "hoc-mon", of("an"), today=date(2024, 4, 1))
    except Refused:
        return False
    return True


def test_the_board_reads_every_record_and_everybody_else_his_own_alone() -> None:
    assert ReadObserverRecord.audience is BOARD
    assert all(may(role, str(uuid4())) for role in ("staff", "leader", "auditor"))
    assert not any(may(role, "somebody") for role in ("observer", "secretary", "committee", "operator", "service"))
    assert may("observer", "an")
    assert not may("observer", "an", "cu-chi")
