"""The bodies of requests: bytes in, commands or a question out, each malformed command refused alone and by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json, to_json

from contracts.message import Command, Refusal
from services.chassis.errors import Refused
from services.chassis.feed import Feed
from services.chassis.messaging.refusals import malformed, malformed_by

LARGEST_BODY = 8 * 1024 * 1024
MOST_COMMANDS = 256
DEEPEST = 64
LAST_POSITION = 2**63 - 1

C = TypeVar("C", bound=Command)
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Malformed:
    """A command, a question or a part of a request that cannot be read; its id where at least that could be."""

    command_id: UUID | None
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Reading(Generic[M]):
    """Reads one kind of message out of JSON values as JSON, never as Python values, or strict fields would differ."""

    model: type[M]

    def read(self, value: Any, *, hostile: bool) -> M | Malformed:
        """The message, or what is wrong with it; `hostile` asks for a look at every string first."""
        if not isinstance(value, dict):
            return Malformed(None, malformed(".", "dict_type"))
        strange = next(_strange(value, (), DEEPEST), None) if hostile else None
        if strange is not None:
            return Malformed(_id_of(value), malformed(*strange))
        try:
            message = self.model.model_validate_json(to_json(value))
        except ValidationError as error:
            return Malformed(_id_of(value), malformed_by(error))
        wrong = _wrong_after(getattr(message, "after", {}))
        return message if wrong is None else Malformed(_id_of(value), wrong)


def read_commands(kind: type[C], body: bytes) -> list[C | Malformed]:
    """The commands of a request, in order. Refused as a whole: `too_large`, `not_json`, `not_commands`."""
    request, hostile = _parse(body)
    commands = request.get("commands") if isinstance(request, dict) else None
    if not isinstance(commands, list) or not commands:
        raise Refused("not_commands", field="commands")
    if len(commands) > MOST_COMMANDS:
        raise Refused("too_many_commands", field="commands", sent=len(commands), most=MOST_COMMANDS)
    reading = Reading(kind)
    return [reading.read(command, hostile=hostile) for command in commands]


def read_one(kind: type[M], body: bytes) -> M | Malformed:
    """A question or a page request. Refused as a whole: `too_large`, `not_json`."""
    value, hostile = _parse(body)
    return Reading(kind).read(value, hostile=hostile)


def _parse(body: bytes) -> tuple[Any, bool]:
    """The JSON value, and whether a string in it may hold what neither PostgreSQL nor UTF-8 can."""
    if len(body) > LARGEST_BODY:
        raise Refused("too_large", most=LARGEST_BODY)
    try:
        return from_json(body, allow_inf_nan=False), b"\\u" in body
    except ValueError:
        pass  # The strict parser stops at one lone surrogate; the other finds out which command holds it.
    try:
        return json.loads(body, parse_constant=_no_constants), True
    except (ValueError, RecursionError):
        raise Refused("not_json") from None


def _no_constants(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _strange(value: Any, where: tuple[str, ...], depth: int) -> Iterator[tuple[str, str]]:
    """Field and rule of what must not come in: NUL and lone surrogates in strings and keys, too many levels."""
    if depth == 0:
        yield ".".join(where[:8]), "too_deep"
    elif isinstance(value, str):
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            yield ".".join(where), "characters"
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _strange(key, (*where, "?"), depth)
            yield from _strange(part, (*where, key if key.isidentifier() else "?"), depth - 1)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _strange(part, (*where, str(number)), depth - 1)


def _id_of(value: dict[str, Any]) -> UUID | None:
    try:
        return UUID(value["command_id"])
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def _wrong_after(after: dict[str, int]) -> Refusal | None:
    for name, position in after.items():
        try:
            Feed.parse(name)
        except ValueError:
            return malformed("after", "feed_name")
        if not 0 <= position <= LAST_POSITION:
            return malformed("after", "position")
    return None
