"""However cells split, merge and move with rolls that are given with it: no member is lost or doubled, at any level."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.message import Command
from contracts.registry import MergedUnit, MergeUnits, MoveUnit, RollCounts, SplitPart, SplitUnit
from services.registry.main import SERVICE, registry_of
from sinhhoat.recount.asked import Raw
from sinhhoat.recount.quarters import Quarter
from sinhhoat.recount.recounting import Recount
from sinhhoat.stack import Endpoints
from tests.desk import Desk, an_empty_place
from tests.registry.test_handed_over_at_once import events
from tests.registry.test_structure_at_work import a_roll, a_unit, adopted_types, asked, done, unit

pytestmark = pytest.mark.connected

STEADY = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
NUMBERS = count()
FIRST = date(2023, 1, 10)
QUARTERS = [Quarter.parse(f"2023-Q{number}") for number in (1, 2, 3, 4)]

Step = tuple[str, int, int, int, bool]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["split", "split in two", "absorb", "merge", "move"]),
        *(st.integers(0, 30), st.integers(0, 30), st.integers(0, 40), st.booleans()),
    ),
    min_size=8,
    max_size=14,
)


@dataclass
class Cells:
    """Cells under two committees of their own, and how many members each has; what is done is a day or more apart."""

    desk: Desk
    number: int
    members: dict[str, int] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    day: date = FIRST
    made: int = 0

    @property
    def committees(self) -> list[str]:
        return [f"D{self.number}A", f"D{self.number}B"]

    async def begin(self, rolls: list[int]) -> None:
        await done(self.desk, *(a_unit(code, "HU") for code in self.committees))
        for roll in rolls:
            code = self._new()
            self.members[code], self.above[code] = roll, self.committees[roll % 2]
        await done(self.desk, *(a_unit(code, self.above[code], "RESIDENTIAL") for code in self.members))
        place = self.desk.place
        await done(self.desk, *(a_roll(place, code, date(2022, 12, 31), roll) for code, roll in self.members.items()))

    async def take(self, step: Step) -> None:
        """Do it, with a roll too many first, which is refused."""
        what, first, second, part, asks_wrong = step
        self.day += timedelta(days=1 + part % 25)
        codes = list(self.members)
        one, other = codes[first % len(codes)], codes[second % len(codes)]
        if what != "move" and one == other and what in {"absorb", "merge"}:
            return
        new = [self._new(), self._new()]
        if asks_wrong and what != "move":
            assert await asked(self.desk, self._command(what, one, other, new, part, 1)) == "roll_sum_differs"
        command = self._command(what, one, other, new, part, 0)
        expected = "nothing_changed" if what == "move" and self._moves_nowhere(one, other) else "accepted"
        assert await asked(self.desk, command) == expected
        self._note(what, one, other, new, part)

    def _moves_nowhere(self, one: str, other: str) -> bool:
        return self.above[one] == self.above[other]

    def _command(self, what: str, one: str, other: str, new: list[str], part: int, too_many: int) -> Command:
        place = self.desk.place
        whole, off = self.members[one], min(part, self.members[one])
        about = {"command_id": uuid4(), "effective_on": self.day}
        both = RollCounts(official=whole + self.members[other] + too_many)
        if what == "move":
            return MoveUnit(**about, unit_id=unit(place, one), parent_id=unit(place, self.above[other]))
        if what == "absorb":
            return MergeUnits(**about, unit_ids=[unit(place, one)], into_id=unit(place, other), roll=both)
        if what == "merge":
            ids = [unit(place, one), unit(place, other)]
            return MergeUnits(**about, unit_ids=ids, into_new=MergedUnit(code=new[0], name=new[0]), roll=both)
        rolls = [RollCounts(official=off + too_many), RollCounts(official=whole - off)]
        parts = [SplitPart(code=code, name=code, roll=roll) for code, roll in zip(new, rolls, strict=True)]
        if what == "split in two":
            return SplitUnit(**about, unit_id=unit(place, one), parts=parts, principal_code=new[1])
        return SplitUnit(
            **about, unit_id=unit(place, one), parts=parts[:1], principal_code=one, remaining=parts[1].roll
        )

    def _note(self, what: str, one: str, other: str, new: list[str], part: int) -> None:
        off = min(part, self.members[one])
        if what == "move":
            self.above[one] = self.above[other]
        elif what == "absorb":
            self.members[other] += self.members.pop(one)
        elif what == "merge":
            self.above[new[0]] = self.above[one]
            self.members[new[0]] = self.members.pop(one) + self.members.pop(other)
        elif what == "split in two":
            whole = self.members.pop(one)
            self.members |= {new[0]: off, new[1]: whole - off}
            self.above |= dict.fromkeys(new, self.above[one])
        else:
            self.members[one] -= off
            self.members[new[0]] = off
            self.above[new[0]] = self.above[one]

    def _new(self) -> str:
        self.made += 1
        return f"C{self.number}-{self.made}"


@pytest.fixture
async def desk(module_endpoints: Endpoints) -> AsyncIterator[Desk]:
    async with an_empty_place(module_endpoints, SERVICE) as place:
        made = Desk(place, registry_of(place.repository, place.pool, place.keeper))
        await done(made, adopted_types("RESIDENTIAL"))
        await done(made, a_unit("HU", None))
        yield made


def members(raw: Raw, code: str, quarter: Quarter) -> int:
    there, _ = Recount(raw, code, quarter).figures()["members"]
    return there


@STEADY
@given(rolls=st.lists(st.integers(1, 60), min_size=3, max_size=5), steps=STEPS)
async def test_splits_mergers_and_moves_leave_as_many_members_as_there_were(
    desk: Desk, rolls: list[int], steps: list[Step]
) -> None:
    cells = Cells(desk, next(NUMBERS))
    before = dict.fromkeys(QUARTERS, 0)
    if cells.number:
        known = Raw(desk.place.keeper, {}, await events(desk.place))
        before = {quarter: members(known, "HU", quarter) for quarter in QUARTERS}
    await cells.begin(rolls)

    for step in steps:
        await cells.take(step)

    raw = Raw(desk.place.keeper, {}, await events(desk.place))
    for quarter in QUARTERS:
        whole = members(raw, "HU", quarter) - before[quarter]
        assert whole == sum(rolls)
        assert sum(members(raw, code, quarter) for code in cells.committees) == whole
    last = Quarter.parse("2024-Q1")
    assert {code: members(raw, code, last) for code in cells.members} == cells.members
    assert {code: members(raw, code, last) for code in cells.committees} == by_committee(cells)


def by_committee(cells: Cells) -> Mapping[str, int]:
    below = dict.fromkeys(cells.committees, 0)
    for cell, there in cells.members.items():
        below[cells.above[cell]] += there
    return below
