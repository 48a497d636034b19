"""Who may read the whole keeper is answered all of it; anybody else, what is open of a unit that is his."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import typer

from contracts.grants import GrantEntry
from contracts.reporting import ReadQuarter, ReadUnitQuarter
from services.chassis.errors import Refused
from services.chassis.messaging import Client
from sinhhoat.commands.own_unit import DUTIES, EVIDENCE, QUARTER, WARNINGS, Kinds, asked, only_unit
from tests.reporting.history import an_id

QUESTION = {"quarter": "2019-Q1"}


class Reporting(Client):
    """Refuses the whole report with a code, and answers with the question itself."""

    def __init__(self, code: str | None = None, kinds: Kinds = QUARTER) -> None:
        self.code, self.kinds = code, kinds

    async def ask(self, keeper: str, query: Any, **_: Any) -> Any:
        if self.code and isinstance(query, self.kinds.whole):
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
    answer: Any = await asked(Reporting(), "hoc-mon", QUARTER, QUESTION, None, own)

    assert answer == ReadQuarter(quarter="2019-Q1")


@pytest.mark.parametrize(("unit", "told"), [(None, "CB-001"), ("CB-002", "CB-002")])
async def test_whoever_may_not_is_answered_for_the_unit_that_he_names_or_has(unit: str | None, told: str) -> None:
    answer: Any = await asked(Reporting("not_there"), "hoc-mon", QUARTER, QUESTION, unit, own)

    assert answer == ReadUnitQuarter(quarter="2019-Q1", unit_code=told)


async def test_any_other_refusal_is_told_as_it_is() -> None:
    with pytest.raises(Refused, match="quarter_not_closed"):
        await asked(Reporting("quarter_not_closed"), "hoc-mon", QUARTER, QUESTION, None, own)


@pytest.mark.parametrize("kinds", [QUARTER, EVIDENCE, DUTIES, WARNINGS], ids=lambda kinds: kinds.own.__name__)
async def test_nothing_that_was_asked_is_lost_where_the_unit_alone_answers(kinds: Kinds) -> None:
    of_all = {"quarter": "2019-Q1", "figure": "visits", "offset": 7, "limit": 3, "duties": ["self_score"]}
    question = {name: value for name, value in of_all.items() if name in kinds.whole.model_fields}

    answer: Any = await asked(Reporting("not_there", kinds), "hoc-mon", kinds, question, None, own)

    assert type(answer) is kinds.own
    assert answer.model_dump(include={*question, "unit_code"}) == {**question, "unit_code": "CB-001"}
    assert kinds.whole.model_fields.keys() - kinds.own.model_fields.keys() <= {"person_id"}


def test_the_unit_need_not_be_named_where_he_reads_of_one_alone() -> None:
    grants = [a_grant("secretary", "CB-001"), a_grant("committee", "CB-001"), a_grant("observer", "CB-009")]

    assert only_unit(grants) == "CB-001"
    for of_none_or_two in ([a_grant("observer", "CB-009")], [*grants, a_grant("secretary", "CB-002")]):
        with pytest.raises(typer.BadParameter, match="a unit's code is needed"):
            only_unit(of_none_or_two)
