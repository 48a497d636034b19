"""The generated district of `demo --full`, and what is said of commands that its year leaves out."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from threading import Event
from typing import Any
from uuid import UUID

import pytest

from contracts.assignments import CloseVisitPlan
from contracts.message import Command
from services.chassis.call import service_id
from sinhhoat.published_language.catalogue import messages
from sinhhoat.registers import cell_types
from sinhhoat.simulation.full.check import differences
from sinhhoat.simulation.full.district import LEAST_CELLS, ROOT, District
from sinhhoat.simulation.full.raw import Stored
from sinhhoat.simulation.full.used import Used
from tests.samples import example

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
EVERY = {kind.__name__ for kind in messages() if issubclass(kind, Command)}


def test_the_same_seed_gives_the_same_district_and_another_one_another() -> None:
    assert District("demo", 290, 2026, "1").cells == District("demo", 290, 2026, "1").cells
    assert District("demo", 290, 2026, "1").cells != District("demo", 290, 2026, "2").cells


@pytest.mark.parametrize("cells", [LEAST_CELLS, 20, 290])
def test_a_district_has_its_cells_of_every_place_in_the_tree(cells: int) -> None:
    district = District("demo", cells, 2026, "1")

    january = [place for place in district.cells if place.from_on == district.first]
    parents = Counter(place.parent for place in january)

    assert len(january) == cells
    assert parents.keys() == {ROOT, *district.committees}
    assert min(parents.values()) >= 2
    assert len({place.cell.cell_id for place in district.cells}) == cells + 2


def test_a_cell_that_was_lent_is_there_before_and_after_but_on_no_day_between() -> None:
    district = District("demo", LEAST_CELLS, 2026, "1")

    [lent] = [place for place in district.cells if place.cell.code == district.lent[0]]

    assert lent.there(district.first, date(2026, 4, 30))
    assert lent.there(date(2026, 9, 1), date(2026, 12, 31))
    months = [(date(2026, 4, 30), date(2026, 5, 1)), (date(2026, 8, 31), date(2026, 9, 1)), (district.first,) * 2]
    assert [lent.there(first, last) for first, last in months] == [False, False, True]
    assert not lent.there(date(2026, 4, 1), date(2026, 9, 30))
    assert district.lent[1] != lent.parent


def test_a_large_district_has_cells_of_every_type() -> None:
    types = {place.cell_type for place in District("demo", 290, 2026, "1").cells}

    assert types == {kind.token for kind in cell_types().types}


def test_a_district_too_small_for_what_a_year_holds_is_refused() -> None:
    with pytest.raises(ValueError, match=str(LEAST_CELLS)):
        District("demo", LEAST_CELLS - 1, 2026, "1")


def test_a_count_that_is_stopped_looks_at_no_further_report() -> None:
    stopped = Event()
    stopped.set()
    unread: Any = object()

    assert differences("demo", {("2026-Q1", ROOT): unread}, [], stopped) == []


def test_a_command_that_the_year_leaves_out_is_named() -> None:
    found = Used.by(EVERY - {"MakeVisit"}, {"VisitPlanClosed", "ObserverNotified"})

    assert (found.number, found.of, found.left_out) == (len(EVERY) - 1, len(EVERY), ["MakeVisit"])


def test_a_command_that_was_only_refused_was_not_used() -> None:
    found = Used.by(EVERY - {"MakeVisit"}, {"VisitPlanClosed", "ObserverNotified"}, {"MakeVisit", "PlanVisit"})

    assert (found.number, found.left_out, found.refused) == (len(EVERY) - 1, [], ["MakeVisit"])


@pytest.mark.parametrize(("actor", "by_itself"), [(service_id("ratings"), True), (UUID(int=7), False)])
def test_a_score_that_a_person_takes_back_is_no_reaction(actor: UUID, by_itself: bool) -> None:
    assert Stored("ratings", 1, example("ratings", "RatingWithdrawn"), actor, NOON).by_itself is by_itself


def test_what_a_service_tells_itself_is_used_where_its_event_was_told() -> None:
    sent = EVERY - {CloseVisitPlan.__name__}

    assert Used.by(sent, {"VisitPlanClosed"}).left_out == []
    assert Used.by(sent, set()).left_out == ["CloseVisitPlan"]
