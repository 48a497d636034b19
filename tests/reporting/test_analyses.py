"""Analyses are asked like any question: at a vector, in a lens, by page, and every line opens to its events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from contracts.analyses import (
    Analysis,
    LineOfAnalysis,
    OfUnit,
    OfWhole,
    ReadClasses,
    ReadComparison,
    ReadDivergence,
    ReadPredictability,
    ReadQuestions,
    ReadSurveys,
    ReadTimeliness,
    ReadUnitTimeliness,
)
from contracts.ratings import CellRated
from contracts.reporting import ReadQuarter
from services.chassis.call import Actor, Role
from services.chassis.errors import Refused
from services.reporting.application import Reporting
from services.reporting.read_models.analyses import (
    classes,
    divergence,
    predictability,
    questions,
    surveys,
    timeliness,
)
from services.reporting.read_models.analyses.asking import Analyse
from tests.reporting import given
from tests.reporting.analysed import analysed_district
from tests.reporting.history import History, an_id
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

QUARTER = {"quarter": "2019-Q2", "unit_code": "HU"}
ANALYSES: Mapping[type[OfWhole] | type[OfUnit], Analyse] = {
    ReadDivergence: divergence.lines,
    ReadPredictability: predictability.lines,
    ReadTimeliness: timeliness.lines,
    ReadUnitTimeliness: timeliness.open_lines,
    ReadQuestions: questions.lines,
    ReadSurveys: surveys.lines,
    ReadClasses: classes.lines,
}
STAFF = Actor(an_id("staff"), (Role("staff", "analysed", None),))
TODAY = date(2019, 12, 1)


@pytest.fixture(scope="module")
async def reporting(tables: Tables) -> Reporting:
    return await tables.read(analysed_district("analysed"))


async def asked(reporting: Reporting, kind: type[OfWhole] | type[OfUnit], **more: Any) -> Analysis:
    query = kind.model_validate({**QUARTER, **more})
    if isinstance(query, ReadComparison):
        return await reporting.comparison(query)
    if isinstance(query, OfUnit):
        return await reporting.unit_analysis(query, STAFF, TODAY, ANALYSES[kind])
    return await reporting.analysis(query, ANALYSES[kind])


def lines(answer: Analysis) -> dict[str, LineOfAnalysis]:
    return {line.key: line for line in answer.lines}


def pairs(line: LineOfAnalysis, period: int = 0) -> dict[str, tuple[int, int | None]]:
    return {one.key: (one.numerator, one.denominator) for one in line.periods[period].figures}


@pytest.mark.parametrize("lens", ["then", "today"])
@pytest.mark.parametrize("kind", [*ANALYSES, ReadComparison], ids=lambda kind: kind.__name__)
async def test_every_line_opens_to_the_events_that_its_figure_is_the_sum_of(
    kind: type[OfWhole], lens: str, reporting: Reporting
) -> None:
    answer = await asked(reporting, kind, lens=lens, quarters=2)

    assert answer.lines
    assert answer.total == len(answer.lines)
    for line in answer.lines[:: max(len(answer.lines) // 4, 1)]:
        opened = await asked(reporting, kind, lens=lens, quarters=2, line=line.key, limit=1000)
        assert opened.lines == [line]
        assert opened.total == len(opened.items) == line.periods[0].events
        main = line.periods[0].figures[0] if line.periods[0].figures else None
        if main and not line.periods[0].too_few:
            assert sum(item.numerator for item in opened.items) == main.numerator, line.key


async def test_scores_lie_apart_by_criterion_and_over_the_quarters(reporting: Reporting) -> None:
    found = lines(await asked(reporting, ReadDivergence, quarters=2))

    content = found["self_superior.content"]
    assert content.name.vi == "Tự chấm – cấp trên: Nội dung"
    assert (content.periods[0].too_few, pairs(content)) == (True, {"paired": (3, 9)})
    assert pairs(found["self_observer.attendance"], 1) == {"paired": (3, 9)}
    assert [period.quarter for period in content.periods] == ["2019-Q2", "2019-Q1"]


async def test_a_score_that_was_taken_back_counts_as_long_as_it_is_known(tables: Tables) -> None:
    history = analysed_district("diverged-known")
    before = {f"{history.keeper}.{service}": position for service, position in history.vector.items()}
    ratings = [told.event for told in history.told if isinstance(told.event, CellRated)]
    history.tell(given.rating_withdrawn(next(rating for rating in ratings if rating.rater == "superior")))
    read = await tables.read(history)

    now = await asked(read, ReadDivergence, quarter="2019-Q1")
    then = await asked(read, ReadDivergence, quarter="2019-Q1", known=before)

    assert [pairs(lines(one)["self_superior.total"])["paired"] for one in (now, then)] == [(2, 9), (3, 9)]


async def test_a_unit_sees_its_own_by_page_and_a_line_that_is_not_there_is_refused(reporting: Reporting) -> None:
    own = await asked(reporting, ReadDivergence, unit_code="B")
    page = await asked(reporting, ReadDivergence, unit_code="B", offset=1, limit=1)

    assert set(lines(own)) == {f"self_observer.{one}" for one in ("total", "attendance", "content")}
    assert (page.lines, page.total) == (own.lines[1:2], 3)
    with pytest.raises(Refused, match="line_unknown"):
        await asked(reporting, ReadDivergence, line="nothing")


async def test_what_could_be_foreseen_of_visits_is_said_by_cell_and_month(reporting: Reporting) -> None:
    found = lines(await asked(reporting, ReadPredictability))

    assert pairs(found["type.SCHOOL"]) == {"visited": (1, 1), "assigned": (1, 1)}
    assert pairs(found["type.RESIDENTIAL"]) == {"visited": (1, 2), "assigned": (2, 2)}
    assert pairs(found["months_with_visits"]) == {"months_with_visits": (2, 12)}
    assert pairs(found["commonest_month_of_quarter"]) == {"commonest_month_of_quarter": (6, 6)}
    assert found["commonest_month_of_quarter"].question is not None
    assert pairs(found["same_month"]) == {"same_month": (0, 0)}


async def test_records_are_complete_and_in_time_by_unit(reporting: Reporting) -> None:
    found = lines(await asked(reporting, ReadTimeliness))

    assert pairs(found["meetings"])["complete"] == (9, 12)
    assert pairs(found["meetings@A"])["complete"] == (6, 6)
    assert pairs(found["meetings@B"])["complete"] == (3, 6)
    assert pairs(found["findings@A"])["complete"] == (2, 2)
    assert (found["meetings@A"].unit_code, pairs(found["meetings@A"])["in_time"]) == ("A", (6, 6))


async def test_what_is_for_the_board_is_not_told_to_the_unit(reporting: Reporting) -> None:
    own = lines(await asked(reporting, ReadUnitTimeliness, unit_code="A"))

    assert {key.split("@")[0] for key in own} == {"meetings", "self_scores", "rolls"}
    stranger = Actor(an_id("x"), (Role("secretary", "analysed", an_id("B1")),))
    query = ReadUnitTimeliness(quarter="2019-Q2", unit_code="A")
    with pytest.raises(Refused, match="not_there"):
        await reporting.unit_analysis(query, stranger, TODAY, timeliness.open_lines)


async def test_what_repeats_is_asked_about(reporting: Reporting) -> None:
    found = lines(await asked(reporting, ReadQuestions))

    assert pairs(found["same_self_score@A1"]) == {"same_self_score": (6, 6)}
    assert "same_self_score@A2" not in found
    assert pairs(found["same_record@A1"]) == {"same_record": (6, 6)}
    assert pairs(found["same_findings@B1"]) == {"same_findings": (1, 2)}
    assert all(line.question for line in found.values())


@pytest.mark.parametrize("lens", ["then", "today"])
async def test_a_cell_far_from_those_of_its_type_is_asked_about(lens: str, tables: Tables) -> None:
    history = History(f"peers-{lens}")
    history.tell(given.types_adopted("1", given.LONG_AGO), given.established("HU", None), given.established("A", "HU"))
    for number, code in enumerate(("A1", "A2", "A3", "A4", "A5", "A6")):
        cell_type = "SCHOOL" if code == "A6" else "RESIDENTIAL"
        meetings = [given.held(code, date(2019, month, 3), present=3 if number == 0 else 8) for month in (4, 5)]
        history.tell(given.established(code, "A", cell_type), *meetings)
    read = await tables.read(history)

    answer = await asked(read, ReadQuestions, lens=lens)
    key = "far_attendance_regular@A1"
    opened = await asked(read, ReadQuestions, lens=lens, line=key)

    [line] = [one for code, one in lines(answer).items() if code.startswith("far_")]
    assert (line.key, line.unit_code) == (key, "A1")
    assert pairs(line) == {"far_attendance_regular": (6, 20), "middle_of_group": (4, 5), "cells_in_group": (5, None)}
    assert [(item.contract, item.numerator, item.denominator) for item in opened.items] == [
        ("meetings.MeetingHeld.v1", 3, 10)
    ] * 2
    assert answer.policy["least_peers"] == 5


async def test_of_a_survey_that_too_few_answered_there_is_no_number(reporting: Reporting) -> None:
    found = lines(await asked(reporting, ReadSurveys))

    assert pairs(found["answers"]) == {"answered": (12, 20), "surveys_shown": (1, 2)}
    assert pairs(found["choice.Chất lượng?.Tốt@A"]) == {"chosen": (9, 12)}
    assert (found["answers@B"].periods[0].too_few, pairs(found["answers@B"])) == (True, {"surveys_shown": (0, 1)})


async def test_classes_stand_beside_their_quota(reporting: Reporting) -> None:
    found = lines(await asked(reporting, ReadClasses))

    [line] = found.values()
    assert (line.unit_code, line.question is not None) == ("A", True)
    assert line.periods[0].policy_version
    assert pairs(line)["grade_excellent"][0] == 1


@pytest.mark.parametrize("lens", ["then", "today"])
async def test_units_side_by_side_have_the_figures_of_their_own_reports(lens: str, reporting: Reporting) -> None:
    keys = ["meetings_regular", "attendance_regular", "visited_all"]

    found = lines(await asked(reporting, ReadComparison, lens=lens, figures=keys, quarters=2))

    for code in ("HU", "A", "B"):
        report = await reporting.quarter(ReadQuarter.model_validate({**QUARTER, "unit_code": code, "lens": lens}))
        own = {one.key: one for one in (*report.figures, *report.visited_coverage)}
        for key in keys:
            assert found[key if code == "HU" else f"{key}@{code}"].periods[0].figures == [own[key]]
    with pytest.raises(Refused, match="figure_unknown"):
        await asked(reporting, ReadComparison, figures=["nothing"])
