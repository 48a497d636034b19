"""A district and a ward that hypothesis makes up, between which units pass at the beginnings of quarters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from hypothesis import strategies as st

from services.registry.domain import Arrival, ChangeKind, Coming, NewUnit
from tests.reporting import given
from tests.reporting.history import History, Told
from tests.reporting.reshaping import Reshaped, catalogue

QUARTER_DAYS = [date(2018, 10, 1), date(2019, 1, 1), date(2019, 4, 1)]


class Keeper(Reshaped):
    """One of the two; it takes nothing back of what has passed."""

    def take_back(self) -> None:
        changes = [life.changes[-1].kind for life in self.structure.units.values() if life.changes]
        if ChangeKind.HANDED_OVER not in changes:
            super().take_back()

    def unmake(self) -> None:
        """Only what it has entered itself."""

    def hand_over(self, other: Keeper, told: Callable[[], None]) -> None:
        """Give a unit with all below it away, which the other takes under his own committee if he may."""
        code, since = self._unit()
        unit_id, whole = self._id(code), list[UUID]()
        if code == self._root:
            return
        given_away = self._change(lambda tree: whole.extend(tree.hand_over(unit_id, other.structure.keeper, since)))
        told()
        if given_away:
            coming = [self._coming(one, since) for one in whole]
            arrival = Arrival(self.structure.keeper, since, coming).under(other._id(other._root), f"{other._root}-")
            other.take_over(arrival, [*map(self._first_code, whole)])

    def take_over(self, arrival: Arrival, codes: Sequence[str]) -> None:
        if self._change(lambda tree: tree.take_over(arrival)):
            for code, one in zip(codes, arrival.units, strict=True):
                known = self._cells if one.unit.cell_type else self._committees
                if one.unit.cell_type and code not in known:
                    known.append(code)

    def _coming(self, unit_id: UUID, day: date) -> Coming:
        life = self.structure.unit(unit_id)
        named = (unit_id, life.code, life.entered_as or life.code, life.kind, None, life.cell_types[-1][1])
        return Coming(NewUnit(*named, life.parent_on(day), life.established_on), 1)

    def _first_code(self, unit_id: UUID) -> str:
        """The one that its first keeper gave it, by which facts are told of it."""
        return self.structure.unit(unit_id).code.rpartition("-")[2]


class Ward(Keeper):
    """A committee with one cell of its own, until others come."""

    def __init__(self, draw: st.DrawFn, keeper: str, days: Sequence[date]) -> None:
        super().__init__(draw, keeper, days)
        self._root, self._letter, self._cells, self._committees = "W", "M", ["W1"], []

    def begin(self) -> None:
        self._change(lambda tree: tree.adopt_cell_types(catalogue("1", given.LONG_AGO, given.TYPES)))
        self._enter("W", None, None, given.LONG_AGO)
        self._enter("W1", "W", "SCHOOL", given.LONG_AGO)


class Between(NamedTuple):
    """What both have told, in that order; `steps`: how much of it, after each thing that happened."""

    district: History
    ward: History
    told: list[tuple[str, Told]]
    steps: list[int]


@st.composite
def districts_and_wards(draw: st.DrawFn, names: Callable[[], str]) -> Between:
    name = names()
    one, other = Keeper(draw, f"{name}-district", QUARTER_DAYS), Ward(draw, f"{name}-ward", QUARTER_DAYS)
    other.names = one.names
    told: list[tuple[str, Told]] = []
    steps: list[int] = []

    def note() -> None:
        for keeper in (one, other):
            mine = sum(name == keeper.structure.keeper for name, _ in told)
            told.extend((keeper.structure.keeper, event) for event in keeper.history.told[mine:])
        steps.append(len(told))

    one.begin()
    other.begin()
    note()
    for _ in range(draw(st.integers(25, 70))):
        what = draw(st.sampled_from(["district"] * 6 + ["ward"] * 3 + ["away", "away", "back"]))
        if what in {"district", "ward"}:
            (one if what == "district" else other).go_on()
        else:
            giver, taker = (one, other) if what == "away" else (other, one)
            giver.hand_over(taker, note)
        note()
    return Between(one.history, other.history, told, steps)
