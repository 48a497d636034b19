"""A schema that would break a reader or a sender of the former version is found; growth by adding is let through."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import Field, create_model

from contracts.message import Part
from sinhhoat.published_language.catalogue import CONTRACTS
from sinhhoat.published_language.compatibility import compatible
from sinhhoat.published_language.files import committed
from sinhhoat.published_language.schemas import Generator

Json = dict[str, Any]
OURS = committed(CONTRACTS)
"""What the code says, as `test_generated.py` holds: reading it takes less than working it out."""
READ_AND_TOLD = ("command", "event", "answer")


def schema(kind: str = "event", subject: str = "evt.{keeper}.x.Told.v1", audience: str = "open", **fields: Any) -> Json:
    """The schema of a message `Told` with these fields: a type alone, or a pair of type and default."""
    given_fields: dict[str, Any] = {
        name: field if isinstance(field, tuple) else (field, ...) for name, field in fields.items()
    }
    made = create_model("Told", __base__=Part, **given_fields)
    return {"x-kind": kind, "x-subject": subject, "x-audience": audience, **made.model_json_schema()}


class Inner(Part):
    """A part with one field."""

    count: int


class InnerRenamed(Part):
    """The same part, its field under another name."""

    number: int


class InnerGrown(Part):
    """The same part with another field, that need not be there."""

    count: int
    more: int = 0


def short(most: int) -> Any:
    return Annotated[str, Field(max_length=most)]


def between(least: int, most: int) -> Any:
    return Annotated[int, Field(ge=least, le=most)]


BREAKS_EVERYONE: dict[str, tuple[Json, Json, str]] = {
    "a field is removed": (schema(a=int, b=int), schema(a=int), "Told.b: the field is gone"),
    "an optional field is removed": (schema(a=int, b=(int, 0)), schema(a=int), "Told.b: the field is gone"),
    "a field is renamed": (schema(a=int), schema(b=int), "Told.a: the field is gone"),
    "a field within is renamed": (schema(a=Inner), schema(a=InnerRenamed), "Told.a.count: the field is gone"),
    "a field in a list is renamed": (schema(a=list[Inner]), schema(a=list[InnerRenamed]), "Told.a[].count"),
    "a field in a choice is renamed": (schema(a=Inner | None), schema(a=InnerRenamed | None), "Told.a.count"),
    "a new field is required": (schema(a=int), schema(a=int, b=int), "Told.b: is required"),
    "a field becomes required": (schema(a=(int, 0)), schema(a=int), "Told.a: is required"),
    "none is no longer allowed": (schema(a=int | None), schema(a=int), "Told.a: null is not allowed"),
    "another type": (schema(a=int), schema(a=str), "Told.a: integer A is not allowed"),
    "anything becomes something": (schema(a=Any), schema(a=str), "Told.a"),
    "a value is dropped": (schema(a=Literal["x", "y"]), schema(a=Literal["x"]), "Told.a: ['y'] are not allowed"),
    "only some values": (schema(a=str), schema(a=Literal["x", "y"]), "Told.a: only ['x', 'y'] are allowed"),
    "a format": (schema(a=str), schema(a=UUID), "Told.a: format is 'uuid'"),
    "another format": (schema(a=UUID), schema(a=date), "Told.a: format is 'date'"),
    "a pattern": (schema(a=str), schema(a=Annotated[str, Field(pattern="^x")]), "Told.a: pattern"),
    "a lower maximum": (schema(a=between(0, 9)), schema(a=between(0, 8)), "Told.a: maximum is 8, was 9"),
    "a higher minimum": (schema(a=between(0, 9)), schema(a=between(1, 9)), "Told.a: minimum is 1, was 0"),
    "a first bound": (schema(a=int), schema(a=between(0, 9)), "Told.a: maximum is 9, was free"),
    "a shorter text": (schema(a=short(200)), schema(a=short(100)), "Told.a: maxLength is 100, was 200"),
    "items of a list": (schema(a=list[int]), schema(a=list[str]), "Told.a[]"),
    "values of a dictionary": (schema(a=dict[str, int]), schema(a=dict[str, str]), "Told.a[]"),
    "another default": (schema(a=(int, 0)), schema(a=(int, 1)), "Told.a: the default was 0"),
    "another subject": (schema(a=int), schema(subject="evt.{keeper}.y.Told.v1", a=int), "Told: x-subject was"),
    "another audience": (schema(audience="board", a=int), schema(a=int), "Told: x-audience was board"),
}

NULLS: Json = {"type": "object", "properties": {"a": {"type": "null"}}}

BREAKS_READERS: dict[str, tuple[Json, Json]] = {
    "a field need no longer be there": (schema(a=int), schema(a=(int, 0))),
    "none is allowed now": (schema(a=int), schema(a=int | None)),
    "another value is told": (schema(a=Literal["x"]), schema(a=Literal["x", "y"])),
    "a higher maximum": (schema(a=between(0, 9)), schema(a=between(0, 10))),
    "a longer text": (schema(a=short(100)), schema(a=short(200))),
    "a bound is lifted": (schema(a=between(0, 9)), schema(a=int)),
    "whole numbers become numbers": (schema(a=int), schema(a=float)),
    "a choice of a dictionary of anything": (
        {"anyOf": [NULLS]},
        {"anyOf": [NULLS, {"type": "object", "additionalProperties": {}}]},
    ),
}

HARMLESS: dict[str, tuple[Json, Json]] = {
    "nothing": (schema(a=int), schema(a=int)),
    "a new field with a default": (schema(a=int), schema(a=int, b=(int, 0))),
    "a new field that may be none": (schema(a=int), schema(a=int, b=(Inner | None, None))),
    "a part grows": (schema(a=Inner), schema(a=InnerGrown)),
    "a part in a list grows": (schema(a=list[Inner]), schema(a=list[InnerGrown])),
    "other words": (schema(a=int), schema(a=Annotated[int, Field(title="Else", description="Said better.")])),
    "another order": (schema(a=int, b=int), schema(b=int, a=int)),
}


def of_kind(kind: str, message: Json) -> Json:
    return message | {"x-kind": kind}


@pytest.mark.parametrize("kind", READ_AND_TOLD)
@pytest.mark.parametrize("case", BREAKS_EVERYONE)
def test_what_former_data_does_not_fit_is_a_break_for_every_kind(case: str, kind: str) -> None:
    old, new, said = BREAKS_EVERYONE[case]

    assert any(one.startswith(said) for one in compatible(of_kind(kind, old), of_kind(kind, new)))


@pytest.mark.parametrize("kind", ["event", "answer", "reply"])
@pytest.mark.parametrize("case", BREAKS_READERS)
def test_what_former_readers_would_refuse_is_a_break_of_what_is_told(case: str, kind: str) -> None:
    old, new = BREAKS_READERS[case]

    found = compatible(of_kind(kind, old), of_kind(kind, new))

    assert found
    assert all("former readers" in one for one in found)


@pytest.mark.parametrize("kind", ["command", "query"])
@pytest.mark.parametrize("case", BREAKS_READERS)
def test_a_command_or_a_question_may_take_more_than_before(case: str, kind: str) -> None:
    old, new = BREAKS_READERS[case]

    assert compatible(of_kind(kind, old), of_kind(kind, new)) == []


@pytest.mark.parametrize("kind", READ_AND_TOLD)
@pytest.mark.parametrize("case", HARMLESS)
def test_growth_by_adding_is_let_through(case: str, kind: str) -> None:
    old, new = HARMLESS[case]

    assert compatible(of_kind(kind, old), of_kind(kind, new)) == []


def test_bounds_of_decimals_that_go_out_as_strings_are_seen_too() -> None:
    def points(most: int) -> Json:
        made = create_model("Told", __base__=Part, a=(Annotated[Decimal, Field(le=most)], ...))
        return {"x-kind": "event", **made.model_json_schema(mode="serialization", schema_generator=Generator)}

    assert compatible(points(10), points(10)) == []
    assert compatible(points(10), points(9)) != []


@pytest.mark.parametrize("name", OURS)
def test_every_schema_of_ours_may_follow_itself_and_no_field_of_it_may_go(name: str) -> None:
    ours = OURS[name]
    assert compatible(ours, ours) == []

    fields = ours.get("properties", {})
    for field in fields:
        planted = {**ours, "properties": {name: fields[name] for name in fields if name != field}}
        assert any(one.endswith(f".{field}: the field is gone") for one in compatible(ours, planted))


NUMBERS = st.integers(-2, 4)
TEXTS = st.sampled_from(["", "x", "y", "xx"])
VALUES = st.recursive(
    st.none() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)


def whole_number(least: int | None, most: int | None) -> Json:
    bounds = {"minimum": least, "maximum": most}
    return {"type": "integer"} | {key: value for key, value in bounds.items() if value is not None}


SIMPLE = st.one_of(
    st.builds(whole_number, st.none() | NUMBERS, st.none() | NUMBERS),
    st.builds(lambda most: {"type": "string", "maxLength": most}, st.integers(0, 3)),
    st.builds(lambda one: {"type": "string", "enum": one}, st.lists(TEXTS, min_size=1, max_size=3, unique=True)),
    st.just({"type": "null"}),
    st.just({}),
)


def with_fields(fields: dict[str, Json], required: set[str]) -> Json:
    return {"type": "object", "properties": fields, "required": sorted(required & fields.keys())}


SCHEMAS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(lambda one: {"type": "array", "items": one}, inner),
        st.builds(lambda several: {"anyOf": several}, st.lists(inner, min_size=1, max_size=2)),
        st.builds(
            with_fields, st.dictionaries(st.sampled_from("ab"), inner, max_size=2), st.sets(st.sampled_from("ab"))
        ),
        st.builds(lambda one: {"type": "object", "additionalProperties": one}, inner),
    ),
    max_leaves=4,
)


@st.composite
def changed(draw: st.DrawFn, schema: Json) -> Json:
    """The schema with something in it replaced: itself, or a part of it."""
    part = draw(
        st.sampled_from(sorted(schema.keys() & {"items", "properties", "anyOf", "required", "maximum"}) or [""])
    )
    if part == "items":
        return schema | {part: draw(changed(schema[part]))}
    if part == "properties":
        return schema | {part: {name: draw(changed(field)) for name, field in schema[part].items()}}
    if part == "anyOf":
        return schema | {part: [*schema[part], draw(SCHEMAS)]}
    if part == "required":
        return schema | {part: draw(st.lists(st.sampled_from("ab"), unique=True))}
    return schema | {part: schema[part] + draw(st.integers(-1, 1))} if part else draw(SIMPLE)


PAIRS = SCHEMAS.flatmap(lambda one: st.tuples(st.just(one), changed(one) | SCHEMAS))


def written(schema: Any) -> Any:
    """What a writer of this schema can put in it: fields that it does not know it does not write."""
    if isinstance(schema, list):
        return [written(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if "properties" in schema else {}
    return closed | {
        key: {name: written(field) for name, field in part.items()} if key == "properties" else written(part)
        for key, part in schema.items()
    }


@given(PAIRS, st.lists(VALUES, min_size=1, max_size=10))
def test_what_is_let_through_reads_all_that_was_written_before(pair: tuple[Json, Json], values: list[Any]) -> None:
    old, new = pair
    if compatible({"x-kind": "command", **old}, {"x-kind": "command", **new}):
        return

    before, after = Draft202012Validator(written(old)), Draft202012Validator(new)

    assert [one for one in values if before.is_valid(one) and not after.is_valid(one)] == []


@given(PAIRS, st.lists(VALUES, min_size=1, max_size=10))
def test_what_is_told_now_is_understood_by_former_readers(pair: tuple[Json, Json], values: list[Any]) -> None:
    old, new = pair
    if compatible({"x-kind": "event", **old}, {"x-kind": "event", **new}):
        return

    before, after = Draft202012Validator(old), Draft202012Validator(written(new))

    assert [one for one in values if after.is_valid(one) and not before.is_valid(one)] == []
