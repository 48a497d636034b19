"""Lens `reported` over made-up histories: each revision of a closed quarter is what a recount at its pin comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.reporting import OfQuarter, Pair, QuarterReport, ReadParts, ReadQuarter
from services.reporting.read_models import reported
from sinhhoat.recount.comparing import answered, report_differences
from sinhhoat.recount.districts import District
from sinhhoat.recount.quarters import Quarter
from sinhhoat.recount.recounting import Recount
from sinhhoat.stack import Endpoints
from tests.reporting import given as told_of
from tests.reporting.busy import JANUARY, busy_district
from tests.reporting.closing import QUARTER, Office
from tests.reporting.history import History, Told
from tests.reporting.reshaping import reshaped_districts

pytestmark = pytest.mark.connected

STEADY = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
BEGUN = 8
"""So many events tell of the units that there are at first."""
CAUSES = 3


async def closed_and_restated(office: Office, told: History, cut: float) -> tuple[History, list[dict[str, int]]]:
    """The quarter closed after a part of the history, and the rest told by a few causes; where its revisions stand."""
    after = BEGUN + int(cut * (len(told.told) - BEGUN))
    rest = told.told[after:]
    history = History(office.keeper, [*told.told[:after], *(by_cause(one, n, len(rest)) for n, one in enumerate(rest))])
    await office.read(history, after)
    await office.close("HU", "A")
    await office.read(history)
    await office.restate()
    report = await office.report()
    pins = [{feed.partition(".")[2]: at for feed, at in one.known.items()} for one in report.revisions]
    return history, pins


def by_cause(told: Told, number: int, of: int) -> Told:
    return told._replace(cause=f"cause {number * CAUSES // of}")


async def shown(office: Office, unit: str, revision: int) -> QuarterReport:
    query = ReadQuarter(quarter=QUARTER, lens="reported", unit_code=unit, revision=revision)
    return await office.reporting.quarter(query)


async def wrong(office: Office, told: History, cut: float) -> list[str]:
    """Where a revision says of a unit what the recount at its pin does not."""
    history, pins = await closed_and_restated(office, told, cut)
    numbers = [one.revision for one in (await office.report()).revisions]
    found: list[str] = []
    for number, pin in zip(numbers, pins, strict=True):
        raw = history.raw(pin)
        for unit in {*District(raw.events).codes[:6], "HU"} - {"A"}:
            report = await shown(office, unit, number)
            assert report.head.reported is not None
            recount = Recount(raw, unit, Quarter.parse(QUARTER))
            found += [f"{unit}, revision {number}: {line}" for line in report_differences(report, recount)]
    return found


@STEADY
@given(told=reshaped_districts(lambda: "made-up"), cut=st.floats(0.2, 0.7))
async def test_each_revision_is_of_every_unit_what_was_known_at_its_pin(
    module_endpoints: Endpoints, told: History, cut: float
) -> None:
    async with Office.empty(module_endpoints) as office:
        assert await wrong(office, told, cut) == []


async def test_a_unit_that_was_entered_by_mistake_still_stands_in_what_was_reported_before(
    module_endpoints: Endpoints,
) -> None:
    async with Office.empty(module_endpoints) as office:
        history = busy_district(office.keeper)
        history.tell(told_of.established("D1", "A", "SCHOOL"), told_of.held("D1", JANUARY))
        await office.read(history)
        await office.close("HU")
        before = await shown(office, "D1", 1)
        history.tell(told_of.establishment_withdrawn("D1"))
        await office.read(history)

        assert await shown(office, "D1", 1) == before


async def test_a_lens_that_reads_what_is_known_by_now_is_found(
    module_endpoints: Endpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_now(query: OfQuarter, at: reported.Pinned) -> OfQuarter:
        return query.model_copy(update={"lens": "then", "revision": None})

    monkeypatch.setattr(reported, "as_then", by_now)
    async with Office.empty(module_endpoints) as office:
        assert await wrong(office, busy_district("by-now"), 0.7) != []


async def parts(office: Office, unit: str) -> dict[str, Pair]:
    """What the parts of a unit add up to, as reported."""
    answer = await office.reporting.parts(ReadParts(quarter=QUARTER, lens="reported", unit_code=unit))
    assert answer.total == len(answer.parts)
    return added(part.figures for part in answer.parts)


def added(figures: Iterable[Mapping[str, Pair]]) -> dict[str, Pair]:
    sums: dict[str, Pair] = {}
    for one in figures:
        for key, (numerator, denominator) in one.items():
            before = sums.get(key, (0, 0))
            sums[key] = before[0] + numerator, before[1] + denominator
    return {key: pair for key, pair in sums.items() if pair != (0, 0)}


async def whole(office: Office, unit: str) -> dict[str, Pair]:
    """The figures of a unit asked for by itself, as reported."""
    query = ReadQuarter(quarter=QUARTER, lens="reported", unit_code=unit)
    return added([answered(await office.reporting.quarter(query))])


async def test_what_was_reported_is_the_sum_of_its_parts_at_each_level(module_endpoints: Endpoints) -> None:
    """A closes before HU, and something is told between; A9 below it reports nothing itself."""
    meetings = ("meetings_regular", "attendance_regular")
    levels = {"HU": ("A", "C1"), "A": ("A1", "A9"), "A9": ("A91",)}
    async with Office.empty(module_endpoints) as office:
        history = History(office.keeper)
        history.tell(told_of.types_adopted("1", told_of.LONG_AGO), told_of.established("HU", None))
        history.tell(told_of.established("A", "HU"), told_of.established("A9", "A"))
        for cell, above in (("A1", "A"), ("A91", "A9"), ("C1", "HU")):
            history.tell(told_of.established(cell, above, "SCHOOL"), told_of.held(cell, JANUARY))
        await office.read(history)
        await office.close("A")
        history.tell(told_of.held("A91", date(2019, 2, 7)))
        await office.read(history)
        await office.close("HU")

        before = [await whole(office, unit) for unit in ("A", "A91")]
        for unit in levels:
            asked = await whole(office, unit)
            of_parts = await parts(office, unit)
            assert {key: of_parts.get(key) for key in asked} == asked
        await office.restate()

        for unit, below in levels.items():
            asked = await whole(office, unit)
            singly = added([await whole(office, one) for one in below])
            assert [asked[key] for key in meetings] == [singly[key] for key in meetings]
    assert [one["meetings_regular"] for one in before] == [(2, 6), (2, 3)]
