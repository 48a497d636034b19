"""The committed schemas are good JSON Schemas, and every stored example fits the one of its message."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from contracts.message import Message
from contracts.ratings import CellRated
from sinhhoat.published_language.catalogue import CONTRACTS, example_of, messages
from sinhhoat.published_language.files import committed
from sinhhoat.published_language.schemas import describe

SCHEMAS = committed(CONTRACTS)
FORMATS = FormatChecker(["uuid", "date"])


@FORMATS.checks("date-time", raises=ValueError)
def is_instant(value: object) -> bool:
    """The checker knows instants only with a package that nobody else here needs."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def validator_of(message: type[Message]) -> Draft202012Validator:
    return Draft202012Validator(SCHEMAS[describe(message).file], format_checker=FORMATS)


def stored(message: type[Message]) -> dict[str, Any]:
    example: dict[str, Any] = json.loads(example_of(message).read_text(encoding="utf-8"))
    return example


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_says_what_it_is_for(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])

    assert {"$schema", "title", "x-kind"} <= SCHEMAS[name].keys()


@pytest.mark.parametrize("message", messages(), ids=lambda message: message.__name__)
def test_the_stored_example_fits_the_committed_schema(message: type[Message]) -> None:
    validator_of(message).validate(stored(message))


@pytest.mark.parametrize(
    ("field", "planted"),
    [("rating_id", "7"), ("month", "January"), ("rater", "somebody"), ("total", 93.5), ("points", ["14"]), ("vote", 1)],
)
def test_a_planted_wrong_value_does_not_fit(field: str, planted: object) -> None:
    with pytest.raises(ValidationError):
        validator_of(CellRated).validate(stored(CellRated) | {field: planted})


def test_a_planted_missing_field_does_not_fit() -> None:
    example = stored(CellRated)
    del example["total"]

    with pytest.raises(ValidationError, match="total"):
        validator_of(CellRated).validate(example)


def test_a_later_field_is_no_hindrance() -> None:
    validator_of(CellRated).validate(stored(CellRated) | {"added_later": 1})
