"""Who may read the whole keeper is answered all of the quarter; anybody else, what is open of a unit that is his."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import typer

from contracts.grants import GrantEntry
from contracts.reporting import ReadQuarter, ReadUnitQuarter
from services.chassis.errors import Refused
from services.chassis.messaging import Client
from sinhhoat.commands.report_quarter import asked, only_unit
from tests.reporting.history import an_id

QUESTION = {"quarter": "2019-Q1"}


class Reporting(Client):
    """Refuses the whole report with a code, and answers with the question itself."""

    def __init__(self, code: str | None = None) -> None:
        self.code = code

    async def ask(self, keeper: str, query: Any, **_: Any) -> Any:
        if self.code and isinstance(query, ReadQuarter):
            raise Refused(self.code)
        return query


def a_grant(role: Any, unit: str) -> GrantEntry:
    return GrantEntry(
        grant_id=an_id(role, unit),
        person_id=an_id("BT-1"),
        role=role,
        unit_id=an_id(unit),
        unit_code=unit,
        from_on=date(2019, 1, 1),
        until_on=None,
        whole_keeper=False,
    )


async def own() -> str:
    return "CB-001"


async def test_whoever_may_is_answered_the_whole_report() -> None:
    answer: Any = await asked(Reporting(), "hoc-mon", None, own, QUESTION)

    assert answer == ReadQuarter(quarter="2019-Q1")


@pytest.mark.parametrize(("unit", "told"), [(None, "CB-001"), ("CB-002", "CB-002")])
async def test_whoever_may_not_is_answered_for_the_unit_that_he_names_or_has(unit: str | None, told: str) -> None:
    answer: Any = await asked(Reporting("not_there"), "hoc-mon", unit, own, QUESTION)

    assert answer == ReadUnitQuarter(quarter="2019-Q1", unit_code=told)


async def test_any_other_refusal_is_told_as_it_is() -> None:
    with pytest.raises(Refused, match="quarter_not_closed"):
        await asked(Reporting("quarter_not_closed"), "hoc-mon", None, own, QUESTION)


def test_the_unit_need_not_be_named_where_he_reads_of_one_alone() -> None:
    grants = [a_grant("secretary", "CB-001"), a_grant("committee", "CB-001"), a_grant("observer", "CB-009")]

    assert only_unit(grants) == "CB-001"
    for of_none_or_two in ([a_grant("observer", "CB-009")], [*grants, a_grant("secretary", "CB-002")]):
        with pytest.raises(typer.BadParameter, match="a unit's code is needed"):
            only_unit(of_none_or_two)
