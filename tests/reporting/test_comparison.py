"""Keepers of a city side by side: each with its own figures, the whole first, and the change in percentage points."""

from __future__ import annotations

from typing import cast

import pytest

from contracts.analyses import ReadCityComparison
from contracts.city_quarter import CityQuarter, KeeperSums, ReadCityQuarter
from contracts.reporting import Pair, QuarterReport, ReportHead, UnitCounts
from services.chassis.errors import Refused
from services.reporting.catalogue import Definition
from services.reporting.quarters import Quarter
from services.reporting.read_models import city_quarter
from services.reporting.read_models.analyses.comparison import of_city, side_by_side
from services.reporting.read_models.city_then import of_those_read
from services.reporting.read_models.totals import Totals

KEY = "meetings_regular"


def city(quarter: str, **keepers: Pair) -> CityQuarter:
    """A quarter in which each keeper has this figure."""
    whole = [sum(pair[of] for pair in keepers.values()) for of in (0, 1)]
    head = ReportHead(
        keeper="city",
        quarter=quarter,
        unit_code="*",
        unit_name="Toàn thành phố",
        as_of=Quarter.parse(quarter).last,
        simulated=True,
        known={},
        known_at=None,
        parked=0,
    )
    total = QuarterReport(
        head=head,
        members=0,
        units=UnitCounts(grassroots_committees=0, grassroots_cells=0, subordinate_cells=0),
        observers=0,
        assignments=0,
        figures=[Definition(KEY, "Đã họp", "Held", "ratio").figure(whole[0], whole[1])],
        coverage=[],
        visited_coverage=[],
        visits_by_observer=[],
    )
    return CityQuarter(total=total, keepers=[_sums(name, pair) for name, pair in sorted(keepers.items())])


def _sums(keeper: str, pair: Pair) -> KeeperSums:
    named = {"unit_code": keeper.upper(), "unit_name": f"Đảng bộ {keeper}"}
    return KeeperSums(keeper=keeper, **named, known={}, known_at=None, parked=0, figures={KEY: pair})


def test_each_keeper_stands_beside_the_whole_with_its_own_change() -> None:
    now, then = city("2019-Q2", a=(3, 4), b=(1, 4)), city("2019-Q1", a=(1, 2))

    whole, first, second = (line.told() for line in side_by_side([now, then], [KEY, KEY]))

    assert [whole.key, first.key, second.key] == [KEY, f"{KEY}@a", f"{KEY}@b"]
    assert [line.periods[0].change for line in (whole, first, second)] == [0.0, 25.0, None]
    assert first.unit_name == "Đảng bộ a"
    pairs = [
        [(one.figures[0].numerator, one.figures[0].denominator) for one in line.periods] for line in (whole, second)
    ]
    assert pairs == [[(4, 8), (1, 2)], [(1, 4), (0, 0)]]


@pytest.mark.parametrize("other", [{"lens": "reported"}, {"replay": "before"}, {"revision": 1}, {"line": KEY}])
async def test_a_city_is_compared_by_what_is_known_and_opens_no_line(other: dict[str, object]) -> None:
    query = ReadCityComparison.model_validate({"quarter": "2019-Q1", **other})

    with pytest.raises(Refused, match="city_as_known_now"):
        await of_city(cast(Totals, None), "city", query)


async def test_a_keeper_who_is_no_more_in_the_newest_quarter_is_known_as_named_in_those_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[ReadCityQuarter] = []

    async def answer(totals: Totals, keeper: str, query: ReadCityQuarter) -> CityQuarter:
        asked.append(query)
        found = city(query.quarter or "", a=(1, 2))
        head = found.total.head.model_copy(update={"known": {"a.meetings": 5}})
        return found.model_copy(update={"total": found.total.model_copy(update={"head": head})})

    monkeypatch.setattr(city_quarter, "answer", answer)
    named = {"gone.meetings": 3}
    query = ReadCityComparison.model_validate({"quarter": "2019-Q3", "quarters": 3, "figures": [KEY], "known": named})

    await of_city(cast(Totals, None), "city", query)

    assert [one.quarter for one in asked] == ["2019-Q3", "2019-Q2", "2019-Q1"]
    assert [one.known for one in asked] == [named, *[{**named, "a.meetings": 5}] * 2]


def test_that_nothing_is_known_of_a_keeper_who_is_not_read_may_be_asked_again() -> None:
    answered = {"a.meetings": 5, "a.registry": 0, "elsewhere.meetings": 0}

    assert of_those_read(answered, ["a"]) == {"a.meetings": 5, "a.registry": 0}
    assert of_those_read({"elsewhere.meetings": 1}, ["a"]) == {"elsewhere.meetings": 1}


def test_a_figure_that_no_catalogue_has_is_refused() -> None:
    with pytest.raises(Refused, match="figure_unknown"):
        side_by_side([city("2019-Q1", a=(1, 2))], ["nothing"])
