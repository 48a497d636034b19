"""No event has room for a free text: what a command brings in words is a reference in what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel

from contracts.labels import FreeText, Label
from contracts.meetings import CancelMeeting, MeetingCancelled
from contracts.message import OPEN, Command, Event, Part
from contracts.texts import TextRef
from sinhhoat.published_language.catalogue import messages, services
from sinhhoat.published_language.consequences import events_of

EVENTS = [kind for kind in messages() if issubclass(kind, Event)]
FOLLOWING = {
    command: events_of(command, service)
    for service in services()
    for command in messages()
    if issubclass(command, Command) and command.service() == service.name
}


def free_texts(model: type[BaseModel], where: str = "") -> Iterator[str]:
    """The paths of a message that hold a free text, through lists, mappings, choices and parts."""
    for name, hint in get_type_hints(model, include_extras=True).items():
        if name in model.model_fields:
            yield from _in_hint(hint, f"{where}{name}")


def _in_hint(hint: Any, where: str) -> Iterator[str]:
    if hint == FreeText:
        yield where
    elif isinstance(hint, type) and issubclass(hint, BaseModel):
        yield from free_texts(hint, f"{where}.")
    else:
        for inner in get_args(hint):
            yield from _in_hint(inner, where)


def carried(command: type[Command], events: list[type[Event]]) -> list[str]:
    """Fields of events that are named like a free text of their command and are no reference."""
    words = set(free_texts(command))
    return [
        f"{event.__name__}.{name}"
        for event in events
        for name, field in event.model_fields.items()
        if name in words and field.annotation not in (TextRef, TextRef | None)
    ]


def test_no_event_holds_a_free_text() -> None:
    assert {event.__name__: found for event in EVENTS if (found := list(free_texts(event)))} == {}


def test_the_words_of_a_command_are_references_in_its_events() -> None:
    assert [found for command, events in FOLLOWING.items() for found in carried(command, events)] == []
    assert list(free_texts(CancelMeeting)) == ["reason"]
    assert MeetingCancelled in FOLLOWING[CancelMeeting]


class Remark(Part):
    words: FreeText


class Planted(Event, subject="evt.{keeper}.tests.Planted.v1", audience=OPEN):
    title: Label
    direct: FreeText
    perhaps: FreeText | None
    several: list[FreeText]
    named: dict[str, FreeText]
    parts: list[Remark]


class Disguised(Event, subject="evt.{keeper}.tests.Disguised.v1", audience=OPEN):
    reason: str


def test_planted_free_texts_in_an_event_are_found_wherever_they_hide() -> None:
    assert list(free_texts(Planted)) == ["direct", "perhaps", "several", "named", "parts.words"]


def test_a_planted_reason_that_goes_into_an_event_as_a_string_is_found() -> None:
    assert carried(CancelMeeting, [MeetingCancelled, Disguised]) == ["Disguised.reason"]
