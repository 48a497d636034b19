"""Whether a schema may follow another under the same version: who knows one of them must understand the other.

Former data must still be read (a stored event for ever, a command of a client that was not updated yet), and former
readers must understand what is told now. What cannot be proved harmless from the two schemas counts as a break.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

Schema = Mapping[str, Any]

TOLD = {"event", "answer", "reply"}
"""Kinds that others read: a value that former readers would refuse breaks them."""
LOWER = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"}
UPPER = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"}
WORDS = {"title", "description", "examples", "deprecated", "default", "$defs", "$schema", "x-kind"}
"""What no reader depends on, or what is compared in another place."""
HANDLED = {"type", "enum", "const", "anyOf", "items", "properties", "required", "additionalProperties"}
ANYTHING: Schema = {}


@dataclass(frozen=True)
class Break:
    """One thing that no longer holds, at a path such as `MeetingHeld.attendance.present`."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


def compatible(old: Schema, new: Schema) -> list[str]:
    """What would break whoever knows `old`, a sentence each; nothing where `new` may take its place.

    Both are whole schemas as they are committed, `x-kind`, `x-subject` and `x-audience` included.
    """
    name = str(old.get("title", "?"))
    former, later = _inlined(old, old), _inlined(new, new)
    breaks = [Break(name, f"{key} was {old.get(key)}") for key in sorted(_marks(old, new))]
    gone = list(_gone(former, later, name))
    breaks += gone + list(_refused(former, later, name))
    if old.get("x-kind") in TOLD:
        known = {one.path for one in gone}
        breaks += [
            Break(one.path, f"former readers would not understand: {one.what}")
            for one in _refused(later, former, name, looking_back=True)
            if one.path not in known
        ]
    return [str(one) for one in breaks]


def _marks(old: Schema, new: Schema) -> set[str]:
    """What is said of the message itself and has changed."""
    return {key for key in ("x-kind", "x-subject", "x-audience") if old.get(key) != new.get(key)}


def _gone(old: Schema, new: Schema, path: str) -> Iterator[Break]:
    """Fields that are there no more, however deep: removed or renamed, a reader misses them."""
    fields, left = old.get("properties", {}), new.get("properties", {})
    for name, field in fields.items():
        if name not in left:
            yield Break(f"{path}.{name}", "the field is gone")
            continue
        if field.get("default") != left[name].get("default") and "default" in field and "default" in left[name]:
            yield Break(f"{path}.{name}", f"the default was {field['default']!r}")
        yield from _gone(field, left[name], f"{path}.{name}")
    for key in ("items", "additionalProperties"):
        if isinstance(old.get(key), Mapping) and isinstance(new.get(key), Mapping):
            yield from _gone(old[key], new[key], f"{path}[]")
    if "anyOf" in old or "anyOf" in new:
        for one, other in product(_choices(old), _choices(new)):
            if "properties" in one and "properties" in other:
                yield from _gone(one, other, path)


def _refused(old: Schema, new: Schema, path: str, *, looking_back: bool = False) -> Iterator[Break]:
    """What `old` allows and `new` perhaps does not. `looking_back`: `new` is the former one, and lacks later fields."""
    choices = _choices(new)
    for one in _choices(old):
        tried = [list(_refused_by(one, other, path, looking_back)) for other in choices]
        if all(tried):
            best = [found for found, other in zip(tried, choices, strict=True) if other.get("type") == one.get("type")]
            yield from min(best or [[Break(path, f"{_short(one)} is not allowed")]], key=len)


def _refused_by(old: Schema, new: Schema, path: str, looking_back: bool) -> Iterator[Break]:
    """The same for two schemas without a choice."""
    if not _type_fits(old.get("type"), new.get("type")):
        yield Break(path, f"{_short(old)} is not allowed")
        return
    yield from _refused_values(old, new, path)
    for key in sorted((LOWER | UPPER) & new.keys()):
        if not _bound_holds(key, old.get(key), new[key]):
            yield Break(path, f"{key} is {new[key]}, was {old.get(key, 'free')}")
    for key in sorted(new.keys() - HANDLED - LOWER - UPPER - WORDS - {"x-subject", "x-audience"}):
        if old.get(key) != new[key]:
            yield Break(path, f"{key} is {new[key]!r}, was {old.get(key, 'free')!r}")
    yield from _refused_fields(old, new, path, looking_back)
    if "items" in new:
        yield from _refused(old.get("items", ANYTHING), new["items"], f"{path}[]", looking_back=looking_back)


def _refused_values(old: Schema, new: Schema, path: str) -> Iterator[Break]:
    allowed = _values(new)
    if allowed is not None:
        former = _values(old)
        if former is None:
            yield Break(path, f"only {allowed} are allowed")
        elif lost := [value for value in former if value not in allowed]:
            yield Break(path, f"{lost} are not allowed")


def _refused_fields(old: Schema, new: Schema, path: str, looking_back: bool) -> Iterator[Break]:
    fields, later = old.get("properties", {}), new.get("properties", {})
    for name in new.get("required", []):
        if name not in old.get("required", []) and not (looking_back and name not in fields):
            yield Break(f"{path}.{name}", "may be absent" if looking_back else "is required")
    for name in sorted(later.keys() & fields.keys()):
        yield from _refused(fields[name], later[name], f"{path}.{name}", looking_back=looking_back)
    yield from _refused_keys(old, new, path, looking_back)


def _refused_keys(old: Schema, new: Schema, path: str, looking_back: bool) -> Iterator[Break]:
    """The same for dictionaries, whose keys nobody knows beforehand; fields that are merely unknown are ignored."""
    former, rest = old.get("additionalProperties"), new.get("additionalProperties")
    if rest is False and former is not False:
        yield Break(path, "fields beside the named ones are not allowed")
    any_key = former if isinstance(former, Mapping) else ANYTHING
    if isinstance(rest, Mapping):
        yield from _refused(any_key, rest, f"{path}[]", looking_back=looking_back)
    if former is not None and former is not False:
        for name in sorted(new.get("properties", {}).keys() - old.get("properties", {}).keys()):
            yield from _refused(any_key, new["properties"][name], f"{path}.{name}", looking_back=looking_back)


def _type_fits(old: object, new: object) -> bool:
    return new is None or old == new or (old, new) == ("integer", "number")


def _bound_holds(key: str, old: Any, new: Any) -> bool:
    if old is None:
        return key in {"minLength", "minItems", "minProperties"} and new == 0
    return bool(old >= new) if key in LOWER else bool(old <= new)


def _values(schema: Schema) -> list[Any] | None:
    """The values that are allowed, where they are listed."""
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _choices(schema: Schema) -> list[Schema]:
    return [one for choice in schema["anyOf"] for one in _choices(choice)] if "anyOf" in schema else [schema]


def _short(schema: Schema) -> str:
    return " ".join(str(schema[key]) for key in ("type", "format", "title") if key in schema) or "any value"


def _inlined(part: Any, root: Schema) -> Any:
    """The schema with everything that it refers to put in place; a message that holds itself is not foreseen."""
    if isinstance(part, Mapping):
        if "$ref" in part:
            beside = {key: value for key, value in part.items() if key != "$ref"}
            return _inlined(root["$defs"][part["$ref"].removeprefix("#/$defs/")], root) | beside
        return {key: _inlined(value, root) for key, value in part.items() if key != "$defs"}
    return [_inlined(one, root) for one in part] if isinstance(part, list) else part
