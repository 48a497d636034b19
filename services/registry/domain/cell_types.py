"""Catalogues of cell types: versioned data, each in force from its day until the next one's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from services.chassis.aggregate import ADDED_LATER
from services.chassis.errors import Refused

RESERVED_KEYS = {"all", "subordinate", "district_direct"}
"""Reports keep these for lines of their own, beside those of the groups."""


@dataclass(frozen=True)
class CellTypeGroup:
    """A reporting group of cell types."""

    TOPIC: ClassVar[str] = "registry.CellTypeGroup"
    key: str
    name_vi: str
    name_en: str


@dataclass(frozen=True)
class CellType:
    """A type of cell and the group in which it is counted."""

    TOPIC: ClassVar[str] = "registry.CellType"
    token: str
    name_vi: str
    name_en: str
    group: str


@dataclass(frozen=True)
class Catalogue:
    """Which types of cells there are from a day on, and on which levels a committee is a grassroots one."""

    TOPIC: ClassVar[str] = "registry.Catalogue"
    version: str
    effective_from: date
    types: list[CellType]
    groups: list[CellTypeGroup]
    grassroots_levels: list[str] = field(default_factory=list, metadata=ADDED_LATER)

    def has(self, token: str) -> bool:
        return any(known.token == token for known in self.types)

    def check(self) -> None:
        """Refuse a catalogue that contradicts itself."""
        if not self.types:
            raise Refused("cell_types_empty", field="types")
        if double := _double([known.token for known in self.types]):
            raise Refused("cell_type_double", field="types", token=double)
        if double := _double([group.key for group in self.groups]):
            raise Refused("cell_type_group_double", field="groups", group=double)
        keys = {group.key for group in self.groups}
        if reserved := sorted(keys & RESERVED_KEYS):
            raise Refused("cell_type_group_reserved", field="groups", group=reserved[0])
        for known in self.types:
            if known.group not in keys:
                raise Refused("cell_type_group_unknown", field="types", token=known.token, group=known.group)

    def check_after(self, former: Sequence[Catalogue]) -> None:
        """Refuse a version that is there already, and a day that would take away from a former catalogue's past."""
        if any(known.version == self.version for known in former):
            raise Refused("cell_types_version_taken", field="version", version=self.version)
        if former and self.effective_from <= former[-1].effective_from:
            day = former[-1].effective_from.isoformat()
            raise Refused("cell_types_not_later", field="effective_from", former=day)

    def check_covers(self, types_in_use: Mapping[str, int]) -> None:
        """Refuse to drop a type that cells have; `types_in_use` says how many have it on that day or later."""
        for token, cells in sorted(types_in_use.items()):
            if not self.has(token):
                raise Refused("cell_type_in_use", field="types", token=token, cells=cells)


def _double(names: Sequence[str]) -> str | None:
    """The first name that stands a second time."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None
