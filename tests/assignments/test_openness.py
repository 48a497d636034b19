"""Nothing open is so much as made to speak of plans: no message, no event, no refusal, no application method."""

from __future__ import annotations

import dataclasses
import inspect
import json
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import pytest

import contracts
from contracts import assignments as contract
from contracts.message import BOARD, OPEN, SEALED, Event, Message, Part
from services.assignments import application as assignments_application
from services.assignments import reactions
from services.assignments.application import (
    AssignmentsOfKeeper,
    directives,
    findings,
    inspections,
    notices,
    reports,
    visits,
)
from services.assignments.domain import (
    AGGREGATES,
    advice,
    directive,
    inspection,
    notice,
    pairs,
    report,
    structure,
    visit,
)
from services.assignments.domain import findings as found
from services.chassis.aggregate import Aggregate
from services.chassis.event_store.codec import nested_events
from services.chassis.event_store.repository import Repository
from tests.contracts.raised import raised_in

REFUSALS = Path(next(iter(contracts.__path__))) / "refusals" / "assignments.json"
OPEN_SOURCES = [
    *(inspect.getsource(module) for module in (directive, notice, pairs, advice, structure, visit, found, report)),
    *(
        inspect.getsource(module)
        for module in (inspection, directives, notices, visits, findings, reports, inspections)
    ),
    inspect.getsource(reactions.NotifyObservers),
]


DOCUMENTS = list(get_args(contract.DirectiveKind))


def open_messages() -> list[type[Message]]:
    named = [kind for kind in vars(contract).values() if inspect.isclass(kind) and issubclass(kind, Message)]
    return [kind for kind in named if getattr(kind, "audience", None) in (OPEN, BOARD)]


def speaks_of_plans(kind: type[Part]) -> list[str]:
    """Names of fields, of the message or of its parts, and literals that could tell of a plan.

    A plan among the kinds of documents (kế hoạch) is another thing.
    """
    schema = kind.model_json_schema()
    spoken = json.dumps([schema.get("properties"), schema.get("$defs")]).replace(json.dumps(DOCUMENTS)[1:-1], "")
    return [word for word in ('"plan', "_plan", "planned") if word in spoken]


def fields_of(aggregates: tuple[type[Aggregate], ...]) -> set[str]:
    return {field for kind in aggregates for event in nested_events(kind) for field in inspect.get_annotations(event)}


def test_there_are_open_messages_to_look_at() -> None:
    assert {contract.VisitMade, contract.MakeVisit, contract.ObserverNotified} <= set(open_messages())


@pytest.mark.parametrize("message", open_messages(), ids=lambda message: message.__name__)
def test_no_open_message_has_room_for_a_plan(message: type[Message]) -> None:
    assert speaks_of_plans(message) == []
    assert not message.subject.startswith("sealed.")


def test_a_message_that_has_room_for_one_is_found() -> None:
    class PlannedVisitMade(Event, subject="evt.{keeper}.assignments.PlannedVisitMade.v1", audience=OPEN):
        visit_id: UUID
        plan_id: UUID

    assert speaks_of_plans(PlannedVisitMade) == ['"plan']


def test_everything_that_names_a_plan_is_sealed() -> None:
    kinds = [kind for name, kind in vars(contract).items() if "Plan" in name and inspect.isclass(kind)]
    messages: list[Any] = [kind for kind in kinds if issubclass(kind, Message)]

    assert len(messages) == 7
    assert {kind.audience for kind in messages} == {SEALED}


def test_no_open_event_holds_anything_of_a_plan() -> None:
    assert not [field for field in fields_of(AGGREGATES) if "plan" in field]


def test_no_open_refusal_speaks_of_plans() -> None:
    texts = json.loads(REFUSALS.read_text(encoding="utf-8"))
    codes = {raised.code for source in OPEN_SOURCES for raised in raised_in(source)}

    assert {"own_cell", "not_assigned", "visit_already_made"} <= codes
    assert not [code for code in codes if "plan" in code + texts.get(code, {}).get("en", "")]
    assert not [code for code in codes if "dự kiến" in texts.get(code, {}).get("vi", "").lower()]


OPEN_SIDES = [field for field in dataclasses.fields(AssignmentsOfKeeper) if field.name != "sealed"]


@pytest.mark.parametrize("side", OPEN_SIDES, ids=lambda side: side.name)
def test_the_open_application_holds_one_history_and_nothing_sealed(side: dataclasses.Field[Any]) -> None:
    application = getattr(assignments_application, str(side.type))

    held = {field.name: field.type for field in dataclasses.fields(application)}

    assert [name for name, kind in held.items() if kind == Repository.__name__] == ["repository"]
    assert not [name for name, kind in held.items() if "plan" in f"{name} {kind}".lower()]
