"""Analyses are asked like any question: at a vector, in a lens, by page, and every line opens to its events."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.analyses import Analysis, LineOfAnalysis, ReadDivergence
from contracts.ratings import CellRated
from services.chassis.errors import Refused
from services.reporting.application import Reporting
from services.reporting.read_models.analyses import divergence
from tests.reporting import given
from tests.reporting.analysed import analysed_district
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

QUARTER = {"quarter": "2019-Q2", "unit_code": "HU"}


def lines(answer: Analysis) -> dict[str, LineOfAnalysis]:
    return {line.key: line for line in answer.lines}


def pairs(line: LineOfAnalysis, period: int = 0) -> dict[str, tuple[int, int | None]]:
    return {one.key: (one.numerator, one.denominator) for one in line.periods[period].figures}


async def diverged(reporting: Reporting, **more: Any) -> Analysis:
    return await reporting.analysis(ReadDivergence.model_validate({**QUARTER, **more}), divergence.lines)


@pytest.mark.parametrize("lens", ["then", "today"])
async def test_scores_lie_apart_by_criterion_and_over_the_quarters(lens: str, tables: Tables) -> None:
    reporting = await tables.read(analysed_district(f"diverged-{lens}"))

    found = lines(await diverged(reporting, lens=lens, quarters=2))

    content = found["self_superior.content"]
    assert content.name.vi == "Tự chấm – cấp trên: Nội dung"
    assert content.periods[0].too_few
    assert pairs(content) == {"paired": (3, 9)}
    assert pairs(found["self_observer.attendance"], 1) == {"paired": (3, 9)}
    assert [period.quarter for period in content.periods] == ["2019-Q2", "2019-Q1"]


async def test_the_events_of_a_line_add_up_to_its_difference(tables: Tables) -> None:
    reporting = await tables.read(analysed_district("diverged-events"))

    answer = await diverged(reporting, line="self_superior.total", limit=4)

    assert [len(answer.lines), len(answer.items), answer.total] == [1, 4, 6]
    assert {item.contract for item in answer.items} == {"ratings.CellRated.v1"}
    rest = (await diverged(reporting, line="self_superior.total", offset=4)).items
    assert sum(item.numerator for item in [*answer.items, *rest]) == 3 * 500
    assert len({(item.feed, item.position) for item in [*answer.items, *rest]}) == 6


async def test_a_score_that_was_taken_back_diverges_as_long_as_it_is_known(tables: Tables) -> None:
    history = analysed_district("diverged-known")
    before = {f"{history.keeper}.{service}": position for service, position in history.vector.items()}
    ratings = [told.event for told in history.told if isinstance(told.event, CellRated)]
    taken = next(rating for rating in ratings if rating.rater == "superior")
    history.tell(given.rating_withdrawn(taken))
    reporting = await tables.read(history)

    now = await diverged(reporting, quarter="2019-Q1")
    then = await diverged(reporting, quarter="2019-Q1", known=before)

    assert [pairs(lines(one)["self_superior.total"])["paired"] for one in (now, then)] == [(2, 9), (3, 9)]


async def test_a_unit_sees_its_own_and_a_line_that_is_not_there_is_refused(tables: Tables) -> None:
    reporting = await tables.read(analysed_district("diverged-unit"))

    own = await diverged(reporting, unit_code="B")

    assert set(lines(own)) == {f"self_observer.{one}" for one in ("total", "attendance", "content")}
    with pytest.raises(Refused, match="line_unknown"):
        await diverged(reporting, line="nothing")
