"""A unit that was handed over and comes back counts on its own days, with the people that it brings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from contracts.registry import (
    CommitteeHandedOver,
    DualAffiliationHandedOver,
    RecruitmentHandedOver,
    RollCounts,
    UnitChangeWithdrawn,
    UnitEstablishmentWithdrawn,
    UnitHandedOver,
    UnitTakenOver,
)
from contracts.unit_matters import StageCount
from tests.reporting import given
from tests.reporting.compare import differences, recount_of
from tests.reporting.history import History, an_id
from tests.reporting.tables import Tables
from tests.reporting.unit_matters import candidates, committee

pytestmark = pytest.mark.connected

FEBRUARY, MAY = date(2019, 2, 15), date(2019, 5, 1)
WINTER, SPRING, SUMMER = date(2019, 1, 20), date(2019, 3, 20), date(2019, 6, 20)


def comes_back(**other: Any) -> UnitTakenOver:
    brought: dict[str, Any] = {
        "roll_as_of": SPRING,
        "roll": RollCounts(official=14, in_post=3),
        "committee": CommitteeHandedOver(
            since=SPRING, seats=3, filled=3, secretary_id=an_id("an"), deputy_ids=[], member_ids=[]
        ),
        "recruitment": RecruitmentHandedOver(
            as_of=SPRING, stages=[StageCount(stage="dossier", candidates=2)], candidates=2, admitted_this_year=3
        ),
        "dual_affiliation": DualAffiliationHandedOver(as_of=SPRING, members=5, remarks_asked=4, remarks_given=2),
    }
    where = {"from_keeper": "other", "at_position": 7, "effective_on": MAY, "parent_id": an_id("B")}
    what = {"code": "A1", "name": "Chi bộ A1", "kind": "cell", "level": None, "cell_type": "SCHOOL"}
    since = {"unit_id": an_id("A1"), "established_on": given.LONG_AGO}
    return UnitTakenOver.model_validate(since | what | where | brought | other)


def a_history(keeper: str) -> History:
    """A1 leaves A in February and comes under B in May; that it went, and once that it came, was a mistake at first."""
    history = History(keeper)
    history.tell(given.types_adopted("1", given.LONG_AGO), given.established("HU", None))
    for above, cell in (("A", "A1"), ("B", "B1")):
        history.tell(given.established(above, "HU"), given.established(cell, above, "RESIDENTIAL"))
        history.tell(given.roll(cell, WINTER, 9, 1), given.held(cell, WINTER))
    history.tell(committee("A1", WINTER, 3, 1), candidates("A1", WINTER, 1, dossier=1))
    leaves = UnitHandedOver(unit_id=an_id("A1"), to_keeper="other", effective_on=FEBRUARY)
    back = UnitChangeWithdrawn(
        unit_id=an_id("A1"),
        change="handed_over",
        effective_on=FEBRUARY,
        level=None,
        cell_type="RESIDENTIAL",
        parent_id=an_id("A"),
        reason=given.REASON,
    )
    mistake = UnitEstablishmentWithdrawn(unit_id=an_id("A1"), reason=given.REASON, since=MAY)
    history.tell(leaves, comes_back(roll=RollCounts(official=99)), mistake, back, leaves, comes_back(committee=None))
    history.tell(mistake, comes_back(), given.held("A1", SUMMER), candidates("A1", SUMMER, 4, dossier=1))
    return history


async def test_every_figure_is_the_recounts_as_known_after_each_event_of_the_registry(tables: Tables) -> None:
    history = a_history("comes-back")
    reporting = await tables.read(history, 1)

    for told in history.told[-10:]:
        known = history.vector | {"registry": told.position} if told.service == "registry" else history.vector
        for quarter in ("2019-Q1", "2019-Q2"):
            for unit in ("HU", "A", "B", "A1"):
                assert await differences(reporting, recount_of(history, quarter, unit, known)) == []


async def test_what_a_unit_brings_counts_until_more_is_told(tables: Tables) -> None:
    history = a_history("brings")
    reporting = await tables.read(history)

    report = recount_of(history, "2019-Q2", "B").figures()

    assert await differences(reporting, recount_of(history, "2019-Q2", "B")) == []
    assert (report["members"], report["committees_complete"], report["dual_members"]) == ((24, 0), (1, 1), (5, 0))
    # Of the four whom it admitted this year, it had admitted three before it came back.
    assert (report["admitted"], report["candidates"]) == ((1, 0), (1, 0))
    assert recount_of(history, "2019-Q1", "A").figures()["members"] == (0, 0)
