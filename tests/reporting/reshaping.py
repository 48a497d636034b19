"""Districts that hypothesis reshapes by the registry's own rules: split, merged, moved, ended, and all that taken back.

What the registry refuses does not happen; what it decides is told in its own words, with the ids that events of the
other services name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from hypothesis import strategies as st

from contracts.message import Event
from contracts.registry import UnitRenamed
from services.chassis.errors import Refused
from services.registry.domain import (
    Catalogue,
    CellType,
    CellTypeGroup,
    ChangeKind,
    Part,
    Structure,
    Successor,
    UnitKind,
    id_of_unit,
)
from services.registry.main import SERVICE
from tests.registry.given import REASON, at, happened
from tests.reporting import given
from tests.reporting.histories import DAYS, Story
from tests.reporting.history import History, an_id

REGROUPED = {"RESIDENTIAL": "residential", "SCHOOL": "residential", "ENTERPRISE": "sector"}
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Reshaped(Story):
    """HU above A and B, cells below all three; from there on whatever may become of them."""

    def __init__(self, draw: st.DrawFn, keeper: str, days: Sequence[date] = DAYS) -> None:
        super().__init__(draw, keeper)
        with at():
            self.structure = Structure(keeper)
        self.names: dict[str, str] = {}
        self._days = days
        self._root, self._letter, self._made = "HU", "N", 0

    def begin(self) -> None:
        self._change(lambda tree: tree.adopt_cell_types(catalogue("1", given.LONG_AGO, given.TYPES)))
        self._enter("HU", None, None, given.LONG_AGO)
        for code, parent, kind in (("A", "HU", None), ("B", "HU", None), *CELLS):
            self._enter(code, parent, kind, given.LONG_AGO)

    def changes(self) -> list[Callable[[], None]]:
        return [
            *[self.establish, self.rename, self.retype, self.move, self.dissolve, self.adopt],
            *[self.split, self.split, self.merge, self.merge, self.absorb, self.take_back, self.take_back, self.unmake],
        ]

    def establish(self) -> None:
        parent, cell_type = self._one([self._root, *self._committees]), self._one([*given.TYPES, None])
        self._enter(self._new(), parent, cell_type, self._one(self._days))

    def rename(self) -> None:
        """Names are told by the unit's own history, which knows nothing of the tree."""
        code, since = self._unit()
        unit_id = UUID(self.names[str(self._id(code))])
        self.history.tell(UnitRenamed(unit_id=unit_id, name=f"Tên {len(self.history.told)}", effective_on=since))

    def retype(self) -> None:
        code, since = self._unit()
        token = self._one(list(given.TYPES))
        self._change(lambda tree: tree.change_type(self._id(code), token, since))

    def move(self) -> None:
        code, since = self._unit()
        parent = self._one([self._root, *self._committees])
        self._change(lambda tree: tree.move(self._id(code), self._id(parent), since))

    def dissolve(self) -> None:
        code, since = self._unit()
        self._change(lambda tree: tree.dissolve(self._id(code), since))

    def adopt(self) -> None:
        """A second catalogue of types, or its end."""
        on = self._one(self._days)
        if len(self.structure.catalogues) > 1:
            self._change(lambda tree: tree.withdraw_cell_types("2", REASON))
        else:
            self._change(lambda tree: tree.adopt_cell_types(catalogue("2", on, REGROUPED)))

    def split(self) -> None:
        """The first part takes every other unit below; the line goes on in the unit itself or in the last part."""
        code, since = self._unit()
        parts, goes_on = [self._new(), self._new()], self._one([True, False])
        below = [one for one, life in self.structure.units.items() if life.is_under(self._id(code), since)]
        made = [Part(parts[0], parts[0], takes=below[::2]), Part(parts[1], parts[1])]
        principal = code if goes_on else parts[1]
        if self._change(lambda tree: tree.split(self._id(code), made, principal, since)):
            self._known(parts)

    def merge(self) -> None:
        """Two become a new one."""
        one, since = self._unit()
        other, later = self._unit()
        new = self._new()
        into = Successor(new, new)
        ids = [self._id(one), self._id(other)]
        if self._change(lambda tree: tree.merge(ids, None, into, max(since, later))):
            self._known([new])

    def absorb(self) -> None:
        """One goes on in another."""
        code, since = self._unit()
        into, later = self._unit()
        self._change(lambda tree: tree.merge([self._id(code)], self._id(into), None, max(since, later)))

    def take_back(self) -> None:
        """The last change of a unit, whichever it was; where a split ended it, the split."""
        unit_id = self._id(self._unit()[0])
        if changes := self.structure.unit(unit_id).changes:
            last = changes[-1]
            by_split = last.kind is ChangeKind.DISSOLVED and last.with_id == unit_id
            kind = ChangeKind.SPLIT if by_split else last.kind
            self._change(lambda tree: tree.withdraw_change(unit_id, kind, last.on, REASON))

    def unmake(self) -> None:
        unit_id = self._id(self._unit()[0])
        self._change(lambda tree: tree.withdraw_establishment(unit_id, REASON))

    def _enter(self, code: str, parent: str | None, cell_type: str | None, on: date) -> None:
        kind = UnitKind.CELL if cell_type else UnitKind.COMMITTEE
        entered = self._change(
            lambda tree: tree.establish(
                code=code,
                name=f"Đơn vị {code}",
                kind=kind,
                level=None,
                cell_type=cell_type,
                parent_code=parent,
                established_on=on,
            )
        )
        if entered:
            self._known([code])

    def _known(self, codes: list[str]) -> None:
        """Units of which others may tell from now on, also after they are gone."""
        for code in codes:
            cell = self.structure.unit(self._id(code)).kind is UnitKind.CELL
            known = self._cells if cell else self._committees
            if code not in [*known, self._root]:
                known.append(code)

    def _unit(self) -> tuple[str, date]:
        """A unit of the tree, and a day on which it might change."""
        life = self._one(list(self.structure.units.values()))
        return life.code, max(self._one(self._days), life.changed_on)

    def _new(self) -> str:
        self._made += 1
        return f"{self._letter}{self._made}"

    def _id(self, code: str) -> UUID:
        """Whichever keeper gave it first."""
        known = (unit_id for unit_id, life in self.structure.units.items() if life.code == code)
        return next(known, id_of_unit(self.structure.keeper, code))

    def _change(self, decide: Callable[[Structure], object]) -> bool:
        """What is refused does not happen; all that is decided is told."""
        with at():
            try:
                decide(self.structure)
            except Refused:
                return False
            self.history.tell(*self._told())
        return True

    def _told(self) -> list[Event]:
        assert SERVICE.publish is not None
        told = [told for one in happened(self.structure) if (told := SERVICE.publish(one)) is not None]
        for unit_id, life in self.structure.units.items():
            self.names.setdefault(str(unit_id), str(an_id(life.code)))
        return [named_otherwise(event, self.names) for event in told]


CELLS = (("A1", "A", "RESIDENTIAL"), ("A2", "A", "SCHOOL"), ("B1", "B", "ENTERPRISE"), ("C1", "HU", "SCHOOL"))


def catalogue(version: str, on: date, types: dict[str, str]) -> Catalogue:
    """`types`: token -> key of its group."""
    groups = [CellTypeGroup(key, f"Nhóm {key}", key) for key in dict.fromkeys(types.values())]
    return Catalogue(version, on, [CellType(one, one, one, group) for one, group in types.items()], groups)


def named_otherwise(event: Event, names: dict[str, str]) -> Event:
    """The same event of units that have other ids."""
    told = UUIDS.sub(lambda found: names.get(found[0], found[0]), event.model_dump_json())
    return type(event).model_validate_json(told)


@st.composite
def reshaped_districts(draw: st.DrawFn, keepers: Callable[[], str], days: Sequence[date] = DAYS) -> History:
    """A history of one keeper, whose name nobody else has; its units change on these days."""
    story = Reshaped(draw, keepers(), days)
    story.begin()
    for _ in range(draw(st.integers(20, 70))):
        story.go_on()
    return story.history
