"""Each event is read once, by its own contract or by what all events have in common."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_type_hints
from uuid import UUID

import pytest
from msgspec import MsgspecError
from pydantic import BaseModel

from contracts.meetings import MeetingRescheduled
from contracts.message import Event
from services.reporting.facts.projection import FOLDS, WITHOUT_FACTS
from services.reporting.facts.reading import reader_of
from services.reporting.facts.told import Anything, about
from sinhhoat.published_language.catalogue import example_of


@pytest.mark.parametrize("kind", FOLDS, ids=lambda kind: kind.__name__)
def test_a_fold_is_given_the_event_that_it_asks_for(kind: type[Event]) -> None:
    _, _, asked = (hint for name, hint in get_type_hints(FOLDS[kind]).items() if name != "return")

    assert asked is kind


@pytest.mark.parametrize("kind", [*FOLDS, *sorted(WITHOUT_FACTS, key=str)], ids=lambda kind: kind.__name__)
def test_an_event_is_about_the_same_whether_its_contract_is_known_or_not(kind: type[Event]) -> None:
    example = example_of(kind).read_bytes()

    assert about(reader_of(Anything)(example)) == about(kind.model_validate_json(example))


@pytest.mark.parametrize("kind", FOLDS, ids=lambda kind: kind.__name__)
def test_an_event_that_is_read_says_what_its_contract_says(kind: type[Event]) -> None:
    example = example_of(kind).read_bytes()

    assert same(reader_of(kind)(example), kind.model_validate_json(example))


def test_what_all_events_have_in_common_is_read_as_it_is_declared() -> None:
    example = example_of(MeetingRescheduled).read_bytes()

    assert same(reader_of(Anything)(example), Anything.model_validate_json(example))


def same(found: object, model: object) -> bool:
    """Whether two have equal attributes, of equal types, all the way down."""
    if isinstance(model, BaseModel):
        return all(same(getattr(found, name), value) for name, value in model)
    if isinstance(model, list) and isinstance(found, list):
        return len(found) == len(model) and all(map(same, found, model))
    return type(found) is type(model) and found == model


def test_a_type_that_was_read_in_another_way_would_be_found() -> None:
    model = MeetingRescheduled.model_validate_json(example_of(MeetingRescheduled).read_bytes())

    assert same(model, model)
    assert not same(model.model_copy(update={"meeting_id": str(model.meeting_id)}), model)
    assert not same(model.model_copy(update={"former_starts_at": model.former_starts_at + timedelta(1)}), model)


@pytest.mark.parametrize(
    "broken", [b'{"cell_id":"x"}', b"{", b'{"as_of":"yesterday"}', b'{"starts_at":"2019-01-01T08:00:00"}']
)
def test_what_cannot_be_read_is_an_error_of_the_event(broken: bytes) -> None:
    with pytest.raises(MsgspecError):
        reader_of(Anything)(broken)


def test_an_event_that_nobody_knows_is_kept_with_what_it_is_about() -> None:
    unknown = b'{"cell_id":"00000000-0000-4000-8000-000000000001","starts_at":"2019-03-31T20:00:00Z","new":{"a":1}}'

    found = about(reader_of(Anything)(unknown))

    assert (found.unit_id, found.day) == (UUID("00000000-0000-4000-8000-000000000001"), date(2019, 4, 1))
