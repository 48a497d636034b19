"""Every kind of aggregate has a history that people can name and read, with old and new value of each change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.utils import construct_topic

from contracts.history import HistoryEntry
from contracts.message import SEALED, Event
from services.assignments.domain.notice import Notice
from services.assignments.domain.plan import PlannedDay
from services.assignments.domain.visit import Visit
from services.chassis.changes import Replay, content
from services.chassis.event_store import Codec, DomainEvent
from services.chassis.runtime import Service
from services.chassis.text_erasure import TextErasure
from services.meetings.domain import Gathering, Meeting, MeetingKind, Theme
from services.ratings.domain import CellRating, RatedKind, Rater, Rubrics
from services.registry.domain import (
    CellCommittee,
    Grant,
    Membership,
    PersonErasure,
    RoleName,
    Structure,
    id_of_unit,
)
from sinhhoat.histories.kinds import KINDS, kind_of, located, question_of
from sinhhoat.histories.naming import Unnamed
from sinhhoat.histories.table import Words, labels, lines_of, terms
from sinhhoat.node import SERVICES
from tests.assignments import given as assignments
from tests.chassis.test_changes import Hall
from tests.histories.kinds import MADE, dropped_plan, history_of
from tests.meetings import given as meetings
from tests.registry import given as registry

KEEPER = "hoc-mon"
CELL = id_of_unit(KEEPER, "CB-1")
ADDED, REMOVED = object(), object()


def forgotten(services: list[Service]) -> set[tuple[str, str]]:
    """Kinds, with their service, that the services store and that `history` does not know."""
    stored = {(service.name, kind_of(topic)) for service in services for topic in _topics(service)}
    return stored - {(named.service or "", kind) for kind, named in KINDS.items()}


def _topics(service: Service) -> set[str]:
    """What it stores, on its open and on its sealed side."""
    codecs = (service.codec, service.sealed.codec if service.sealed else None)
    return {topic for codec in codecs if codec for topic in codec.topics}


def test_every_kind_that_a_service_stores_can_be_asked_for() -> None:
    assert forgotten(list(SERVICES.values())) == set()
    assert kind_of(TextErasure.Erased.TOPIC) in KINDS
    assert set(MADE) == set(KINDS)


def test_a_planted_kind_is_found_forgotten() -> None:
    planted = Service("tests", SERVICES["meetings"].router, {}, lambda parts: None, codec=Codec([Hall]))

    assert forgotten([*SERVICES.values(), planted]) == {("tests", "hall")}


def test_plans_alone_are_asked_for_in_the_sealed_account() -> None:
    side = SERVICES["assignments"].sealed
    assert side is not None
    sealed = {kind for kind, named in KINDS.items() if named.sealed}

    assert {kind_of(topic) for topic in side.codec.topics} == sealed
    asked = {kind: question_of(kind, named.service or "meetings").audience is SEALED for kind, named in KINDS.items()}
    assert {kind for kind, is_sealed in asked.items() if is_sealed} == sealed


def changes_of(kind: str, *, whole: bool = True) -> list[dict[str, tuple[Any, Any]]]:
    """For each event, what it changed: the way to it -> old, new."""
    replay, found = Replay(whole=whole), []
    for event in history_of(kind):
        changed: dict[str, tuple[Any, Any]] = {}
        for one in replay.changes(event):
            changed[".".join(one.field)] = (
                ADDED if one.how == "added" else one.old,
                REMOVED if one.how == "removed" else one.new,
            )
        found.append(changed)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_no_event_changes_an_entry_that_it_does_not_name(kind: str) -> None:
    assert changes_of(kind, whole=False) == changes_of(kind)


def test_the_tree_tells_types_parents_and_ends() -> None:
    *_, kind, moved, gone = changes_of("structure")
    life, du_2 = f"units.{CELL}", str(id_of_unit(KEEPER, "DU-2"))

    assert kind[f"{life}.cell_types.1"] == (ADDED, ["2020-06-01", "SCHOOL"])
    assert moved == {f"{life}.parents.1": (ADDED, ["2020-06-01", du_2])}
    assert gone == {
        f"{life}.dissolved_on": (None, "2021-01-01"),
        f"{life}.changed_on": ("2020-06-01", "2021-01-01"),
    }


def test_a_unit_tells_names_and_rolls() -> None:
    opened, reported, renamed, called_as_before, withdrawn, again, *_ = changes_of("unit")
    roll = "rolls.2019-03-31"

    assert opened["name"] == (ADDED, "Chi bộ ấp 1")
    assert reported[roll][1]["official"] == 20
    assert renamed["name"] == ("Chi bộ ấp 1", "Chi bộ ấp Mới 1")
    assert called_as_before["name"] == ("Chi bộ ấp Mới 1", "Chi bộ ấp 1")
    assert withdrawn[roll][0]["official"] == 20
    assert withdrawn[roll][1] is REMOVED
    assert again[roll][1]["official"] == 21


def test_a_unit_tells_its_end_and_that_it_goes_on_after_all() -> None:
    *_, ended, goes_on, handed_over, _, _, taken_back, again, _, back, _ = changes_of("unit")

    assert ended == {"dissolved_on": (None, "2021-01-01")}
    assert goes_on == {"dissolved_on": ("2021-01-01", None)}
    assert handed_over == {"to_keeper": (None, "binh-my"), "dissolved_on": (None, "2021-01-01")}
    assert taken_back == {"withdrawn": (False, True)}
    assert again["established_on"] == ("2010-01-01", "2020-01-01")
    assert (back["established_on"], back["to_keeper"]) == (("2020-01-01", "2022-01-01"), ("binh-my", None))


def test_a_meeting_tells_what_a_correction_made_of_its_record() -> None:
    _, scheduled, moved, off, held, withdrawn, again, *_, corrected = changes_of("meeting")

    assert scheduled["place"] == ("", "Nhà văn hóa")
    assert moved["place"] == ("Nhà văn hóa", "Trụ sở")
    assert moved["starts_at"] == ("2024-01-03T12:30:00+00:00", "2024-01-04T12:30:00+00:00")
    assert off == {"state": ("scheduled", "cancelled")}
    assert held["recorded"][1]["attendance"]["present"] == 22
    assert withdrawn == {"state": ("held", "withdrawn"), "held_on": ("2024-01-03", None)}
    assert again["recorded.attendance.present"] == (22, 23)
    assert again["criteria.0.numbers.present"] == (22, 23)
    assert corrected["recorded.duration_minutes"] == (95, 91)


def test_a_notice_tells_who_was_assigned_and_released() -> None:
    issued, first, _, told, released, another, repaired, taken_back, goes_on, withdrawn = changes_of("notice")
    [assigned], [successor] = first, another
    assert issued["number"] == (ADDED, "01-TB/HU")
    assert first[assigned][1]["person_id"] == str(assignments.OBSERVER)
    assert told == {}
    assert released == {f"{assigned}.released_on": (None, "2019-06-30")}
    assert [new["person_id"] for _, new in another.values()] == [str(assignments.ANOTHER)]
    [replaced_by] = repaired.values()
    assert successor.endswith(str(replaced_by[1]))
    assert taken_back == {f"{successor}.released_on": (None, "2019-06-30")}
    assert goes_on == {
        f"{assigned}.released_on": ("2019-06-30", None),
        f"{assigned}.replaced_by": (replaced_by[1], None),
    }
    assert withdrawn == {"withdrawn": (False, True)}


def test_a_visit_tells_its_new_day() -> None:
    _, made, withdrawn, again, *_ = changes_of("visit")

    assert made["record"][1]["visited_on"] == "2019-03-03"
    assert withdrawn == {"state": ("made", "withdrawn")}
    assert again["record.visited_on"] == ("2019-03-03", "2019-03-04")
    assert again["unannounced"] == (True, False)


def test_a_visit_tells_what_was_found_and_what_a_correction_made_of_it() -> None:
    *_, filed, corrected, taken_back = changes_of("visit")

    assert [filed[f"findings.{place}"][1]["topic"] for place in (0, 1)] == ["đường sá", "đường sá"]
    assert corrected["filings"] == (1, 2)
    assert corrected["findings.1"][1] is REMOVED
    assert taken_back["findings.0"][1] is REMOVED


def test_a_document_tells_what_replaced_it_and_what_it_says_now() -> None:
    _, issued, replaced, reinstated, withdrawn, again = changes_of("directive")

    assert issued["document"][1]["title"] == "Kế hoạch nâng cao chất lượng"
    assert replaced["replaced_on"] == (None, "2020-06-01")
    assert reinstated["state"] == ("replaced", "issued")
    assert withdrawn == {"state": ("issued", "withdrawn")}
    assert again["document.title"] == ("Kế hoạch nâng cao chất lượng", "Kế hoạch khác")


def test_a_report_tells_that_it_went_back_and_was_accepted() -> None:
    _, submitted, returned, _, again, accepted, waits_again = changes_of("observer_report")

    assert submitted["state"] == ("open", "submitted")
    assert returned["state"] == ("submitted", "returned")
    assert again["revision"] == (1, 2)
    assert accepted == {"state": ("submitted", "accepted")}
    assert waits_again == {"state": ("accepted", "submitted")}


def test_an_inspection_tells_its_counts() -> None:
    _, _, _, again = changes_of("inspection")

    assert again["conclusion.members_supervised"] == (12, 13)


def test_a_plan_tells_how_it_ended() -> None:
    planned, closed = changes_of("visit_plan")

    assert planned["planned_on"] == (ADDED, "2020-06-01")
    assert closed["state"] == ("planned", "closed")


def test_a_planned_day_tells_which_plan_takes_it() -> None:
    _, taken, freed, again = changes_of("planned_day")

    assert [one["plan_id"] for one in (taken, freed, again)] == [
        (None, str(UUID(int=70))),
        (str(UUID(int=70)), None),
        (None, str(UUID(int=72))),
    ]


def test_a_rating_tells_its_new_points() -> None:
    _, rated, withdrawn, again, contested, upheld, _, revised, *later = changes_of("cell_rating")
    taken_back, contest_off, moved = later

    assert rated["score"][1]["total"] == "100"
    assert withdrawn["rated"][1] is None
    assert again["score.points.conduct"] == ("45", "40")
    assert again["score.total"] == ("100", "95")
    assert (contested["contested"], upheld["contested"]) == ((False, True), (True, False))
    assert revised["score.total"] == ("95", "99")
    assert taken_back["score.total"] == ("99", "95")
    assert (taken_back["contested"], contest_off["contested"]) == ((False, True), (True, False))
    assert moved == {"rated.held_on": ("2024-01-03", "2024-01-09")}


def test_a_shelf_of_rubrics_tells_each_that_was_adopted() -> None:
    _, first, second, withdrawn = changes_of("rubrics")

    assert first["adopted.0"][1]["rubric"]["criteria"][0]["max_points"] == "15"
    assert second["adopted.1"][1]["rubric"]["criteria"][0]["max_points"] == "20"
    assert withdrawn["adopted.1"][1] is REMOVED


def test_an_erasure_tells_which_text_and_says_why() -> None:
    [erased] = changes_of("text_erasure")
    [event] = history_of("text_erasure")

    assert erased == {"text_id": (ADDED, str(registry.unit("text")))}
    assert content(event)["reason"] == "names_a_person"


def test_a_role_tells_until_when_it_was_held_and_when_again() -> None:
    _, granted, revoked, again = changes_of("grant")

    assert granted["terms.0"] == (ADDED, {"from_on": "2020-01-01", "until_on": None})
    assert revoked["terms.0.until_on"] == (None, "2024-03-30")
    assert again["terms.1"] == (ADDED, {"from_on": "2024-04-01", "until_on": "2024-12-31"})


def test_a_committee_of_a_cell_tells_who_sat_in_it_from_a_day_on() -> None:
    _, elected, withdrawn, again = changes_of("cell_committee")

    assert elected["since.2024-03-31"][1]["secretary_id"] == str(UUID(int=1))
    assert withdrawn["since.2024-03-31"][1] is REMOVED
    assert again["since.2024-03-31"][1]["secretary_id"] is None


def test_reports_of_members_tell_old_and_new_counts() -> None:
    _, reported, withdrawn, again, *_ = changes_of("membership")
    stages = [report["recruitments.2024-03-31"] for report in (reported, again)]

    assert [new["stages"][0]["candidates"] for _, new in stages] == [3, 4]
    assert withdrawn["recruitments.2024-03-31"][1] is REMOVED


def test_a_training_tells_that_it_counts_no_more() -> None:
    held, withdrawn = changes_of("training")

    assert held["counts"] == (ADDED, True)
    assert withdrawn == {"counts": (True, False)}


def test_the_erasure_of_a_name_tells_that_two_persons_wanted_it() -> None:
    *_, asked, erased = changes_of("person_erasure")

    assert asked["asked_by"] == (None, str(UUID(int=2)))
    assert erased == {"erased": (False, True)}


NAMED = {
    ("structure",): ("registry", Structure.create_id(KEEPER)),
    ("unit", "cb-1"): ("registry", CELL),
    ("meeting", "CB-1", "2024-01"): ("meetings", None),
    ("rubrics", "thematic"): ("ratings", None),
    ("text_erasure", "meetings", str(UUID(int=5))): ("meetings", TextErasure.create_id(UUID(int=5))),
    ("notice", str(UUID(int=7))): ("assignments", UUID(int=7)),
}


@pytest.mark.parametrize(("words", "expected"), NAMED.items(), ids=lambda part: str(part))
def test_what_people_know_names_a_history(words: tuple[str, ...], expected: tuple[str, UUID | None]) -> None:
    service, aggregate_id = located(words[0], KEEPER, words[1:])

    assert service == expected[0]
    assert expected[1] in (None, aggregate_id)


def test_the_words_lead_to_the_ids_that_the_services_give() -> None:
    month, observer, theme = ("CB-1", "2024-01"), UUID(int=9), Theme(2, "bất kỳ")
    regular = Meeting.create_id(CELL, MeetingKind.REGULAR, date(2024, 1, 1), None, None)
    thematic = Meeting.create_id(CELL, MeetingKind.THEMATIC, date(2024, 1, 1), theme, None)
    ids = {
        ("meeting", *month): regular,
        ("meeting", *month, "thematic", "2"): thematic,
        ("visit", *month, str(observer)): Visit.create_id(regular, observer),
        ("visit", *month, str(observer), "thematic", "2"): Visit.create_id(thematic, observer),
        ("cell_rating", *month, "self"): CellRating.create_id(regular, CELL, Rater.SELF, None),
        ("cell_rating", *month, "observer", str(observer)): CellRating.create_id(
            regular, CELL, Rater.OBSERVER, observer
        ),
        ("cell_rating", *month, "superior", "thematic", "2"): CellRating.create_id(
            thematic, CELL, Rater.SUPERIOR, None
        ),
        ("notice", "HU", "01-TB/HU", "2024"): Notice.create_id(
            KEEPER, id_of_unit(KEEPER, "HU"), "01-TB/HU", date(2024, 12, 31)
        ),
        ("gathering", "CB-1", "2024-01-05", "Giao ban"): Gathering.create_id(CELL, date(2024, 1, 5), "Giao ban"),
        ("gathering", "CB-1", "2024-01-05", "Giao ban", "2"): Gathering.create_id(
            CELL, date(2024, 1, 5), "Giao ban", 2
        ),
        ("rubrics", "thematic"): Rubrics.create_id(KEEPER, RatedKind.THEMATIC),
        ("grant", str(observer), "observer", "CB-1"): Grant.create_id(KEEPER, observer, RoleName.OBSERVER, CELL),
        ("cell_committee", "CB-1"): CellCommittee.create_id(CELL),
        ("membership", "CB-1"): Membership.create_id(CELL),
        ("training", str(UUID(int=71))): UUID(int=71),
        ("person_erasure", str(observer)): PersonErasure.create_id(observer),
        ("visit_plan", str(UUID(int=70))): UUID(int=70),
        ("planned_day", "CB-1", "2024-01-05", str(observer)): PlannedDay.create_id(observer, CELL, date(2024, 1, 5)),
    }

    assert {words: located(words[0], KEEPER, words[1:])[1] for words in ids} == ids


@pytest.mark.parametrize(
    "words",
    [
        ("structure", "CB-1"),
        ("unit",),
        ("unit", "CB-1", "CB-2"),
        ("meeting", "CB-1"),
        ("meeting", "CB-1", "2024-13"),
        ("meeting", "CB-1", "2024-01", "weekly"),
        ("meeting", "CB-1", "2024-01", "thematic", "x"),
        ("meeting", "CB-1", "2024-01", "thematic", "1", "more"),
        ("cell_rating", "CB-1", "2024-01", "observer"),
        ("notice", "HU", "01-TB/HU"),
        ("text_erasure", "meetings"),
        ("grant", "an", "chairman", "CB-1"),
        ("training", "CB-1"),
        ("visit_plan", "CB-1"),
        ("planned_day", "CB-1", "2024-01", "an"),
        ("text_erasure", "elsewhere", str(UUID(int=5))),
    ],
)
def test_words_that_name_nothing_are_answered_by_what_would(words: tuple[str, ...]) -> None:
    with pytest.raises(Unnamed, match=f"{words[0]} is named by"):
        located(words[0], KEEPER, words[1:])


def entries(kind: str, published_as: str | None = None) -> list[HistoryEntry]:
    replay = Replay()
    return [
        HistoryEntry(
            position=event.originator_version,
            version=event.originator_version,
            topic=construct_topic(type(event)),
            happened=content(event),
            changes=replay.changes(event),
            recorded_at=datetime(2024, 4, 1, tzinfo=UTC),
            actor="an",
            command_id="c",
            published_as=published_as,
        )
        for event in history_of(kind)
    ]


def printed(kind: str, texts: dict[str, str] | None = None) -> list[list[str]]:
    known: dict[str, str] = {}
    words = Words({str(meetings.CELL): "CB-1"}, texts or {})
    return [lines_of(entry, words, known) for entry in entries(kind)]


def test_a_change_is_printed_with_its_vietnamese_name_and_codes_for_ids() -> None:
    opened, scheduled, *_, corrected = printed("meeting")

    assert "+ chi bộ · cell_id: CB-1" in opened
    assert scheduled == [
        "trạng thái · state: open → scheduled",
        "giờ họp · starts_at: – → 2024-01-03 19:30",
        "nơi họp · place: – → Nhà văn hóa",
    ]
    assert "thời gian (phút) · recorded.duration_minutes: 95 → 91" in corrected


def test_a_sealed_history_is_printed_like_any_other() -> None:
    _, taken, freed, _ = printed("planned_day")

    assert f"dự kiến dự sinh hoạt · plan_id: – → {UUID(int=70)}" in taken
    assert f"dự kiến dự sinh hoạt · plan_id: {UUID(int=70)} → –" in freed


def test_a_criterion_is_no_field_of_the_same_name() -> None:
    rated = printed("cell_rating")[1]

    assert "điểm · score.points[attendance]: – → 20" in rated


@pytest.mark.parametrize("words", ["Trùng lịch.", "[đã xoá / erased]"])
def test_a_reason_is_printed_in_words_or_as_erased(words: str) -> None:
    cancelled = printed("meeting", {str(meetings.REASON.text_id): words})[3]

    assert f"· lý do · reason: {words}" in cancelled
    assert not any(meetings.REASON.sha256 in line for line in cancelled)


def test_what_an_event_says_and_keeps_nowhere_is_printed_too() -> None:
    told = printed("notice")[3]

    assert "· buổi sinh hoạt · meeting_id: " + str(assignments.MEETING) in told


def without_names(history: list[HistoryEntry]) -> set[str]:
    """Fields that have no Vietnamese name."""
    parts = [part for entry in history for part in (entry.happened, *(change.new for change in entry.changes))]
    found = {name for part in parts for name in _names(part)}
    found |= {change.field[0] for entry in history for change in entry.changes}
    return {name for name in found if name not in labels()["fields"]}


def _names(value: Any) -> Iterator[str]:
    """The names of fields in a value; keys of points, numbers and positions are none."""
    if isinstance(value, list):
        for part in value:
            yield from _names(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield name
            if name not in ("points", "numbers", "known"):
                yield from _names(part)


def test_every_field_has_a_vietnamese_name() -> None:
    assert {name for kind in KINDS for name in without_names(entries(kind))} == set()


def test_every_event_has_a_vietnamese_name() -> None:
    named: dict[str, bool] = {}
    for kind, one in KINDS.items():
        for event in [*history_of(kind), *(dropped_plan().collect_events() if kind == "visit_plan" else ())]:
            topic = construct_topic(type(event))
            if one.service is not None:
                told = _told(SERVICES[one.service], event, sealed=one.sealed)
                named[topic] = type(told).__name__ in terms() if told else topic in labels()["events"]

    stored = {topic for service in SERVICES.values() for topic in _topics(service)}
    assert named == dict.fromkeys(stored, True)


def _told(service: Service, event: DomainEvent, *, sealed: bool) -> Event | None:
    """What readers are told of it, on its side of the service."""
    side = service.sealed if sealed else service
    return side.publish(event) if side and side.publish else None


def test_a_planted_field_without_a_name_is_found() -> None:
    [erased] = entries("text_erasure")

    assert without_names([erased.model_copy(update={"happened": {"colour": "red"}})]) == {"colour"}
