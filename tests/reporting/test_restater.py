"""What is told after a quarter was closed makes revisions of it: one per cause, naming exactly what moved."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from prometheus_client import generate_latest

from contracts.city_quarter import ReadCityQuarter
from contracts.quarterly_reports import ReadQuarterlyReport, RestateQuarter
from contracts.report_content import content_hash, figures_of
from contracts.reporting import ReadQuarter
from contracts.restatements import ListRestatements, ReadRevisionDiff
from services.chassis.call import Actor, Role
from services.chassis.errors import Refused
from services.reporting.facts.told import LOCAL
from services.reporting.read_models.cause_ids import cause_id
from services.reporting.read_models.quarterly_reports import is_open
from sinhhoat.city_quarter import revisions_of
from sinhhoat.stack import Endpoints
from sinhhoat.totals.figures import pairs
from tests.reporting import given
from tests.reporting.busy import FEBRUARY, JANUARY, YEAR_END, busy_district
from tests.reporting.closing import QUARTER, Lost, Office, pair
from tests.reporting.compare import recount_of
from tests.reporting.history import History, an_id
from tests.reporting.observed import inspection

pytestmark = pytest.mark.connected

MAY = date(2019, 5, 10)
Pairs = Mapping[str, tuple[tuple[int, int], tuple[int, int]]]


@pytest.fixture
async def office(module_endpoints: Endpoints) -> AsyncIterator[Office]:
    async with Office.empty(module_endpoints) as made:
        yield made


@pytest.fixture
async def history(office: Office) -> History:
    """The busy district, its first quarter closed for the whole of it and for A."""
    history = busy_district(office.keeper)
    await office.read(history)
    await office.close("HU", "A")
    return history


def moved(history: History, since: Mapping[str, int], until: Mapping[str, int], unit: str = "HU") -> Pairs:
    """The figures that differ between two vectors, by the recount."""
    before, after = (recount_of(history, QUARTER, unit, vector).figures() for vector in (since, until))
    keys = [key for key in {*before, *after} if before.get(key, (0, 0)) != after.get(key, (0, 0))]
    return {key: (before.get(key, (0, 0)), after.get(key, (0, 0))) for key in keys}


async def test_the_city_shows_of_each_keeper_what_he_has_reported_in_its_newest_revision(
    office: Office, history: History
) -> None:
    history.tell(given.visited("chi", "A2", FEBRUARY), cause="late")
    await office.read(history)
    await office.restate()
    history.tell(given.visited("chi", "A1", FEBRUARY), cause="not restated yet")
    await office.read(history)

    city = await office.reporting.city_quarter(ReadCityQuarter(quarter=QUARTER, lens="reported"))

    report = await office.reporting.quarter(ReadQuarter(quarter=QUARTER, lens="reported"))
    own = next(one for one in city.keepers if one.keeper == office.keeper)
    assert (own.figures, own.known, own.known_at) == (pairs(report), report.head.known, report.head.known_at)
    assert own.reported == report.head.reported
    assert own.reported is not None
    assert own.reported.revision == 2
    assert {one.key for one in city.total.coverage} == {one.key for one in report.coverage}


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        ({"quarter": "2030-Q1"}, "quarter_not_closed"),
        ({}, "quarter_needed"),
        ({"quarter": QUARTER, "structure_on": MAY}, "reported_is_pinned"),
    ],
)
async def test_a_city_is_refused_what_nobody_has_reported(
    office: Office, question: Mapping[str, object], refusal: str
) -> None:
    with pytest.raises(Refused) as refused:
        await office.reporting.city_quarter(ReadCityQuarter.model_validate({**question, "lens": "reported"}))

    assert refused.value.code == refusal


async def test_a_city_is_shown_the_revisions_that_it_names_whatever_was_reported_since(
    office: Office, history: History
) -> None:
    asked = ReadCityQuarter(quarter=QUARTER, lens="reported")
    first = await office.reporting.city_quarter(asked)
    history.tell(given.visited("chi", "A2", FEBRUARY), cause="late")
    await office.read(history)
    await office.restate()
    newest = await office.reporting.city_quarter(asked)

    again = [
        await office.reporting.city_quarter(asked.model_copy(update={"revisions": revisions_of(one)}))
        for one in (first, newest)
    ]

    assert again == [first, newest]
    assert first.total.figures != newest.total.figures
    refused: dict[str, dict[str, object]] = {
        "revision_unknown": {"revisions": {office.keeper: 3}},
        "quarter_not_closed": {"revisions": {office.keeper: 1, "elsewhere": 1}},
        "revision_not_reported": {"revisions": {office.keeper: 1}, "lens": "then"},
    }
    for code, question in refused.items():
        with pytest.raises(Refused, match=code):
            await office.reporting.city_quarter(asked.model_copy(update=question))


async def test_a_late_visit_is_one_revision_that_names_exactly_what_moved(office: Office, history: History) -> None:
    since = history.vector
    history.tell(given.visited("chi", "A2", FEBRUARY), cause="late")
    await office.read(history)

    await office.restate()

    [(number, cause, diff)] = await office.revisions()
    assert (number, cause) == (2, cause_id("late"))
    assert diff == moved(history, since, history.vector)
    assert diff.keys() >= {"visits"}


async def test_the_first_revision_comes_out_again_by_its_positions(office: Office, history: History) -> None:
    before = await office.reporting.quarter(ReadQuarter(quarter=QUARTER))
    history.tell(given.visited("chi", "A2", FEBRUARY), given.renamed("A1", "Tên khác", JANUARY))
    await office.read(history)
    await office.restate()
    report = await office.report()

    for one in report.revisions:
        again = await office.reporting.quarter(ReadQuarter(quarter=QUARTER, known=one.known))
        figures = figures_of(again)
        told = content_hash(keeper=office.keeper, unit_code="HU", quarter=QUARTER, known=one.known, figures=figures)
        assert told == one.sha256
    first = await office.reporting.quarter(ReadQuarter(quarter=QUARTER, known=report.revisions[0].known))
    assert first.model_dump_json() == before.model_dump_json()


async def test_three_hundred_late_records_of_one_file_are_one_revision(office: Office, history: History) -> None:
    since = history.vector
    for number in range(300):
        history.tell(given.held("A1", FEBRUARY, f"late {number}", kind="extraordinary"), cause="file")
    await office.read(history, 100)
    restater = office.restater()
    await restater.step()
    office.time += 1
    await office.read(history, 200)
    await restater.step()
    assert office.sent == []

    await office.restate(restater)

    [(number, cause, diff)] = await office.revisions()
    assert (number, cause, diff) == (2, cause_id("file"), moved(history, since, history.vector))
    newest = (await office.report()).revisions[-1]
    assert newest.cause is not None
    assert newest.cause.events == 300


async def test_two_causes_in_one_batch_are_two_revisions(office: Office, history: History) -> None:
    between = [history.vector]
    for cause in ("first", "second"):
        history.tell(given.held("C1", JANUARY, cause, kind="extraordinary"), cause=cause)
        between.append(history.vector)
    await office.read(history)

    await office.restate()

    assert await office.revisions() == [
        (number, cause_id(cause), moved(history, between[number - 2], between[number - 1]))
        for number, cause in ((2, "first"), (3, "second"))
    ]


async def test_what_is_taken_back_is_one_revision_with_its_reason(office: Office, history: History) -> None:
    since = history.vector
    history.tell(given.visit_withdrawn(given.visited("an", "A1", JANUARY)), cause="mistaken")
    await office.read(history)

    await office.restate()

    [(_, cause, diff)] = await office.revisions()
    assert (cause, diff) == (cause_id("mistaken"), moved(history, since, history.vector))
    newest = (await office.report()).revisions[-1]
    assert newest.cause is not None
    assert newest.cause.reason == given.REASON.text_id


async def test_what_moves_no_figure_makes_no_revision(office: Office, history: History) -> None:
    history.tell(
        given.held("A1", MAY),
        given.renamed("A1", "Tên khác", JANUARY),
        given.scheduled("A1", FEBRUARY),
        given.assigned("an", "C1", MAY, YEAR_END),
        given.moved("A1", "B", MAY),
    )
    await office.read(history)

    await office.restate()

    assert office.sent == []


async def test_one_cause_has_one_number_in_every_report_that_it_moves_and_none_in_others(
    office: Office, history: History
) -> None:
    vectors = [history.vector]
    for cause, event in {
        "of B": given.held("B1", JANUARY, "late", kind="extraordinary"),
        "of A": given.held("A1", JANUARY, "late", kind="extraordinary"),
        "of both": given.moved("A1", "B", FEBRUARY),
    }.items():
        history.tell(event, cause=cause)
        vectors.append(history.vector)
    await office.read(history)

    await office.restate()

    whole, part = await office.revisions(), await office.revisions("A")
    assert [(number, cause) for number, cause, _ in part] == [(3, cause_id("of A")), (4, cause_id("of both"))]
    assert {(2, cause_id("of B")), (3, cause_id("of A"))} <= {(number, cause) for number, cause, _ in whole}
    told = moved(history, vectors[2], vectors[3], "A")
    assert part[1][2] == {key: pairs for key, pairs in told.items() if is_open(key)} != told


async def test_a_cause_is_told_of_each_report_by_the_events_of_its_own_units(office: Office, history: History) -> None:
    for unit in ("B1", "A1", "A1"):
        history.tell(given.held(unit, JANUARY, f"late {len(history.told)}", kind="extraordinary"), cause="file")
    of_b, of_a, _ = (told.position for told in history.told[-3:])
    await office.read(history)

    await office.restate()

    causes = [(await office.report(unit)).revisions[-1].cause for unit in ("HU", "A")]
    assert [(one.position, one.events) for one in causes if one] == [(of_b, 3), (of_a, 2)]


async def test_a_cause_that_is_no_units_own_is_told_by_what_is_told_to_all(office: Office, history: History) -> None:
    types = given.types_adopted("3", date(2019, 3, 15), {"RESIDENTIAL": "sector"})
    history.tell(given.held("B1", JANUARY, "late", kind="extraordinary"), types, cause="both")
    await office.read(history)

    await office.restate()

    newest = (await office.report("A")).revisions[-1]
    assert newest.cause is not None
    assert (newest.cause.contract, newest.cause.events) == ("registry.CellTypesAdopted.v1", 1)


async def test_where_two_wrote_at_once_a_diff_names_the_events_of_both(office: Office, history: History) -> None:
    for cause, unit in (("a", "A1"), ("b", "A1"), ("a", "C1")):
        history.tell(given.held(unit, JANUARY, f"late {len(history.told)}", kind="extraordinary"), cause=cause)
    await office.read(history)
    await office.restate()

    [(number, told, _)] = await office.revisions("A")
    diff = await office.diff(ReadRevisionDiff(quarter=QUARTER, unit_code="A"))

    assert (number, told) == (2, cause_id("b"))
    [revision] = diff.restatements
    assert revision.cause is not None
    assert revision.cause.also == [cause_id("a")]
    assert {one.cause_id for one in diff.events} == {cause_id("a"), cause_id("b")}


async def test_a_report_whose_unit_was_withdrawn_stays_as_signed_and_goes_on_when_the_unit_is_there_again(
    office: Office, history: History
) -> None:
    restater = office.restater()
    history.tell(given.establishment_withdrawn("A"))
    await office.read(history)
    await office.restate(restater)
    history.tell(given.held("C1", JANUARY, "late", kind="extraordinary"))
    await office.read(history)
    await office.restate(restater)
    of_others, without = list(office.sent), office.gauge("sinhhoat_quarter_reports_without_unit")
    history.tell(given.established("A", "HU"), given.held("A1", JANUARY, "later", kind="extraordinary"), cause="again")
    await office.read(history)

    await office.restate(restater)

    assert {command.unit_id for command in of_others if isinstance(command, RestateQuarter)} == {an_id("HU")}
    assert (without, office.gauge("sinhhoat_quarter_reports_without_unit")) == (1.0, 0.0)
    assert "sinhhoat_quarter_restatements_refused_total{" not in generate_latest(office.registry).decode()
    assert [cause for _, cause, _ in await office.revisions("A")] == [cause_id("again")]


async def test_the_newest_closed_quarter_is_that_of_the_keepers_own_report_and_no_committees(
    office: Office, history: History
) -> None:
    await office.close("A", quarter="2019-Q2", at=datetime(2019, 7, 12, 3, tzinfo=UTC))

    await office.restate()

    ended = office.gauge("sinhhoat_quarter_last_closed_timestamp_seconds")
    assert ended == datetime(2019, 4, 1, tzinfo=LOCAL).timestamp()


async def test_of_a_number_that_only_other_reports_have_the_revision_before_it_is_shown(
    office: Office, history: History
) -> None:
    history.tell(given.held("B1", JANUARY, "late", kind="extraordinary"), cause="of B")
    await office.read(history)
    await office.restate()

    part = await office.reporting.quarter(ReadQuarter(quarter=QUARTER, unit_code="A", lens="reported", revision=2))
    diff = await office.diff(ReadRevisionDiff(quarter=QUARTER, unit_code="A", old=1, new=2))
    below = await office.diff(ReadRevisionDiff(quarter=QUARTER, unit_code="A", old=1, new=9), of="A")

    assert part.head.reported is not None
    assert [part.head.reported.revision, diff.new.revision, below.new.revision] == [1, 1, 1]
    with pytest.raises(Refused, match="revisions_backwards"):
        await office.diff(ReadRevisionDiff(quarter=QUARTER, old=2, new=1))
    with pytest.raises(Refused, match="revision_unknown"):
        await office.reporting.quarter(ReadQuarter(quarter=QUARTER, unit_code="A", lens="reported", revision=3))


async def test_revisions_come_page_by_page(office: Office, history: History) -> None:
    for cause in ("first", "second"):
        history.tell(given.held("C1", JANUARY, cause, kind="extraordinary"), cause=cause)
    await office.read(history)
    await office.restate()
    auditor = Actor(an_id("reader"), (Role("auditor", office.keeper, None),))

    page = await office.reporting.quarterly_report(
        ReadQuarterlyReport(quarter=QUARTER, offset=1, limit=1), auditor, date(2019, 12, 1)
    )

    assert ([one.revision for one in page.revisions], page.total) == ([2], 3)


async def test_no_number_is_given_twice_while_its_own_reader_is_behind(office: Office, history: History) -> None:
    restater = office.restater()
    for cause, unit in (("of B", "B1"), ("of A", "A1")):
        history.tell(given.held(unit, JANUARY, "late", kind="extraordinary"), cause=cause)
        await office.read(history)
        for _ in range(2):
            await restater.step()
            office.time += 10

    behind = len(office.sent)
    await office.read_own()
    await office.restate(restater)

    assert behind == 1
    [(number, told, _)] = await office.revisions("A")
    assert (number, told) == (3, cause_id("of A"))


@pytest.mark.parametrize("lost", [1, 2])
async def test_a_process_that_ends_before_it_knows_restates_nothing_twice(
    office: Office, history: History, lost: int
) -> None:
    for cause in ("first", "second"):
        history.tell(given.held("C1", JANUARY, cause, kind="extraordinary"), cause=cause)
    await office.read(history)
    office.lose = lost

    for _ in range(lost):
        with pytest.raises(Lost):
            await office.restate()
        await office.read_own()
    await office.restate()

    assert [cause for _, cause, _ in await office.revisions()] == [cause_id("first"), cause_id("second")]


async def test_what_follows_a_parked_event_waits_for_it(office: Office, history: History) -> None:
    late = given.held("C1", JANUARY, "parked", kind="extraordinary")
    history.tell(late, given.held("C1", JANUARY, "behind", kind="extraordinary"), cause="late")
    position = history.told[-2].position
    await office.read(history)
    park = "INSERT INTO reporting_facts.parked VALUES ($1, $2, $3, ''::bytea, 'planted', now())"
    await office.place.pool.execute(park, f"{office.keeper}.meetings", position, UUID(int=1))

    await office.restate()
    waiting = list(office.sent)
    await office.place.pool.execute("DELETE FROM reporting_facts.parked WHERE feed = $1", f"{office.keeper}.meetings")
    await office.restate()

    assert waiting == []
    assert [cause for _, cause, _ in await office.revisions()] == [cause_id("late")]


async def test_a_diff_of_two_revisions_names_what_moved_and_the_events_behind_it(
    office: Office, history: History
) -> None:
    since = history.vector
    history.tell(given.held("A1", JANUARY, "first", kind="extraordinary"), cause="first")
    history.tell(given.visited("chi", "A2", FEBRUARY), given.scheduled("A1", FEBRUARY), cause="second")
    history.tell(given.held("A1", MAY), cause="idle")
    await office.read(history)
    await office.restate()

    whole = await office.diff(ReadRevisionDiff(quarter=QUARTER))
    part = await office.diff(ReadRevisionDiff(quarter=QUARTER, unit_code="A"))
    last = await office.diff(ReadRevisionDiff(quarter=QUARTER, old=2, new=3, limit=1))

    told = moved(history, since, history.vector)
    assert {one.key: (pair(one.old), pair(one.new)) for one in whole.figures} == told
    assert (whole.old.revision, whole.new.revision, len(whole.restatements), whole.total) == (1, 3, 2, 2)
    assert [(one.contract, one.day, one.unit_code) for one in whole.events] == [
        ("meetings.MeetingHeld.v1", JANUARY, "A1"),
        ("assignments.VisitMade.v1", FEBRUARY, "A2"),
    ]
    assert {one.key for one in part.figures} <= {key for key in told if is_open(key)}
    assert [one.cause_id for one in last.events] == [cause_id("second")]
    assert all(one.name_vi and one.name_en != one.key for one in whole.figures)


async def test_whoever_reads_of_one_unit_sees_no_event_of_others_that_the_same_cause_has_told(
    office: Office, history: History
) -> None:
    for unit in ("A1", "B1"):
        history.tell(given.held(unit, JANUARY, "late", kind="extraordinary"), cause="file")
    await office.read(history)
    await office.restate()

    own = await office.diff(ReadRevisionDiff(quarter=QUARTER, unit_code="A"), of="A")

    assert [one.unit_id for one in own.events] == [an_id("A1")]


async def test_a_revision_of_what_is_for_the_board_is_told_to_the_board_alone(office: Office, history: History) -> None:
    history.tell(inspection("B1", "supervision", FEBRUARY, 12, 2), cause="looked into")
    await office.read(history)
    await office.restate()
    committee = Actor(an_id("reader"), (Role("committee", office.keeper, an_id("HU")),))

    query = ReadQuarterlyReport(quarter=QUARTER)
    told = await office.reporting.quarterly_report(query, committee, date(2019, 12, 1))

    assert [one.revision for one in (await office.report()).revisions] == [1, 2]
    assert [one.revision for one in told.revisions] == [1]


async def test_the_city_sees_what_was_restated_since_it_signed(office: Office, history: History) -> None:
    history.tell(given.held("A1", JANUARY, "late", kind="extraordinary"), cause="late")
    await office.read(history)
    await office.restate()

    found = await office.reporting.restatements(ListRestatements(quarter=QUARTER, limit=500))

    [ours] = [one for one in found.restatements if one.keeper == office.keeper]
    assert (ours.unit_code, ours.revision, ours.cause.cause_id) == ("HU", 2, cause_id("late"))
    assert found.total >= 1
    assert (await office.reporting.restatements(ListRestatements(quarter="2018-Q1"))).restatements == []


async def test_revisions_that_are_not_there_are_refused(office: Office, history: History) -> None:
    for old, new, code in ((1, 2, "revision_unknown"), (2, None, "revision_unknown")):
        with pytest.raises(Refused, match=code):
            await office.diff(ReadRevisionDiff(quarter=QUARTER, old=old, new=new))
