"""What the AsyncAPI document's channels refer to: messages with headers, payload and example, and their schemas."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from contracts.feed import FeedPage, ReadFeed, Watermark
from contracts.message import Command, CommandReply, Event, Message, Query, QueryReply
from services.chassis.messaging.bodies import MOST_COMMANDS
from sinhhoat.published_language.catalogue import example_of, kind_of, messages, name_of
from sinhhoat.published_language.headers import event_headers, request_headers
from sinhhoat.published_language.schemas import Generator, described

Json = dict[str, Any]
Refs = dict[type[BaseModel], Json]


def components() -> Json:
    """All messages, and the schemas that they refer to; a part that several share stands there once."""
    refs, schemas = _schemas()
    found: Json = {}
    for message in messages():
        found[name_of(message)] = _message(message, refs)
        if issubclass(message, Query):
            found[f"{name_of(message)}.answer"] = _answer(message, refs)
    for model in (CommandReply, FeedPage, Watermark):
        found[model.__name__] = {"name": model.__name__, "summary": model.__doc__, "payload": refs[model]}
    asked = {
        "name": "ReadFeed",
        "summary": ReadFeed.__doc__,
        "headers": _schema("RequestHeaders"),
        "payload": refs[ReadFeed],
    }
    headers = {"EventHeaders": event_headers(), "RequestHeaders": request_headers()}
    return {"messages": found | {"ReadFeed": asked}, "schemas": schemas | headers}


def _schema(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _schemas() -> tuple[Refs, Json]:
    """How each model is referred to, and all schemas by name."""
    wanted = {one.model: one.mode for one in described()}
    refs, made = models_json_schema(
        list(wanted.items()), ref_template="#/components/schemas/{model}", schema_generator=Generator
    )
    return {model: refs[model, mode] for model, mode in wanted.items()}, made["$defs"]


def _message(message: type[Message], refs: Refs) -> Json:
    command = issubclass(message, Command)
    return {
        "name": message.contract(),
        "title": message.__name__,
        "summary": message.__doc__,
        "tags": [{"name": message.service()}, {"name": kind_of(message)}, {"name": message.audience.value}],
        "headers": _schema("EventHeaders" if issubclass(message, Event) else "RequestHeaders"),
        "payload": _several(refs[message]) if command else refs[message],
        "examples": _examples(message),
    }


def _examples(message: type[Message]) -> list[Json]:
    """The stored example, as it goes over the bus; a test says that no message is without one."""
    path = example_of(message)
    if not path.exists():
        return []
    example = json.loads(path.read_text(encoding="utf-8"))
    return [{"name": "stored", "payload": {"commands": [example]} if issubclass(message, Command) else example}]


def _several(command: Json) -> Json:
    """A request carries up to so many commands of one kind, each with its own id and outcome."""
    commands = {"type": "array", "items": command, "minItems": 1, "maxItems": MOST_COMMANDS}
    return {"type": "object", "properties": {"commands": commands}, "required": ["commands"]}


def _answer(query: type[Query], refs: Refs) -> Json:
    typed = {"anyOf": [refs[query.answer], {"type": "null"}]}
    return {
        "name": f"{query.contract()}.answer",
        "title": query.answer.__name__,
        "summary": query.answer.__doc__,
        "payload": {"allOf": [refs[QueryReply], {"type": "object", "properties": {"answer": typed}}]},
    }
