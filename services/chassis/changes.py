"""What each event has changed in its aggregate, found by replaying it: field, old value, new value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from contracts.history import Change
from services.chassis.aggregate import Aggregate
from services.chassis.event_store.codec import DomainEvent

OF_EVERY_EVENT = {"originator_id", "originator_version", "originator_topic", "timestamp"}

Named = AbstractSet[Any]
"""Keys of entries."""


class Replay:
    """Takes the events of one aggregate in order.

    `whole`: compare all of the aggregate each time. Of a large one, such as the tree of a city, only those entries are
    compared that the event names; a test holds that no event changes others.
    """

    def __init__(self, *, whole: bool = True) -> None:
        self._whole = whole
        self._aggregate: Aggregate | None = None

    def apply(self, event: DomainEvent) -> None:
        """Let it happen, unseen."""
        self._aggregate = event.mutate(self._aggregate)

    def changes(self, event: DomainEvent) -> list[Change]:
        """Let it happen, and tell what it has changed; what is empty when the aggregate begins is left out."""
        named = None if self._whole else named_by(event)
        before = shown(self._aggregate, named)
        first = self._aggregate is None
        self.apply(event)
        found = differences(before, shown(self._aggregate, named))
        return [change for change in found if not (first and change.new in (None, "", [], {}))]


def shown(aggregate: Aggregate | None, named: Named | None = None) -> dict[str, Any]:
    """The public state in plain values; `named` leaves out the entries of every collection that have other keys."""
    if aggregate is None:
        return {}
    public = {name: value for name, value in vars(aggregate).items() if not name.startswith("_")}
    return {name: plain(_only(value, named)) for name, value in public.items()}


def _only(value: Any, named: Named | None) -> Any:
    if named is None or not isinstance(value, dict):
        return value
    return {key: value[key] for key in named if key in value}


def content(event: DomainEvent) -> dict[str, Any]:
    """What the event says, in plain values."""
    return {name: plain(value) for name, value in _own(event).items()}


def named_by(event: DomainEvent) -> Named:
    """Every single value that stands anywhere in the event."""
    return frozenset(_values(_own(event)))


def _own(event: DomainEvent) -> dict[str, Any]:
    return {name: value for name, value in vars(event).items() if name not in OF_EVERY_EVENT}


def _values(value: Any) -> Iterator[Any]:
    if is_dataclass(value) and not isinstance(value, type):
        value = {part.name: getattr(value, part.name) for part in fields(value)}
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, Sequence | AbstractSet) and not isinstance(value, str | bytes):
        for part in value:
            yield from _values(part)
    elif value is not None:
        yield value


def plain(value: Any) -> Any:
    """The value as JSON has it; a set becomes entries under their own names, so that these are compared."""
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(part) for key, part in value.items()}
    if isinstance(value, AbstractSet):
        return {str(part): part for part in sorted((plain(part) for part in value), key=str)}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def differences(old: Any, new: Any, path: tuple[str, ...] = ()) -> list[Change]:
    """What leads from one plain value to the other. Lists of one length are compared place by place."""
    if old == new:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        return [change for key in old | new for change in _entry(old, new, key, path)]
    if isinstance(old, list) and isinstance(new, list):
        return _places(old, new, path)
    return [Change(field=list(path), how="changed", old=old, new=new)]


def _entry(old: dict[str, Any], new: dict[str, Any], key: str, path: tuple[str, ...]) -> list[Change]:
    where = (*path, key)
    if key not in old:
        return [Change(field=list(where), how="added", new=new[key])]
    if key not in new:
        return [Change(field=list(where), how="removed", old=old[key])]
    return differences(old[key], new[key], where)


def _places(old: list[Any], new: list[Any], path: tuple[str, ...]) -> list[Change]:
    if len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [change for place, (a, b) in pairs for change in differences(a, b, (*path, str(place)))]
    gone, come = _left(old, new), _left(new, old)
    return [
        *(Change(field=[*path, str(place)], how="removed", old=value) for place, value in gone),
        *(Change(field=[*path, str(place)], how="added", new=value) for place, value in come),
    ]


def _left(values: list[Any], others: list[Any]) -> list[tuple[int, Any]]:
    """The values, with their places, that stand in the other list less often."""
    rest, left = list(others), []
    for place, value in enumerate(values):
        if value in rest:
            rest.remove(value)
        else:
            left.append((place, value))
    return left
