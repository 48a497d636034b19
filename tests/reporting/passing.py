"""A district and a ward that hypothesis makes up, between which units pass, also within a month of a quarter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from hypothesis import strategies as st

from services.registry.domain import Arrival, ChangeKind, Coming, NewUnit, UnitKind
from tests.reporting import given
from tests.reporting.followed import gathering, guided
from tests.reporting.histories import DAYS
from tests.reporting.history import History, Told, an_id
from tests.reporting.reporting_committees import APRIL, opened, returned, submitted
from tests.reporting.reshaping import Reshaped, catalogue

PASSING_DAYS = [date(2018, 10, 1), date(2019, 1, 1), date(2019, 2, 15), date(2019, 4, 1)]


class Keeper(Reshaped):
    """One of the two; it takes nothing back of what has passed. Its committees brief, guide and report as well."""

    def __init__(self, draw: st.DrawFn, keeper: str, days: Sequence[date] = DAYS) -> None:
        super().__init__(draw, keeper, days)
        self._reports: dict[str, int] = {}

    def facts(self) -> list[Callable[[], None]]:
        return [*super().facts(), *[self.brief] * 3, *[self.guide] * 3, *[self.report] * 2]

    def brief(self) -> None:
        """Twice a month, too; a unit may be told of as long as anybody remembers it."""
        held = gathering(self._committee(), self._day(), "secretaries_briefing")
        if all(held != one.event for one in self.history.told):
            self.history.tell(held)

    def guide(self) -> None:
        code, month = self._committee(), self._one([one for one in DAYS if (one + timedelta(days=1)).day == 1])
        issued = guided(code, f"{self.history.keeper}-{len(self.history.told)}", month)
        self.history.tell(issued.model_copy(update={"issuer_id": an_id(code)}))

    def report(self) -> None:
        """Of the first quarter of 2019: what was submitted goes back, and is submitted again."""
        code = self._committee()
        if code not in self._reports:
            self.history.tell(opened(code))
        number = self._reports.setdefault(code, 0) + 1
        self.history.tell(submitted(code, APRIL[9], (number + 1) // 2) if number % 2 else returned(code, number // 2))
        self._reports[code] = number

    def _committee(self) -> str:
        """One of those that it has, or has had."""
        lives = self.structure.units.items()
        return self._one([self._first_code(unit_id) for unit_id, life in lives if life.kind is UnitKind.COMMITTEE])

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
    one, other = Keeper(draw, f"{name}-district", PASSING_DAYS), Ward(draw, f"{name}-ward", PASSING_DAYS)
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
