"""Names instead of ids: the code of a unit or a person, a meeting by its cell and month; found where types say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from pydantic import BaseModel

from contracts.labels import is_keeper
from services.registry.domain import id_of_person, id_of_unit
from sinhhoat.doing.fields import Kind, kind_of_field

FORMS: Mapping[str, str] = {
    "unit": "CB-01 | KEEPER:CB-01 | UUID",
    "person": "QS-01 | KEEPER:QS-01 | UUID",
    "meeting": "CB-01@2026-01 | CB-01@2026-01#1 | UUID",
}
"""What may be written where an id is meant. `#1` is the thematic meeting on the month's first theme."""


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
        kind, short = kind_of_field(name, field), name.removesuffix("_id")
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


def _meeting(name: str, keeper: str) -> UUID:
    """The natural key of services/meetings: the kind, the month and the number of the theme, below the cell."""
    cell, _, when = name.rpartition("@")
    month, _, number = when.partition("#")
    first = date.fromisoformat(f"{month}-01")
    kind = "thematic" if number else "regular"
    return uuid5(_unit(cell, keeper), f"{kind}:{first:%Y-%m}:{int(number or 0)}")


def _of_keeper(name: str, keeper: str) -> tuple[str, str]:
    before, colon, code = name.rpartition(":")
    if not code or (colon and not is_keeper(before)):
        raise ValueError(name)
    return before or keeper, code


_FINDERS: Mapping[str, Callable[[str, str], UUID]] = {"unit": _unit, "person": _person, "meeting": _meeting}
