"""Cells whose figure of the quarter lies far from those of their peers, asked as a question about each of them.

Peers are the cells of one type that stand below the unit asked for on the quarter's last day and have anything to
divide by. How far is far goes by the middle of the group and by how far its cells lie from that, so that a few odd
ones do not move it; arithmetic is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from services.reporting.catalogue.analyses import (
    CELLS_IN_GROUP,
    FAR_ATTENDANCE,
    FAR_OPINIONS,
    FAR_SELF_SCORE,
    middle_like,
)
from services.reporting.catalogue.definition import Definition
from services.reporting.read_models.analyses.asking import Asking
from services.reporting.read_models.analyses.branches import Names, names
from services.reporting.read_models.analyses.lines import Line, Period, Ref
from services.reporting.read_models.analyses.policy import AnalysisPolicy

TYPES = "SELECT unit_id, cell_type FROM standing WHERE kind = 'cell' AND cell_type IS NOT NULL"
ROWS = """
SELECT key, $1::text AS keeper, service, position, unit_id, day, numerator, denominator FROM evidence
 WHERE key IN ('attendance_regular', 'self_score', 'opinions') ORDER BY day, position"""


class Compared(NamedTuple):
    """A figure that cells are compared by, where the policy says what is little of it, and what is asked."""

    figure: Definition
    little: str
    question: tuple[str, str]


FIGURES: Mapping[str, Compared] = {
    "attendance_regular": Compared(
        FAR_ATTENDANCE,
        "far_attendance",
        (
            "Tỷ lệ dự sinh hoạt cách xa các chi bộ cùng loại hình: hoàn cảnh hay cách ghi có gì khác?",
            "Attendance lies far from that of cells of the same type: do circumstances differ, or how it is recorded?",
        ),
    ),
    "self_score": Compared(
        FAR_SELF_SCORE,
        "far_points",
        (
            "Điểm tự chấm cách xa các chi bộ cùng loại hình: buổi họp khác hẳn, hay tiêu chí được hiểu khác?",
            "The own score lies far from that of cells of the same type: do meetings differ, or is the rubric read"
            " differently?",
        ),
    ),
    "opinions": Compared(
        FAR_OPINIONS,
        "far_opinions",
        (
            "Số ý kiến mỗi buổi cách xa các chi bộ cùng loại hình: buổi họp khác, hay cách đếm ý kiến khác?",
            "Opinions per meeting lie far from those of cells of the same type: do meetings differ, or how opinions"
            " are counted?",
        ),
    ),
}
QUESTIONS: Mapping[str, tuple[str, str]] = {key: one.question for key, one in FIGURES.items()}


class Row(NamedTuple):
    """An event behind a cell's figure."""

    key: str
    ref: Ref


class Limits(NamedTuple):
    """`peers`: the least that a group has; `deviations`: so many times the middle deviation; `little`: never less."""

    peers: int
    deviations: int
    little: Fraction


async def lines(asking: Asking) -> list[Line]:
    """The questions about the quarter, by figure and then by cell."""
    asked = asking.asked
    types = {row["unit_id"]: row["cell_type"] for row in await asked.evidence(TYPES)}
    rows = [Row(row["key"], Ref(*list(row)[1:])) for row in await asked.evidence(ROWS, keys=FIGURES.keys())]
    called = await names(asked, types.keys())
    return found(asked.quarter.name, rows, types, called, asking.policy)


def found(
    quarter: str, rows: Iterable[Row], types: Mapping[UUID, str], called: Names, policy: AnalysisPolicy
) -> list[Line]:
    """A line for each cell and figure that lies far from the middle of the cells of its type."""
    refs: defaultdict[tuple[str, str], defaultdict[UUID, list[Ref]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.ref.unit_id in types:
            refs[row.key, types[row.ref.unit_id]][row.ref.unit_id].append(row.ref)
    asked = [
        (order, called.get(unit_id, (str(unit_id), "")), key, group, unit_id)
        for order, key in enumerate(FIGURES)
        for (of, _), cells in refs.items()
        if of == key
        for group in [Group.of(cells)]
        for unit_id in far(group.values, limits(key, policy))
    ]
    ordered = sorted(asked, key=itemgetter(0, 1))
    return [_line(quarter, key, group, unit_id, unit) for _, unit, key, group, unit_id in ordered]


class Group(NamedTuple):
    """Cells of one type with the events behind a figure, and what it is of each that has anything to divide by."""

    refs: Mapping[UUID, Sequence[Ref]]
    values: Mapping[UUID, Fraction]

    @classmethod
    def of(cls, refs: Mapping[UUID, Sequence[Ref]]) -> Group:
        pairs = {unit_id: _pair(cell) for unit_id, cell in refs.items()}
        return cls(refs, {unit_id: Fraction(n, of) for unit_id, (n, of) in pairs.items() if of})


def limits(key: str, policy: AnalysisPolicy) -> Limits:
    """What the policy says of a figure, in the unit of its numerators; attendance is a share of one."""
    asked = FIGURES[key]
    unit = Fraction(1, 100) if asked.figure.measure == "ratio" else Fraction(asked.figure.scale)
    return Limits(policy.least_peers, policy.far_deviations, policy.numbers[asked.little] * unit)


def _pair(refs: Sequence[Ref]) -> tuple[int, int]:
    return sum(ref.numerator for ref in refs), sum(ref.denominator for ref in refs)


def _line(quarter: str, key: str, group: Group, unit_id: UUID, unit: tuple[str, str]) -> Line:
    asked, refs, centre = FIGURES[key], group.refs[unit_id], middle(group.values.values())
    compared = asked.figure
    figures = [
        compared.figure(*_pair(refs)),
        middle_like(compared).figure(centre.numerator, centre.denominator),
        CELLS_IN_GROUP.figure(len(group.values), 0),
    ]
    period = Period(quarter, figures, refs)
    return Line(f"{compared.key}@{unit[0]}", compared.name_vi, compared.name_en, [period], unit, asked.question)


def far(values: Mapping[UUID, Fraction], limits: Limits) -> frozenset[UUID]:
    """Which of a group's cells lie far from its middle; none of a group that is too small."""
    if len(values) < limits.peers:
        return frozenset()
    centre = middle(values.values())
    apart = {unit: abs(value - centre) for unit, value in values.items()}
    least = max(limits.deviations * middle(apart.values()), limits.little)
    return frozenset(unit for unit, one in apart.items() if one and one >= least)


def middle(values: Iterable[Fraction]) -> Fraction:
    """The median: the mean of the one or two that stand in the middle. ValueError of nothing."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("nothing has no middle")
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
