"""Names instead of ids: the code of a unit or a person, a meeting by its cell and month … where a type says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from pydantic import BaseModel

from contracts.labels import is_keeper
from services.assignments.domain.notice import Notice
from services.registry.domain import id_of_person, id_of_unit
from sinhhoat.doing.fields import Kind, kind_of_field

FORMS: Mapping[str, str] = {
    "unit": "CB-01 | KEEPER:CB-01 | UUID",
    "person": "QS-1 | KEEPER:QS-1 | UUID",
    "meeting": "CB-01@2026-01 | CB-01@2026-01#1 | UUID",
    "visit": "QS-1@CB-01@2026-01 | UUID",
    "rating": "self@CB-01@2026-01 | observer:QS-1@CB-01@2026-01 | UUID",
    "notice": "HU@2026#01-TB/HU | UUID",
    "assignment": "HU@2026#01-TB/HU#QS-1#CB-01#2026-01-05 | UUID",
}
"""What may be written where an id is meant: what the natural key is made of.

A meeting is its cell and month, `#1` the thematic one on the month's first theme. Before it stands who visited or rated
it. A notice is its issuer, year and number; its assignment also the observer, the cell and the first day.
"""


class Unreadable(Exception):
    """A name that is no id and no code; `form` says what would be one."""

    def __init__(self, field: str, form: str) -> None:
        super().__init__(field)
        self.field, self.form = field, form


def id_of(what: str, name: str, keeper: str) -> UUID:
    """The id that a name stands for; an id is itself.

    A code is one of the asked keeper unless another one is named before it: ids stay when units pass between keepers.
    ValueError where it is neither.
    """
    try:
        return UUID(name)
    except ValueError:
        return _FINDERS[what](name, keeper)


def with_ids(model: type[BaseModel], told: Mapping[str, Any], keeper: str, path: str = "") -> dict[str, Any]:
    """The same entry with ids for names, at any depth; `cell` may stand for `cell_id`. Unreadable names the field."""
    made = dict(told)
    for name, field in model.model_fields.items():
        kind, short = kind_of_field(field), name.removesuffix("_id")
        if kind.names and name not in made and short in made and short not in model.model_fields:
            made[name] = made.pop(short)
        if name in made:
            made[name] = _with_ids(kind, made[name], keeper, f"{path}{name}")
    return made


def _with_ids(kind: Kind, value: Any, keeper: str, path: str) -> Any:
    if kind.names and isinstance(value, str):
        try:
            return str(id_of(kind.names.what, value, keeper))
        except ValueError:
            raise Unreadable(path, FORMS[kind.names.what]) from None
    if kind.part is not None and isinstance(value, dict):
        return with_ids(kind.part, value, keeper, f"{path}.")
    if kind.origin is list and isinstance(value, list):
        return [_with_ids(kind.inside[0], one, keeper, f"{path}.{place}") for place, one in enumerate(value)]
    if kind.origin is dict and isinstance(value, dict):
        keys, values = kind.inside
        return {_with_ids(keys, key, keeper, path): _with_ids(values, one, keeper, path) for key, one in value.items()}
    return value


def _unit(name: str, keeper: str) -> UUID:
    return id_of_unit(*_of_keeper(name, keeper))


def _person(name: str, keeper: str) -> UUID:
    return id_of_person(*_of_keeper(name, keeper))


def _of_keeper(name: str, keeper: str) -> tuple[str, str]:
    before, colon, code = name.rpartition(":")
    if not code or (colon and not is_keeper(before)):
        raise ValueError(name)
    return before or keeper, code


def _meeting(name: str, keeper: str) -> UUID:
    """The natural key of services/meetings: the kind, the month and the number of the theme, below the cell."""
    cell, _, when = name.rpartition("@")
    month, _, number = when.partition("#")
    first = date.fromisoformat(f"{month}-01")
    kind = "thematic" if number else "regular"
    return uuid5(id_of("unit", cell, keeper), f"{kind}:{first:%Y-%m}:{int(number or 0)}")


def _visit(name: str, keeper: str) -> UUID:
    person, _, meeting = name.partition("@")
    return uuid5(id_of("meeting", meeting, keeper), str(id_of("person", person, keeper)))


def _rating(name: str, keeper: str) -> UUID:
    who, _, meeting = name.partition("@")
    rater, _, person = who.partition(":")
    rated_by = str(id_of("person", person, keeper)) if person else ""
    return uuid5(id_of("meeting", meeting, keeper), f"{rater}:{rated_by}")


def _notice(name: str, keeper: str) -> UUID:
    issuer, at, rest = name.partition("@")
    year, hash_, number = rest.partition("#")
    if not at or not hash_:
        raise ValueError(name)
    return Notice.create_id(keeper, id_of("unit", issuer, keeper), number, date(int(year), 1, 1))


def _assignment(name: str, keeper: str) -> UUID:
    notice, person, cell, first = name.rsplit("#", 3)
    who, where = id_of("person", person, keeper), id_of("unit", cell, keeper)
    return uuid5(id_of("notice", notice, keeper), f"{who}:{where}:{date.fromisoformat(first)}")


_FINDERS: Mapping[str, Callable[[str, str], UUID]] = {
    "unit": _unit,
    "person": _person,
    "meeting": _meeting,
    "visit": _visit,
    "rating": _rating,
    "notice": _notice,
    "assignment": _assignment,
}
