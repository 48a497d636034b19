"""Each event is read once, by its own contract or by what all events have in common."""

from __future__ import annotations

from datetime import date
from typing import get_type_hints
from uuid import UUID

import pytest

from contracts.message import Event
from services.reporting.facts.projection import FOLDS, WITHOUT_FACTS
from services.reporting.facts.told import Anything, about
from sinhhoat.published_language.catalogue import example_of


@pytest.mark.parametrize("kind", FOLDS, ids=lambda kind: kind.__name__)
def test_a_fold_is_given_the_event_that_it_asks_for(kind: type[Event]) -> None:
    _, _, asked = (hint for name, hint in get_type_hints(FOLDS[kind]).items() if name != "return")

    assert asked is kind


@pytest.mark.parametrize("kind", [*FOLDS, *sorted(WITHOUT_FACTS, key=str)], ids=lambda kind: kind.__name__)
def test_an_event_is_about_the_same_whether_its_contract_is_known_or_not(kind: type[Event]) -> None:
    example = example_of(kind).read_bytes()

    assert about(Anything.model_validate_json(example)) == about(kind.model_validate_json(example))


def test_an_event_that_nobody_knows_is_kept_with_what_it_is_about() -> None:
    unknown = b'{"cell_id":"00000000-0000-4000-8000-000000000001","starts_at":"2019-03-31T20:00:00Z","new":{"a":1}}'

    found = about(Anything.model_validate_json(unknown))

    assert (found.unit_id, found.day) == (UUID("00000000-0000-4000-8000-000000000001"), date(2019, 4, 1))
