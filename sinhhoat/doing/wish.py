"""What somebody typed, before anything is sent: whole and valid, or every mistake with its number and field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4, uuid5

import typer
from pydantic import BaseModel, ValidationError

from contracts.labels import is_keeper
from contracts.message import Message
from services.chassis.call import Role
from services.chassis.messaging.refusals import every_malformed
from services.chassis.messaging.serving import LOCAL
from sinhhoat.asking import STAFF
from sinhhoat.doing.fields import kind_of_field
from sinhhoat.doing.named import Unreadable, id_of, with_ids
from sinhhoat.moments import read_json

NODE = "node"
"""Who speaks where nobody is named: the machine's operator."""

ROLES = (*STAFF, "secretary", "committee", "observer")
"""What the node's key lets whoever sits at it be, on the whole keeper."""

EVENING = time(21, 0)
"""The hour of a day without one: what took place that day can be told by then."""

M = TypeVar("M", bound=Message)


@dataclass(frozen=True)
class Said:
    """The words that all commands and questions have in common; `at` is an instant of a simulated store (UTC)."""

    as_person: str = NODE
    keeper: str | None = None
    at: datetime | None = None
    command_id: UUID | None = None
    after: Mapping[str, int] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    as_json: bool = False


@dataclass(frozen=True)
class Wish(Generic[M]):
    """One message, or a batch of one kind; `entries` are as typed or as a file has them, with names in place of ids."""

    kind: type[M]
    entries: Sequence[Mapping[str, Any]]
    said: Said
    batch: bool = False


@dataclass(frozen=True)
class Mistake:
    """What is wrong with one entry (counted from 1) before anything was sent."""

    number: int
    field: str
    code: str
    vi: str
    en: str


class Mistaken(Exception):
    """Nothing was sent: these are the mistakes."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(f"{len(mistakes)} mistakes")
        self.mistakes = mistakes

    def json(self) -> list[dict[str, Any]]:
        """The mistakes as plain values."""
        return [asdict(mistake) for mistake in self.mistakes]


def entries_of(path: Path | None, typed: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], bool]:
    """The entries of a file, each completed by what was typed beside it, or the one typed; whether it is a batch."""
    if path is None:
        return [typed], False
    told = read_json(path)
    found = told if isinstance(told, list) else [told]
    if not found or not all(isinstance(entry, dict) for entry in found):
        raise typer.BadParameter(
            f"{path.name}: cần một đối tượng hoặc một danh sách đối tượng / an object or a list of objects is needed"
        )
    return [{**typed, **entry} for entry in found], isinstance(told, list)


def messages_of(wish: Wish[M], keeper: str) -> list[M]:
    """The messages to send; Mistaken with everything that is wrong with any of them."""
    made: list[M] = []
    mistakes: list[Mistake] = []
    base = wish.said.command_id or uuid4()
    for number, entry in enumerate(wish.entries, start=1):
        try:
            made.append(_message(wish, entry, keeper, uuid5(base, str(number)) if wish.batch else base))
        except Unreadable as no:
            mistakes.append(Mistake(number, no.field, "name_unreadable", f"cần {no.form}", f"needed: {no.form}"))
        except ValidationError as error:
            mistakes += [Mistake(number, why.field or "", why.code, why.vi, why.en) for why in every_malformed(error)]
        except _Unknown as no:
            vi, en = (f"{there} {', '.join(no.known)}" for there in ("không có; có", "none; there are"))
            mistakes.append(Mistake(number, no.name, "unknown_field", vi, en))
    if mistakes:
        raise Mistaken(mistakes)
    return made


GRANTED = "granted"
"""In place of roles: those that the registry says are in force that day."""

EVERY = "every"
"""In place of roles: all of them, on the whole keeper."""


def roles_of(said: Said, keeper: str) -> tuple[Role, ...]:
    """The roles for the token: `secretary@CB-01` on a unit and all below it, `staff` on the whole keeper.

    `leader@city:*` is one on the whole of another keeper.
    """
    named = ROLES if said.roles in ((), (EVERY,)) else said.roles
    return tuple(_role(text, keeper) for text in named)


def instant(text: str) -> datetime:
    """An instant (UTC) from what was typed: in Viet Nam's zone where none is named, in the evening where no hour is."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r}: 2026-01-31 | 2026-01-31T20:00", param_hint="--at") from None
    if len(text) == len("2026-01-31"):
        read = datetime.combine(read.date(), EVENING)
    return (read if read.tzinfo else read.replace(tzinfo=LOCAL)).astimezone(UTC)


def _message(wish: Wish[M], entry: Mapping[str, Any], keeper: str, command_id: UUID) -> M:
    told = with_ids(wish.kind, entry, keeper)
    told.setdefault("after", dict(wish.said.after))
    if "command_id" in wish.kind.model_fields:
        told.setdefault("command_id", str(command_id))
    _check_known(wish.kind, told, "")
    # What only proves a right is not typed: it would lie in the history of a shell.
    return wish.kind.model_validate(told)


class _Unknown(Exception):
    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(name)
        self.name, self.known = name, known


def _check_known(model: type[BaseModel], told: Any, path: str) -> None:
    """A name that no field has is a slip of the hand here, though contracts ignore it on the way."""
    if not isinstance(told, dict):
        return
    for name, value in told.items():
        if name not in model.model_fields:
            raise _Unknown(f"{path}{name}", list(model.model_fields))
        kind = kind_of_field(model.model_fields[name])
        inner = kind.inside[0] if kind.origin is list else kind
        for one in value if kind.origin is list and isinstance(value, list) else [value]:
            if inner.part is not None:
                _check_known(inner.part, one, f"{path}{name}.")


def _role(text: str, keeper: str) -> Role:
    name, _, unit = text.partition("@")
    if unit.endswith(":*") and is_keeper(unit.removesuffix(":*")):
        return Role(name, unit.removesuffix(":*"), None)
    try:
        return Role(name, keeper, id_of("unit", unit, keeper) if unit else None)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r}: secretary | secretary@CB-01 | leader@city:*", param_hint="--with-role"
        ) from None
