"""What a person types becomes the message that the contracts describe, whichever it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID, uuid5

import pytest
from pydantic import BaseModel

from contracts.assignments import MakeVisit, PlanVisit
from contracts.labels import MeetingId, PersonId, UnitId
from contracts.message import OPEN, Command, CommandOutcome, Message, Part, Refusal
from services.assignments.domain.notice import Notice
from services.assignments.domain.visit import Visit
from services.meetings.domain import Meeting, MeetingKind
from services.ratings.domain.rating import CellRating
from services.ratings.domain.score import Rater
from services.registry.domain import id_of_person, id_of_unit
from sinhhoat.doing import telling
from sinhhoat.doing.fields import Field, kind_of
from sinhhoat.doing.named import FORMS, id_of, with_ids
from sinhhoat.doing.offered import commands, not_offered, queries, word_of
from sinhhoat.doing.options import options_of
from sinhhoat.doing.wish import Mistaken, Said, Wish, instant, messages_of, roles_of
from sinhhoat.doing.words import NotUnderstood, read, word_for
from sinhhoat.published_language.catalogue import example_of, services
from sinhhoat.published_language.readers import readers

KEEPER = "hoc-mon"
CELL = id_of_unit(KEEPER, "CB-01")


class Inner(Part):
    """A part with an id and a number."""

    person_id: PersonId
    number: Annotated[int, Any] = 1


class Odd(Command, subject="cmd.{keeper}.meetings.odd.v1", audience=OPEN):
    """One field of every form. It belongs to no service."""

    unit_id: UnitId
    when: datetime | None = None
    day: date | None = None
    kind: Literal["a", "b"] = "a"
    yes: bool = False
    share: Decimal | None = None
    inner: Inner | None = None
    inners: list[Inner] = []
    others: list[UnitId] = []
    counts: dict[str, int] = {}
    keeper: str | None = None


def typed(*words: str) -> Odd:
    """The message that these words make."""
    wish: Wish[Odd] = word_for(Odd, lambda wish: wish).main(list(words), prog_name="do odd", standalone_mode=False)
    [message] = messages_of(wish, KEEPER)
    return message


def said(kind: str, *words: str) -> Wish[Any]:
    return read(["do", kind, *words])


def test_every_form_of_a_field_can_be_typed() -> None:
    made = typed(
        *("--unit", "CB-01", "--when", "2026-01-05T19:00", "--day", "2026-01-05", "--kind", "b", "--yes"),
        *("--share", "12.5", "--inner.person", "QS-1", "--inner.number", "3"),
        *("--inners", "person=QS-1,number=2", "--inners", '{"person_id": "QS-2"}'),
        *("--others", "CB-01", "--others", "CB-02", "--counts", "one=1", "--counts", "two=2", "--its-keeper", "other"),
    )

    assert (made.unit_id, made.day, made.kind, made.yes, made.share) == (
        *(CELL, date(2026, 1, 5), "b", True, Decimal("12.5")),
    )
    assert made.when == datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
    assert made.inner == Inner(person_id=id_of_person(KEEPER, "QS-1"), number=3)
    assert [one.number for one in made.inners] == [2, 1]
    assert made.others == [CELL, id_of_unit(KEEPER, "CB-02")]
    assert (made.counts, made.keeper) == ({"one": 1, "two": 2}, "other")


def test_what_is_not_typed_is_what_the_contract_says() -> None:
    made = typed("--unit", str(CELL))

    assert made.model_dump(exclude={"command_id"}) == Odd(
        command_id=made.command_id, unit_id=CELL
    ).model_dump(exclude={"command_id"})  # fmt: skip


def test_a_list_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "inners.json"
    file.write_text('[{"person": "QS-1"}, {"person": "QS-2", "number": 7}]')

    made = typed("--unit", "CB-01", "--inners", f"@{file}")

    assert [one.number for one in made.inners] == [1, 7]


@pytest.mark.parametrize(
    "words",
    [("--kind", "c"), ("--inners", "nobody=1"), ("--counts", "one"), ("--counts", "one=x"), ("--inners", "{"),
     ("--others",), ("--never", "1"), ("--after", "nonsense"), ("--at", "yesterday")],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_nothing_is_made(words: tuple[str, ...]) -> None:
    with pytest.raises(NotUnderstood):
        typed("--unit", "CB-01", *words)


@pytest.mark.parametrize(
    ("words", "field"),
    [((), "unit_id"), (("--unit", "a:b:c"), "unit_id"), (("--unit", "CB-01", "--inner.person", ":"), "inner.person_id"),
     (("--unit", "CB-01", "--day", "2026-02-30"), "day"),
     (("--unit", "CB-01", "--inner.number", "3"), "inner.person_id")],
    ids=str,
)  # fmt: skip
def test_what_the_contract_refuses_is_named_by_its_field(words: tuple[str, ...], field: str) -> None:
    with pytest.raises(Mistaken) as mistaken:
        typed(*words)

    assert [one.field for one in mistaken.value.mistakes] == [field]


@pytest.mark.parametrize("kind", [*commands().values(), *queries().values()], ids=lambda kind: kind.__name__)
def test_every_message_of_the_contracts_has_a_word_with_an_option_for_each_of_its_fields(kind: type[Message]) -> None:
    word = word_for(kind, lambda wish: wish, reason=not_offered(kind))
    names = [option for parameter in word.params for option in (*parameter.opts, *parameter.secondary_opts)]

    assert len(names) == len(set(names)), "two options of one name"
    if not not_offered(kind):
        assert {option.parameter for option in options_of(kind)} <= {parameter.name for parameter in word.params}


@pytest.mark.parametrize("kind", [*commands().values(), *queries().values()], ids=lambda kind: kind.__name__)
def test_every_stored_example_can_be_typed_and_comes_out_the_same(kind: type[Message]) -> None:
    example = kind.model_validate_json(example_of(kind).read_text("utf-8"))
    told = {name: value for name, value in example.model_dump(mode="json").items()
            if name not in getattr(kind, "proofs", ())}  # fmt: skip
    if not_offered(kind):
        return
    words = [word for option in options_of(kind) for word in _typed(option.field, option.words[0], told)]

    wish = word_for(kind, lambda wish: wish).main(words, prog_name="x", standalone_mode=False)
    [made] = messages_of(wish, KEEPER)

    outside = {"command_id", "after"}
    assert made.model_dump(mode="json", exclude=outside) == example.model_dump(mode="json", exclude=outside)


def _typed(field: Field, word: str, told: Any) -> list[str]:
    """The words that would type this value."""
    for step in field.path:
        if told is None:
            return []
        told = told[step]
    if told is None or told in ([], {}):
        return []
    if isinstance(told, bool):
        return [word if told else f"--no-{word.removeprefix('--')}"]
    if isinstance(told, dict):
        return [part for key, value in told.items() for part in (word, f"{key}={_plain(value)}")]
    if isinstance(told, list):
        return [part for value in told for part in (word, _plain(value))]
    return [word, str(told)]


def _plain(value: Any) -> str:
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def test_only_what_services_say_to_themselves_and_what_has_a_word_of_its_own_is_not_offered() -> None:
    hidden = {kind.__name__ for kind in (*commands().values(), *queries().values()) if not_offered(kind)}

    own = ("Erase", "Retry", "Drop", "Read")
    assert {"NotifyObserver", "CloseVisitPlan", "EraseMeetingsText", "RetrySealedParked"} <= hidden
    assert not {"RecordMeeting", "PlanVisit", "ReadQuarter", "ListUnits"} & hidden
    assert all(
        name.startswith(own) for name in hidden - {"NotifyObserver", "CloseVisitPlan", "RestateQuarter"} - _reactions()
    )


def _reactions() -> set[str]:
    """Commands that a reaction sends."""
    return {kind.__name__ for reader in readers(services()) for kind in reader.commands}


def test_an_internal_command_says_why_it_is_not_offered() -> None:
    with pytest.raises(NotUnderstood, match="only the service itself"):
        said("notify-observer", "--assignment-id", "x")


def test_names_stand_for_the_ids_that_the_services_make_themselves() -> None:
    meeting = Meeting.create_id(CELL, MeetingKind.REGULAR, date(2026, 1, 1), None, None)
    observer = id_of_person(KEEPER, "QS-1")
    notice = Notice.create_id(KEEPER, id_of_unit(KEEPER, "HU"), "01-TB/HU", date(2026, 1, 5))

    assert id_of("meeting", "CB-01@2026-01", KEEPER) == meeting
    assert id_of("visit", "QS-1@CB-01@2026-01", KEEPER) == Visit.create_id(meeting, observer)
    assert id_of("rating", "self@CB-01@2026-01", KEEPER) == CellRating.create_id(meeting, CELL, Rater.SELF, None)
    assert id_of("rating", "observer:QS-1@CB-01@2026-01", KEEPER) == CellRating.create_id(
        meeting, CELL, Rater.OBSERVER, observer
    )
    assert id_of("notice", "HU@2026#01-TB/HU", KEEPER) == notice
    assert id_of("assignment", "HU@2026#01-TB/HU#QS-1#CB-01#2026-01-05", KEEPER) == uuid5(
        notice, f"{observer}:{CELL}:2026-01-05"
    )
    assert id_of("unit", "other:CB-01", KEEPER) == id_of_unit("other", "CB-01")
    assert all(id_of(what, str(CELL), KEEPER) == CELL for what in FORMS)


@pytest.mark.parametrize(
    ("what", "name"),
    [("meeting", "CB-01"), ("meeting", "@2026-01"), ("meeting", "CB-01@2026-13"), ("meeting", "CB-01@2026-01#x"),
     ("unit", ""), ("unit", "A:CB-01"), ("visit", "QS-1"), ("rating", "self"),
     ("notice", "HU@2026"), ("notice", "HU#1"), ("assignment", "HU@2026#01")],
)  # fmt: skip
def test_a_name_that_is_none_is_refused(what: str, name: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        id_of(what, name, KEEPER)


def test_names_are_found_in_lists_and_parts_and_the_short_name_of_a_field_is_known() -> None:
    told = with_ids(Odd, {"unit": "CB-01", "inners": [{"person": "QS-1"}], "counts": {"unit": 1}}, KEEPER)

    assert told["unit_id"] == str(CELL)
    assert told["inners"] == [{"person_id": str(id_of_person(KEEPER, "QS-1"))}]
    assert told["counts"] == {"unit": 1}


def test_a_type_says_what_it_names_through_none_and_lists() -> None:
    assert [kind_of(UnitId | None).names, kind_of(MeetingId).optional] == [kind_of(UnitId).names, False]
    assert kind_of(list[PersonId]).inside[0].names == kind_of(PersonId).names


ENDINGS = (
    "unit_id",
    "cell_id",
    "parent_id",
    "issuer_id",
    "person_id",
    "observer_id",
    "chair_id",
    "minute_taker_id",
    "meeting_id",
    "visit_id",
    "rating_id",
    "notice_id",
    "assignment_id",
    "unit_ids",
    "cell_ids",
    "person_ids",
)
"""What the names of fields end in whose ids follow from what people know."""  # fmt: skip


def undeclared(model: type[BaseModel], path: str) -> Iterator[str]:
    """Ids that people have to look up because no type says what they name."""
    for name, field in model.model_fields.items():
        kind = kind_of(field.annotation, field.metadata)
        for one in (kind, *(kind.inside if kind.origin in (list, dict) else ())):
            if one.base is UUID and not one.names and name.endswith(ENDINGS):
                yield f"{path}.{name}"
            if one.part:
                yield from undeclared(one.part, f"{path}.{name}")


def test_types_declare_what_an_id_names_so_that_people_may_write_it() -> None:
    kinds = (*commands().values(), *queries().values())

    assert sorted({name for kind in kinds for name in undeclared(kind, kind.__name__)}) == []


class Plain(Part):
    """An id of a unit that no type declares."""

    unit_id: UUID


def test_a_planted_id_whose_type_declares_nothing_is_found() -> None:
    assert list(undeclared(Plain, "Plain")) == ["Plain.unit_id"]


BATCH = [
    {"month": "2026-01-01", "held_on": "2026-01-05", "attendance": {"official": 20, "present": 20}},
    {"month": "2026-02-01", "held_on": "2026-02-05", "attendance": {"official": 20, "present": 20}},
]
BESIDE = ("--cell", "CB-01", "--kind", "regular", "--duration-minutes", "90", "--opinions", "3")


def batch(tmp_path: Path, entries: Any, *words: str) -> list[Any]:
    file = tmp_path / "batch.json"
    file.write_text(json.dumps(entries), encoding="utf-8")
    wish = said("record-meeting", "--from", str(file), *words)
    return list(messages_of(wish, KEEPER))


def test_a_file_holds_a_batch_and_what_is_typed_beside_it_completes_every_entry(tmp_path: Path) -> None:
    own = {**BATCH[1], "opinions": 9}

    made = batch(tmp_path, [BATCH[0], own], *BESIDE)

    assert [(one.cell_id, one.opinions, one.month.month) for one in made] == [(CELL, 3, 1), (CELL, 9, 2)]
    assert len({one.command_id for one in made}) == 2


def test_a_batch_under_the_same_id_is_the_same_batch(tmp_path: Path) -> None:
    first, again = (batch(tmp_path, BATCH, *BESIDE, "--id", str(CELL)) for _ in range(2))

    assert first == again


def test_every_bad_entry_is_named_with_its_number_and_field_before_anything_is_sent(tmp_path: Path) -> None:
    wrong = [
        BATCH[0],
        {**BATCH[1], "month": "2026-02-30"},
        {**BATCH[1], "attendance": {"official": 20, "presnt": 20}},
        {**BATCH[1], "cell": "a:b:c"},
        {"month": "2026-01-01"},
    ]

    with pytest.raises(Mistaken) as mistaken:
        batch(tmp_path, wrong, *BESIDE[2:])

    found = [(one.number, one.field, one.code) for one in mistaken.value.mistakes]
    assert found[:2] == [(1, "cell_id", "malformed"), (2, "cell_id", "malformed")]
    assert (3, "attendance.presnt", "unknown_field") in found
    assert (4, "cell_id", "name_unreadable") in found
    assert {field for number, field, _ in found if number == 5} == {"cell_id", "held_on", "attendance"}


@pytest.mark.parametrize("content", ["[]", "3", "[3]", "{", '{"month": 1, "month": 2}'])
def test_a_file_that_holds_no_entries_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "batch.json"
    file.write_text(content)

    with pytest.raises(NotUnderstood):
        said("record-meeting", "--from", str(file))


def test_one_object_in_a_file_is_one_command(tmp_path: Path) -> None:
    [made] = batch(tmp_path, BATCH[0], *BESIDE, "--id", str(CELL))

    assert made.command_id == CELL


def test_an_instant_without_a_zone_is_viet_nams_and_a_day_is_its_evening() -> None:
    assert instant("2026-01-05T19:00") == datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
    assert instant("2026-01-05") == datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
    assert instant("2026-01-05T19:00Z") == datetime(2026, 1, 5, 19, 0, tzinfo=UTC)


def test_roles_are_on_the_whole_keeper_or_on_a_unit() -> None:
    staff, secretary = roles_of(Said(roles=("staff", "secretary@CB-01")), KEEPER)

    assert (staff.name, staff.unit_id) == ("staff", None)
    assert (secretary.name, secretary.unit_id) == ("secretary", CELL)
    for roles in ((), ("every",)):
        everything = {role.name for role in roles_of(Said(roles=roles), KEEPER)}
        assert {"staff", "observer", "secretary", "committee"} <= everything


def test_a_sealed_command_is_typed_like_any_other() -> None:
    [plan] = messages_of(said("plan-visit", "--cell", "CB-01", "--planned-on", "2026-01-10"), KEEPER)
    visit = said("make-visit", "--cell", "CB-01", "--meeting", "CB-01@2026-01", "--visited-on", "2026-01-10")

    assert isinstance(plan, PlanVisit)
    assert isinstance(messages_of(visit, KEEPER)[0], MakeVisit)


def outcome(what: Any) -> CommandOutcome:
    why = None if what == "accepted" else Refusal(code="own_cell", field="pairs.0", numbers={"pair": 1}, vi="A", en="B")
    return CommandOutcome(command_id=CELL, outcome=what, decided={"x": 1}, positions={"a.b": 3}, refusal=why)


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [(["accepted"], 0), (["refused"], 1), (["conflict"], 3), (["unavailable"], 4), (["accepted", "refused"], 1)],
)
def test_a_process_ends_with_the_worst_outcome(outcomes: list[str], code: int) -> None:
    assert telling.code_of([outcome(one) for one in outcomes]) == code


def test_people_read_what_was_decided_and_why_not_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    telling.say([outcome("accepted"), outcome("refused")], batch=True)
    out, err = capsys.readouterr()

    assert out.splitlines() == [f"1. đã nhận / accepted: {CELL}", "   x: 1", "   vị trí / positions: a.b 3"]
    assert err.splitlines() == [
        f"2. bị từ chối / refused: {CELL}",
        *("   own_cell (pairs.0):", "   A", "   B", "   [pair 1]"),
    ]
    assert [one["outcome"] for one in json.loads(telling.told([outcome("accepted")] * 2, batch=True))["outcomes"]] == [
        "accepted",
        "accepted",
    ]
    assert json.loads(telling.told([outcome("refused")], batch=False))["refusal"]["code"] == "own_cell"


def test_a_word_is_the_name_in_small_letters() -> None:
    assert {word_of(PlanVisit), word_of(MakeVisit)} == {"plan-visit", "make-visit"}
