"""The JSON Schema of each message version, of each answer, and of what surrounds them on the bus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import DecimalSchema

from contracts.feed import FeedPage, ReadFeed, Watermark
from contracts.message import CommandReply, Message, Query, QueryReply
from sinhhoat.published_language.catalogue import kind_of, messages, name_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ENVELOPES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("reply", CommandReply),
    ("reply", QueryReply),
    ("query", ReadFeed),
    ("reply", FeedPage),
    ("reply", Watermark),
)
"""What the chassis itself says, the same for every service; it has no version, so that it can only ever grow."""

Mode = Literal["validation", "serialization"]


class Generator(GenerateJsonSchema):
    """Says of a decimal that goes out as a string what pydantic leaves out: its bounds."""

    def decimal_schema(self, schema: DecimalSchema) -> JsonSchemaValue:
        said = super().decimal_schema(schema)
        bounds = {key: str(schema[key]) for key in ("ge", "le", "max_digits", "decimal_places") if key in schema}
        return said | {"x-decimal": bounds} if self.mode == "serialization" else said


@dataclass(frozen=True)
class Described:
    """A model with the file that its schema lies in, below `schemas/`, and what is said of it beside its fields."""

    file: str
    model: type[BaseModel]
    said: dict[str, str]

    @property
    def mode(self) -> Mode:
        """What may be sent in is described as it is read, what is told as it is written."""
        return "validation" if self.said["x-kind"] in {"command", "query"} else "serialization"


def described() -> Iterator[Described]:
    """Everything that has a schema."""
    for message in messages():
        yield describe(message)
        if issubclass(message, Query):
            yield Described(_file(message, ".answer"), message.answer, {"x-kind": "answer", **_reach(message)})
    for kind, model in ENVELOPES:
        yield Described(f"chassis/{model.__name__}.json", model, {"x-kind": kind})


def schema_of(one: Described) -> dict[str, Any]:
    """The schema as it is committed: plain JSON with everything that it refers to inside."""
    made = one.model.model_json_schema(mode=one.mode, schema_generator=Generator)
    return {"$schema": DIALECT, **one.said, **made}


def describe(message: type[Message]) -> Described:
    """How one message is described."""
    return Described(_file(message, ""), message, {"x-kind": kind_of(message), **_reach(message)})


def _reach(message: type[Message]) -> dict[str, str]:
    return {"x-subject": message.subject, "x-audience": message.audience.value}


def _file(message: type[Message], suffix: str) -> str:
    return f"{message.service()}/{name_of(message)}{suffix}.json"
