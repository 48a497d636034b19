"""Total = sum of facts: what is kept against what is counted, figures against events, parts against the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from contracts.city_quarter import ReadCityQuarter
from contracts.reporting import ReadQuarter, UnitPart
from sinhhoat.totals.asking import Asking, events_of, parts_of
from sinhhoat.totals.figures import NOTHING, Pairs, added, apart, pairs
from sinhhoat.totals.whole import Whole

KEPT = "số giữ sẵn khác số đếm lại / kept and counted differ"
OF_UNITS = "không bằng tổng các đơn vị / is not the sum of its units"
OF_EVENTS = "không bằng tổng các sự kiện / is not the sum of the events behind it"
IN_THE_PART = "tính trong phần khác tính trong toàn thể / counts otherwise in the part than in the whole"
IN_THE_PARTS = "các phần cộng lại khác toàn thể / counts otherwise in all parts together than in the whole"
OF_KEEPERS = "không bằng tổng các nơi / is not the sum of its keepers"
TOLD_BY_CITY = "thành phố nói khác nơi giữ sổ / the city tells otherwise than its keeper"

ONCE_IN_THE_WHOLE = frozenset({"observers", "observer_months"})
"""A person who observes in several parts is one in the whole, which is no sum of its parts."""


class Where(NamedTuple):
    """Keeper, quarter, and code of a unit; `*` is a whole city."""

    keeper: str
    quarter: str
    unit_code: str


class Wrong(NamedTuple):
    """A figure for which two answers differ, which should be the same."""

    where: Where
    figure: str
    what: str
    told: tuple[int, int]
    counted: tuple[int, int]


@dataclass
class Checked:
    """How many pairs of figures were held against each other, over how many units and quarters; what was wrong.

    `progress` is called with the words of what is looked at next.
    """

    figures: int = 0
    units: int = 0
    quarters: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    progress: Callable[[str], None] = lambda words: None

    def hold(self, where: Where, what: str, told: Pairs, counted: Pairs) -> None:
        """Note each figure that is not the same in both."""
        self.figures += len({*told, *counted})
        self.wrong += [Wrong(where, key, what, *both) for key, *both in apart(told, counted)]


async def check_quarter(asking: Asking, keeper: str, quarter: str, checked: Checked) -> Pairs:
    """Check a keeper's quarter, all figures and units of it; returns the figures that the keeper tells.

    All questions but the first are about the positions that its answer names: what is told meanwhile is no fault.
    Refused `unit_unknown` where the keeper has no units.
    """
    told = await asking.ask(keeper, ReadQuarter(quarter=quarter))
    known = {"quarter": quarter, "known": told.head.known}
    where = Where(keeper, quarter, told.head.unit_code)
    counted = pairs(await asking.ask(keeper, ReadQuarter(**known)))
    checked.hold(where, KEPT, pairs(told), counted)
    parts = await parts_of(asking, keeper, known, None)
    checked.hold(where, OF_UNITS, counted, added(part.figures for part in parts))
    await _check_events(asking, known, where, parts, checked)
    await _check_units(asking, known, where, Whole.of(parts), checked)
    checked.units += len(parts)
    checked.quarters += 1
    return pairs(told)


async def check_city(asking: Asking, city: str, quarter: str, keepers: Mapping[str, Pairs], checked: Checked) -> None:
    """Check that a city tells of each of these keepers what it tells itself, and the sum of them.

    Whoever was told something since he was asked is asked again, as known to the city. What is kept of other moments
    and of lens `today` is held against what is counted as well.
    """
    answer = await asking.ask(city, ReadCityQuarter(quarter=quarter))
    sums = added(one.figures for one in answer.keepers)
    checked.hold(Where(city, quarter, "*"), OF_KEEPERS, pairs(answer.total), sums)
    told = {one.keeper: one for one in answer.keepers}
    for keeper in sorted({*told, *keepers}):
        theirs, mine = told[keeper].figures if keeper in told else {}, keepers.get(keeper, {})
        if keeper in told and theirs != mine:
            mine = pairs(await asking.ask(keeper, ReadQuarter(quarter=quarter, known=told[keeper].known)))
        checked.hold(Where(keeper, quarter, "*"), TOLD_BY_CITY, theirs, mine)
    for moment in (ReadCityQuarter(quarter=quarter, known=answer.total.head.known), _today(quarter)):
        await _check_moment(asking, city, moment, checked)


async def _check_moment(asking: Asking, city: str, moment: ReadCityQuarter, checked: Checked) -> None:
    """What a city tells of each keeper as known at positions, or in lens `today`, is what is counted there."""
    answer = await asking.ask(city, moment)
    head = answer.total.head
    for told in answer.keepers:
        question = ReadQuarter(quarter=head.quarter, known=told.known, lens=moment.lens, structure_on=head.structure_on)
        where = Where(told.keeper, head.quarter, f"* ({moment.lens})")
        checked.hold(where, KEPT, told.figures, pairs(await asking.ask(told.keeper, question)))


def _today(quarter: str) -> ReadCityQuarter:
    return ReadCityQuarter(quarter=quarter, lens="today")


async def _check_events(
    asking: Asking, known: Mapping[str, Any], where: Where, parts: Sequence[UnitPart], checked: Checked
) -> None:
    """Each figure is the sum of the events behind it, and so is what each unit adds to it."""
    whole = added(part.figures for part in parts)
    for key in sorted(whole):
        checked.progress(f"{where.keeper} {where.quarter} {key}")
        figure, units = await events_of(asking, where.keeper, known, key)
        checked.hold(where, OF_EVENTS, {key: figure}, added({key: one} for one in units.values()))
        of_parts = {part.unit_code: part.figures.get(key, NOTHING) for part in parts}
        for code in sorted({*of_parts, *units}):
            in_part, of_events = of_parts.get(code, NOTHING), units.get(code, NOTHING)
            checked.hold(where._replace(unit_code=code), OF_EVENTS, {key: in_part}, {key: of_events})


async def _check_units(asking: Asking, known: Mapping[str, Any], where: Where, whole: Whole, checked: Checked) -> None:
    """A unit counts in each one that it stood below all quarter long as in the whole; so it does in all together."""
    branches = []
    for unit in whole.below():
        here = await _check_unit(asking, known, where._replace(unit_code=unit.unit_code), checked)
        for one in whole.units.values():
            if whole.stood_in(one, unit.unit_id):
                named = where._replace(unit_code=f"{unit.unit_code} · {one.unit_code}")
                checked.hold(named, IN_THE_PART, _summable(here.get(one.unit_id, {})), _summable(one.figures))
        if whole.is_branch(unit):
            branches.append(here)
    for one in whole.units.values():
        if whole.stood_in_branches(one):
            together = added(_summable(here.get(one.unit_id, {})) for here in branches)
            checked.hold(where._replace(unit_code=one.unit_code), IN_THE_PARTS, together, _summable(one.figures))


async def _check_unit(asking: Asking, known: Mapping[str, Any], where: Where, checked: Checked) -> dict[UUID, Pairs]:
    """A unit's own report is the sum of its parts; returns these."""
    checked.progress(" ".join(where))
    report = await asking.ask(where.keeper, ReadQuarter(unit_code=where.unit_code, **known))
    parts = await parts_of(asking, where.keeper, known, where.unit_code)
    checked.hold(where, OF_UNITS, pairs(report), added(part.figures for part in parts))
    return {part.unit_id: part.figures for part in parts}


def _summable(figures: Pairs) -> Pairs:
    return {key: one for key, one in figures.items() if key not in ONCE_IN_THE_WHOLE}
