"""What was signed stands in lens `reported`, also after a release that counts otherwise; and the answer says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.analyses import ReadComparison
from contracts.city_quarter import KeeperSums, ReadCityQuarter
from contracts.reporting import (
    CountedOtherwise,
    Figure,
    OfQuarter,
    Pair,
    QuarterReport,
    ReadCoverage,
    ReadEvidence,
    ReadParts,
    ReadQuarter,
    ReadUnitQuarter,
    ReportHead,
)
from services.reporting.catalogue import QUARTER as FIGURES
from services.reporting.catalogue import Definition
from services.reporting.read_models.quarterly_reports import FOR_THE_BOARD
from services.reporting.read_models.totals import Totals
from sinhhoat.recount.comparing import answered
from sinhhoat.stack import Endpoints
from tests.reporting import given, releases
from tests.reporting.signed import DAY, QUARTER, Signing, signing

pytestmark = pytest.mark.connected

CLOSED = ("open", "submit", "approve", "close")
KEY = "meetings_regular"
SIGNED_BY_NOBODY = "opinions"
GONE = Definition("hymns_sung", "Số bài ca", "Hymns sung", "count")


@pytest.fixture
async def made(module_endpoints: Endpoints) -> AsyncIterator[Signing]:
    async with signing(module_endpoints) as district:
        yield district


async def reported(made: Signing, unit: str | None = None) -> QuarterReport:
    return await made.reporting.quarter(ReadQuarter(quarter=QUARTER, lens="reported", unit_code=unit))


def otherwise(head: ReportHead) -> list[CountedOtherwise]:
    assert head.reported is not None
    return head.reported.otherwise


def twice(pair: Pair, key: str = KEY) -> CountedOtherwise:
    return CountedOtherwise(key=key, signed=pair, counted=(2 * pair[0], pair[1]))


def pair_of(figure: Figure) -> Pair:
    return figure.numerator, figure.denominator or 0


async def in_city(made: Signing) -> KeeperSums:
    """What the city answers of this keeper."""
    city = replace(made.reporting, totals=Totals(made.place.pool, simulated=True))
    found = await city.city_quarter(ReadCityQuarter(quarter=QUARTER, lens="reported"))
    [own] = [one for one in found.keepers if one.keeper == made.keeper]
    return own


async def test_a_release_that_counts_otherwise_changes_no_number_that_was_signed_and_is_told_of(
    made: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await made.through(*CLOSED)
    await made.read_own()
    before, then = await reported(made), (await in_city(made)).figures
    assert otherwise(before.head) == []
    signed = answered(before)[KEY]

    releases.counts_twice(monkeypatch, KEY)
    after = await reported(made)

    assert answered(after) == answered(before)
    assert otherwise(after.head) == [twice(signed)]
    assert after.head.model_copy(update={"reported": None}) == before.head.model_copy(update={"reported": None})
    assert (await in_city(made)).figures == then
    assert {key: pair for key, pair in answered(after).items() if pair != (0, 0)} == then
    now = await made.reporting.quarter(ReadQuarter(quarter=QUARTER))
    assert answered(now)[KEY] == (2 * signed[0], signed[1])


async def test_every_answer_about_the_report_tells_it_of_the_figures_that_it_shows(
    made: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await made.through(*CLOSED)
    signed = answered(await reported(made))
    board = "visited_all"
    asked: dict[str, Any] = {"quarter": QUARTER, "lens": "reported"}

    releases.counts_twice(monkeypatch, KEY, board)
    evidence = await made.reporting.evidence(ReadEvidence(figure=KEY, **asked))
    parts = await made.reporting.parts(ReadParts(**asked))
    coverage = await made.reporting.coverage(ReadCoverage(**asked))
    comparison = await made.reporting.comparison(ReadComparison(figures=[KEY], quarters=2, **asked))
    own = await made.reporting.unit_quarter(ReadUnitQuarter(unit_code="HU", **asked), made.staff(), DAY.date())

    assert (pair_of(evidence.figure), otherwise(evidence.head)) == (signed[KEY], [twice(signed[KEY])])
    assert sum(one.numerator for one in evidence.items) == 2 * signed[KEY][0]
    assert otherwise(parts.head) == [twice(signed[KEY]), twice(signed[board], board)]
    assert otherwise(coverage.head) == [twice(signed[board], board)]
    assert [pair_of(one) for one in coverage.visited_coverage if one.key == board] == [signed[board]]
    assert otherwise(comparison.head) == [twice(signed[KEY])]
    assert pair_of(comparison.lines[0].periods[0].figures[0]) == signed[KEY]
    assert otherwise(own.head) == [twice(signed[KEY])]
    assert [pair_of(one) for one in own.figures if one.key == KEY] == [signed[KEY]]


async def test_each_revision_keeps_the_numbers_that_it_was_signed_with(
    made: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await made.through(*CLOSED)
    first = answered(await reported(made))
    await made.tell(given.held("B1", date(2019, 2, 5)))
    await made.restate()
    second = answered(await reported(made))

    releases.counts_twice(monkeypatch, KEY)
    again = [
        answered(await made.reporting.quarter(ReadQuarter(quarter=QUARTER, lens="reported", revision=number)))
        for number in (1, 2)
    ]

    assert again == [first, second]
    assert first[KEY] != second[KEY]


async def test_a_part_of_a_report_was_not_signed_and_is_counted_at_its_positions(
    made: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await made.through(*CLOSED)
    before = answered(await reported(made, "B"))[KEY]

    releases.counts_twice(monkeypatch, KEY)
    part = await reported(made, "B")

    assert answered(part)[KEY] == (2 * before[0], before[1])
    assert part.head.reported is not None
    assert (part.head.reported.unit_code, part.head.reported.otherwise) == ("HU", [])


async def test_a_committee_signs_no_figure_for_the_board_and_nothing_is_said_of_those(
    made: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await made.through(*CLOSED, unit="A")
    board = next(
        key for key, (number, _) in answered(await reported(made, "A")).items() if number and key in FOR_THE_BOARD
    )

    releases.counts_twice(monkeypatch, KEY, board)
    head = (await reported(made, "A")).head

    assert [one.key for one in otherwise(head)] == [KEY]


async def test_a_figure_that_releases_count_only_since_and_one_that_they_count_no_more_are_told_as_that(
    made: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = answered(await made.reporting.quarter(ReadQuarter(quarter=QUARTER)))[SIGNED_BY_NOBODY]
    with monkeypatch.context() as before:
        releases.has_figures(before, *releases.former(SIGNED_BY_NOBODY, GONE))
        await made.through(*CLOSED)
        await made.read_own()
        assert otherwise((await reported(made)).head) == []

    report, city = await reported(made), await in_city(made)

    gone = CountedOtherwise(key=GONE.key, signed=(0, 0), counted=None)
    added = CountedOtherwise(key=SIGNED_BY_NOBODY, signed=None, counted=counted)
    assert otherwise(report.head) == [added, gone]
    assert answered(report)[SIGNED_BY_NOBODY] == counted
    assert city.reported is not None
    assert city.reported.otherwise == [added.model_copy(update={"counted": None}), gone]
    assert {one.key for one in FIGURES} <= answered(report).keys()


async def test_nothing_is_said_and_no_byte_added_where_a_release_counts_as_was_signed(made: Signing) -> None:
    await made.through(*CLOSED)
    await made.read_own()

    questions: list[OfQuarter] = [
        ReadQuarter(quarter=QUARTER, lens="reported"),
        ReadParts(quarter=QUARTER, lens="reported"),
        ReadEvidence(quarter=QUARTER, lens="reported", figure=KEY),
    ]
    said = [(await made.ask(one, made.staff())).model_dump_json() for one in questions]

    assert not [one for one in said if "otherwise" in one]
    assert "otherwise" not in (await in_city(made)).model_dump_json()
