"""A kept report is asked for again as it was asked, and what differs from it is named."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import typer

from contracts.city_quarter import ReadCityQuarter
from contracts.reporting import Evidence, ReadCoverage, ReadEvidence, ReadQuarter, ReadUnitEvidence, ReadUnitQuarter
from services.chassis.errors import Refused
from services.chassis.messaging import Client
from services.reporting.catalogue import QUARTER as CATALOGUE
from sinhhoat.city_quarter import city_json
from sinhhoat.content import content_hash, with_hash
from sinhhoat.figures import evidence_json
from sinhhoat.kept import again, read, unlike
from tests.exports import given

HEAD: dict[str, Any] = {
    "simulated": False,
    "keeper": "hoc-mon",
    "quarter": "2019-Q1",
    "unit_code": "HU",
    "known": {"hoc-mon.registry": 910},
    "known_at": "2019-04-01T00:00:00Z",
    "parked": 0,
    "replay": None,
}
LINE = {"key": "all", "numerator": 101, "denominator": 290, "published_percent": None, "mismatch": False}
COVERAGE = with_hash({**HEAD, "coverage": [LINE], "visited_coverage": []})
QUARTER = with_hash({**COVERAGE, "figures": [{"key": "visits", "name_vi": "Lượt dự", "numerator": 3}]})
OF_UNIT = with_hash({name: value for name, value in QUARTER.items() if name != "visited_coverage"})
ITEMS = [{"position": 3}, {"position": 5}]
EVIDENCE = with_hash({"head": HEAD, "figure": {"key": "visits"}, "items": ITEMS, "total": 9})


def test_the_question_is_the_one_that_was_asked() -> None:
    asked = {"quarter": "2019-Q1", "unit_code": "HU", "known": {"hoc-mon.registry": 910}}

    assert read(COVERAGE, "x").question == ReadCoverage(**asked)
    assert read(QUARTER, "x").question == ReadQuarter(**asked)
    assert read(OF_UNIT, "x").question == ReadUnitQuarter(**asked)
    assert read(EVIDENCE, "x").question == ReadEvidence(figure="visits", limit=2, **asked)
    assert {read(one, "x").keeper for one in (COVERAGE, QUARTER, EVIDENCE)} == {"hoc-mon"}


@pytest.mark.parametrize(
    "printed",
    [None, [], {}, {"known": {}}, {**HEAD, "quarter": "2019"}, {**HEAD, "known": 3}, {"head": HEAD, "lines": []}],
)
def test_what_is_no_report_is_refused(printed: Any) -> None:
    with pytest.raises(typer.BadParameter, match="no report printed with --json"):
        read(printed, "x.json")


def test_what_a_hash_does_not_cover_may_differ() -> None:
    now = copy.deepcopy(QUARTER)
    now |= {"replay": "v1", "parked": 3, "known_at": None}
    now["figures"][0]["name_vi"] = "Tên khác"
    now["coverage"][0] |= {"published_percent": "34,83", "mismatch": True}

    assert content_hash(now) == QUARTER["sha256"]
    assert unlike(read(QUARTER, "x"), now) == []


def test_every_place_that_differs_is_named() -> None:
    now = copy.deepcopy(QUARTER)
    now["coverage"][0]["numerator"] = 100
    now["figures"] = []
    now["unit_name"] = "Huyện"

    assert unlike(read(QUARTER, "x"), now) == [
        "coverage[all].numerator: 101 → 100",
        "figures: 1 … → 0 …",
        "unit_name: None → Huyện",
    ]


def test_a_file_that_was_changed_after_it_was_printed_is_found() -> None:
    changed = copy.deepcopy(COVERAGE)
    changed["coverage"][0]["numerator"] = 102

    assert unlike(read(changed, "x"), changed) == [
        "sha256: tệp đã bị sửa sau khi in / the file was changed after it was printed"
    ]


def test_of_many_differences_the_first_are_named_and_the_rest_counted() -> None:
    now = copy.deepcopy(EVIDENCE)
    kept = read({**EVIDENCE, "items": [{"position": n} for n in range(50)]}, "x")
    now["items"] = [{"position": n + 1} for n in range(50)]

    assert len(lines := unlike(kept, now)) == 22
    assert lines[-1] == "… 30"


def test_a_report_printed_as_reported_is_asked_for_by_its_revision_and_not_by_positions() -> None:
    signed = {"unit_code": "HU", "revision": 2, "sha256": "0" * 64}
    head = {"keeper": "hoc-mon", "quarter": "2019-Q1", "unit_code": "HU", "known": {"hoc-mon.meetings": 7}}

    found = read({**head, "figures": [], "reported": signed}, "report.json")

    assert isinstance(found.question, ReadQuarter)
    assert (found.question.lens, found.question.revision, found.question.known) == ("reported", 2, {})


def test_a_city_printed_as_reported_is_asked_for_by_the_revision_of_each_keeper_and_who_had_closed_none() -> None:
    signed = {"unit_code": "HU", "revision": 2, "sha256": "0" * 64}
    keepers = [{"keeper": "hoc-mon", "reported": signed}]
    head = {"keeper": "city", "quarter": "2019-Q1", "unit_code": "*", "known": {"hoc-mon.meetings": 7}}

    found = read({**head, "figures": [], "keepers": keepers, "not_closed": ["phuong-1"]}, "report.json")

    revisions = {"hoc-mon": 2, "phuong-1": 0}
    assert found.question == ReadCityQuarter(quarter="2019-Q1", lens="reported", revisions=revisions)


class Told(Client):
    """Has one answer, and keeps what it was asked."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.asked = answer, list[Any]()

    async def ask(self, keeper: str, query: Any, **_: Any) -> Any:
        self.asked.append(query)
        return self.answer


@pytest.mark.parametrize("offset", [0, 50])
async def test_a_page_of_evidence_is_asked_for_again_from_where_it_began(offset: int) -> None:
    answer = Evidence(head=given.head(), figure=CATALOGUE[0].figure(2, 3), items=[], total=70)
    kept = read(with_hash(evidence_json(answer, offset)), "x")
    client = Told(answer)

    now = await again(client, kept, None)

    assert [query.offset for query in client.asked] == [offset]
    assert unlike(kept, now) == []
    assert ("offset" in now) is bool(offset)


class OfUnit(Told):
    """Whoever asks reads one unit alone."""

    async def ask(self, keeper: str, query: Any, **_: Any) -> Any:
        if isinstance(query, ReadEvidence):
            raise Refused("not_there")
        return await super().ask(keeper, query)


async def test_evidence_is_asked_of_the_unit_by_whoever_reads_that_alone() -> None:
    answer = Evidence(head=given.head(), figure=CATALOGUE[0].figure(2, 3), items=[], total=70)
    kept, client = read(with_hash(evidence_json(answer, 50)), "x"), OfUnit(answer)

    assert unlike(kept, await again(client, kept, "q1")) == []
    assert client.asked == [
        ReadUnitEvidence(
            figure=answer.figure.key,
            quarter=answer.head.quarter,
            unit_code=answer.head.unit_code,
            known=answer.head.known,
            offset=50,
            limit=1,
            replay="q1",
        )
    ]


async def test_a_citys_quarter_is_asked_of_the_replay_that_is_named() -> None:
    found = given.city()
    client = Told(found)

    await again(client, read(with_hash(city_json(found)), "x"), "q1")

    assert [query.replay for query in client.asked] == ["q1"]
