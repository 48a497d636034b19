"""How organisations, collectives and persons were classified, against the quota of their peer group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from services.reporting.catalogue.analyses import CAP, LARGEST, OF_RATED, of_base, of_grade
from services.reporting.read_models.analyses.asking import Asking
from services.reporting.read_models.analyses.branches import Names, names
from services.reporting.read_models.analyses.lines import Line, Period, Ref
from services.reporting.read_models.asked import Asked

GROUPS = """
SELECT $1::text AS keeper, position, unit_id, day, period, objects, peer_group, rated, excellent, base, base_count,
       cap, largest, exceeded, policy, grades, counts_as, counts
  FROM quota ORDER BY position"""

OBJECTS = {
    "organisation": ("Tổ chức đảng", "Organisations"),
    "collective": ("Tập thể", "Collectives"),
    "individual": ("Cá nhân", "Individuals"),
}
OVER = (
    "Nhóm này vượt hạn mức: đã có lý do và cấp có thẩm quyền xem xét chưa?",
    "This group is above its quota: has the reason been looked at by the authority?",
)


class Group(NamedTuple):
    """A peer group as it was decided; `grades` are counts by grade, from the highest down as the scheme has them."""

    ref: Ref
    period: str
    objects: str
    peer_group: str
    rated: int
    excellent: int
    base: str
    base_count: int
    cap: int
    largest: int
    exceeded: bool
    policy: str
    grades: Mapping[str, int]

    @property
    def key(self) -> tuple[object, ...]:
        """Rounds of a year and of a quarter are apart."""
        return self.ref.unit_id, self.objects, self.peer_group, "-Q" in self.period


async def lines(asking: Asking) -> list[Line]:
    """A line for each peer group that was decided on in any of the quarters."""
    quarters = [(asked.quarter.name, await _groups(asked)) for asked in asking.back]
    called = await names(asking.asked, {one.ref.unit_id for _, found in quarters for one in found})
    return classified(quarters, called)


async def _groups(asked: Asked) -> list[Group]:
    return [_group(row) for row in await asked.evidence(GROUPS)]


def _group(row: Any) -> Group:
    ref = Ref(row["keeper"], "ratings", row["position"], row["unit_id"], row["day"])
    grades = dict(zip(row["grades"], row["counts"], strict=True))
    return Group(ref=ref, grades=grades, **{name: row[name] for name in Group._fields[1:-1]})


def classified(quarters: Sequence[tuple[str, Sequence[Group]]], called: Names) -> list[Line]:
    """The lines of these quarters, the newest first; groups stand by the code of the authority that decided."""
    keys = {one.key: one for _, found in reversed(quarters) for one in found}
    lines = [
        _line(
            one, called.get(one.ref.unit_id), [(name, [g for g in found if g.key == key]) for name, found in quarters]
        )
        for key, one in keys.items()
    ]
    return sorted(lines, key=lambda line: (line.unit or ("", ""), line.key))


def _decided(found: Sequence[Group], key: tuple[object, ...]) -> list[Group]:
    return [group for group in found if group.key == key]


def _line(one: Group, unit: tuple[str, str] | None, quarters: Sequence[tuple[str, Sequence[Group]]]) -> Line:
    code, round_ = unit[0] if unit else str(one.ref.unit_id), "quarter" if "-Q" in one.period else "year"
    vi, en = OBJECTS.get(one.objects, (one.objects, one.objects))
    periods = [period for name, found in quarters if (period := _period(name, found))]
    over = any(group.exceeded for group in quarters[0][1])
    return Line(
        f"{one.objects}.{one.peer_group}.{round_}@{code}",
        f"{vi}, nhóm {one.peer_group}, {'quý' if round_ == 'quarter' else 'năm'}",
        f"{en}, group {one.peer_group}, {round_}",
        periods,
        unit,
        OVER if over else None,
    )


def _period(quarter: str, found: Sequence[Group]) -> Period | None:
    """A group decided on more than once within a quarter counts as it was decided last."""
    if not found:
        return None
    one = found[-1]
    grades = [of_grade(grade).figure(count, one.rated) for grade, count in one.grades.items()]
    figures = [
        OF_RATED.figure(one.excellent, one.rated),
        of_base(one.base).figure(one.excellent, one.base_count),
        CAP.figure(one.cap, 0),
        LARGEST.figure(one.largest, 0),
        *grades,
    ]
    ref = one.ref._replace(numerator=one.excellent, denominator=one.rated)
    return Period(quarter, figures, [ref], policy=one.policy)
