"""Coverage by type of cell, and what could be foreseen of visits by whoever knows those that were made.

All of it rests on visits that everybody may know of; plans are another service's, sealed, and never come here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from services.reporting.catalogue import analyses as catalogue
from services.reporting.catalogue.definition import Definition
from services.reporting.read_models.analyses.asking import Asking
from services.reporting.read_models.analyses.lines import Line, Period, Ref
from services.reporting.read_models.asked import Asked

# The cells of the quarter's last day, each with the first visit to it in the quarter and its first assignment in force.
CELLS = """
SELECT $1::text AS keeper, c.unit_id, c.told_by, c.cell_type, g.group_key, $3::date AS last,
       a.told_by AS assigned, v.position AS visited, v.day
  FROM standing c LEFT JOIN type_group g ON g.token = c.cell_type
  LEFT JOIN first_assigned a ON a.unit_id = c.unit_id LEFT JOIN first_visit v ON v.unit_id = c.unit_id
 WHERE c.kind = 'cell' ORDER BY c.told_by"""

VISITS = "SELECT $1::text AS keeper, position, unit_id, day, person_id FROM visit ORDER BY day, position"

NO_TYPE = "none"


class Cell(NamedTuple):
    """A cell of the last day; `visited` and `assigned` are the events that count it, or None."""

    told: Ref
    cell_type: str | None
    group: str | None
    visited: Ref | None
    assigned: bool


class Visit(NamedTuple):
    """A visit that was made."""

    ref: Ref
    person_id: UUID

    @property
    def month(self) -> int:
        return self.ref.day.year * 12 + self.ref.day.month


class Pattern(NamedTuple):
    """Something that may be true of all visits to one cell, and how a person would ask about it."""

    definition: Definition
    question: tuple[str, str]
    holds: Callable[[Sequence[Visit]], bool]


def _same_month(visits: Sequence[Visit]) -> bool:
    return len({visit.month % 3 for visit in visits}) == 1


def _same_interval(visits: Sequence[Visit]) -> bool:
    return len({then.month - now.month for now, then in pairwise(visits)}) == 1


def _same_observer(visits: Sequence[Visit]) -> bool:
    return len({visit.person_id for visit in visits}) == 1


PATTERNS = (
    Pattern(
        catalogue.SAME_MONTH,
        (
            "Các chi bộ này luôn được dự vào cùng một tháng của quý: có thể đoán trước được không?",
            "These cells are always visited in the same month of the quarter: can it be foreseen?",
        ),
        _same_month,
    ),
    Pattern(
        catalogue.SAME_INTERVAL,
        (
            "Các chi bộ này được dự cách đều nhau: lần dự tới có thể đoán trước được không?",
            "These cells are visited at equal intervals: can the next visit be foreseen?",
        ),
        _same_interval,
    ),
    Pattern(
        catalogue.SAME_OBSERVER,
        (
            "Các chi bộ này luôn do cùng một người đến dự: có nên đổi người dự không?",
            "These cells are always visited by the same observer: should another one come?",
        ),
        _same_observer,
    ),
)


class Spread(NamedTuple):
    """How visits fall: the share of those on the commonest of something."""

    definition: Definition
    question: tuple[str, str]
    of: Callable[[date], object]


SPREADS = (
    Spread(
        catalogue.BUSIEST_MONTH,
        ("Vì sao lượt dự dồn vào một tháng?", "Why do the visits crowd into one month?"),
        lambda day: (day.year, day.month),
    ),
    Spread(
        catalogue.COMMONEST_MONTH_OF_QUARTER,
        ("Lượt dự có luôn rơi vào một tháng của quý không?", "Do visits always fall in one month of the quarter?"),
        lambda day: day.month % 3,
    ),
    Spread(
        catalogue.COMMONEST_WEEKDAY,
        ("Lượt dự có luôn rơi vào một ngày trong tuần không?", "Do visits always fall on one day of the week?"),
        date.weekday,
    ),
    Spread(
        catalogue.COMMONEST_DAY,
        ("Lượt dự có luôn rơi vào một ngày của tháng không?", "Do visits always fall on one day of the month?"),
        lambda day: day.day,
    ),
)


async def lines(asking: Asking) -> list[Line]:
    """Coverage by type over the quarters, then what the months of history show."""
    covered = [(asked.quarter.name, await _cells(asked)) for asked in asking.back]
    history = asking.history
    visits = [
        Visit(Ref(row["keeper"], "assignments", row["position"], row["unit_id"], row["day"]), row["person_id"])
        for row in await history.evidence(VISITS)
    ]
    policy = asking.policy
    return [
        *coverage(covered, asking.asked.groups),
        *foreseen(history.quarter.name, visits, policy.history_months, policy.least_visits),
    ]


async def _cells(asked: Asked) -> list[Cell]:
    return [_cell(row) for row in await asked.evidence(CELLS)]


def _cell(row: Any) -> Cell:
    told = Ref(row["keeper"], "registry", row["told_by"], row["unit_id"], row["last"], 0, 1)
    visit = Ref(row["keeper"], "assignments", row["visited"], row["unit_id"], row["day"]) if row["visited"] else None
    return Cell(told, row["cell_type"], row["group_key"], visit, row["assigned"] is not None)


def coverage(quarters: Sequence[tuple[str, Sequence[Cell]]], groups: Mapping[str, tuple[str, str]]) -> list[Line]:
    """A line for each type of cell that there is in any of the quarters."""
    types = {cell.cell_type or NO_TYPE: cell.group for _, found in reversed(quarters) for cell in found}
    return [
        Line(
            f"type.{one}",
            *_of_group(one, groups.get(types[one] or "")),
            [
                _covered(quarter, [cell for cell in found if (cell.cell_type or NO_TYPE) == one])
                for quarter, found in quarters
            ],
        )
        for one in sorted(types)
    ]


def _of_group(cell_type: str, group: tuple[str, str] | None) -> tuple[str, str]:
    vi, en = group or ("không thuộc nhóm nào", "of no group")
    return f"Loại hình {cell_type} ({vi})", f"Type {cell_type} ({en})"


def _covered(quarter: str, cells: Sequence[Cell]) -> Period:
    seen = [cell.visited for cell in cells if cell.visited]
    return Period(
        quarter,
        [
            catalogue.VISITED.figure(len(seen), len(cells)),
            catalogue.ASSIGNED.figure(sum(cell.assigned for cell in cells), len(cells)),
        ],
        [*(cell.told for cell in cells), *seen],
    )


def foreseen(quarter: str, visits: Sequence[Visit], months: int, least_visits: int) -> list[Line]:
    """What visits in the order of their days show; cells count from `least_visits` visits on."""
    of_cell: defaultdict[UUID, list[Visit]] = defaultdict(list)
    for visit in visits:
        of_cell[visit.ref.unit_id].append(visit)
    often = [found for found in of_cell.values() if len(found) >= least_visits]
    return [
        _months(quarter, visits, months),
        *(_spread(quarter, visits, spread, least_visits) for spread in SPREADS),
        *(_pattern(quarter, often, pattern) for pattern in PATTERNS),
    ]


def _months(quarter: str, visits: Sequence[Visit], months: int) -> Line:
    first = {visit.month: visit.ref for visit in reversed(visits)}
    known = catalogue.MONTHS_WITH_VISITS.figure(len(first), months)
    return Line(known.key, known.name_vi, known.name_en, [Period(quarter, [known], list(first.values()))])


def _spread(quarter: str, visits: Sequence[Visit], spread: Spread, least_visits: int) -> Line:
    counted = Counter(spread.of(visit.ref.day) for visit in visits)
    commonest = max(counted.items(), key=lambda one: (one[1], str(one[0])))[0] if counted else None
    refs = [visit.ref._replace(numerator=int(spread.of(visit.ref.day) == commonest), denominator=1) for visit in visits]
    share = spread.definition.figure(sum(ref.numerator for ref in refs), len(refs))
    asked = spread.question if len(visits) >= least_visits and len(counted) == 1 else None
    return Line(share.key, share.name_vi, share.name_en, [Period(quarter, [share], refs)], question=asked)


def _pattern(quarter: str, cells: Iterable[Sequence[Visit]], pattern: Pattern) -> Line:
    """The first visit to a cell stands for the cell; the others show what is asked about."""
    refs: list[Ref] = []
    for visits in cells:
        so = int(pattern.holds(visits))
        refs += [
            visit.ref._replace(numerator=0 if n else so, denominator=0 if n else 1) for n, visit in enumerate(visits)
        ]
    found, of = sum(ref.numerator for ref in refs), sum(ref.denominator for ref in refs)
    share = pattern.definition.figure(found, of)
    asked = pattern.question if found else None
    return Line(share.key, share.name_vi, share.name_en, [Period(quarter, [share], refs)], question=asked)
