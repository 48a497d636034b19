"""What a notice would better look like: rules that warn and never refuse, over all its pairs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.assignments.domain.pairs import Pair
from services.assignments.domain.structure import Structure

MOST_SHOWN = 200  # A reply is bounded; the counts beside the list are whole.
MOST_MONTHS = 120

Case = Mapping[str, str | int]
"""One thing that a rule warns of."""


@dataclass(frozen=True)
class NoticePolicy:
    """What the warnings go by.

    In how many reporting groups other than his own's an observer should have cells; which types of cells should not
    be left out; how many cells a month an observer can attend; from how many minutes on two meetings are apart.
    """

    version: str
    least_groups_of_types: int
    priority_types: Sequence[str]
    cells_a_month: int
    apart_minutes: int


@dataclass(frozen=True)
class Advice:
    """A rule that warns, with its counts and the first of its cases."""

    rule: str
    numbers: Mapping[str, int]
    cases: Sequence[Case]

    @property
    def shown(self) -> list[Case]:
        """The cases that a reply has room for."""
        return list(self.cases[:MOST_SHOWN])


@dataclass(frozen=True)
class Clash:
    """A cell that an observer is assigned to meets at the hours of his own."""

    person_id: UUID
    cell_id: UUID
    meeting_id: UUID
    starts_at: datetime


def advice(
    pairs: Sequence[Pair],
    structure: Structure,
    policy: NoticePolicy,
    *,
    cells: Mapping[UUID, str | None],
    assigned: Collection[UUID],
    clashes: Sequence[Clash] = (),
) -> list[Advice]:
    """Everything to warn of. `cells` are those below the issuer with their types, `assigned` those under any notice."""
    found = (
        _groups(pairs, structure, policy),
        _priority(cells, {*assigned, *(pair.cell_id for pair in pairs)}, policy),
        _capacity(pairs, policy),
        _own_meeting(clashes, policy),
    )
    return [one for one in found if one.cases]


def _groups(pairs: Sequence[Pair], structure: Structure, policy: NoticePolicy) -> Advice:
    """The observers who would see too few kinds of cells, in the order in which the notice names them."""
    counted = [_seen(person_id, own, structure) for person_id, own in by_person(pairs).items()]
    few = [one for one in counted if int(one["groups"]) < policy.least_groups_of_types]
    counts = {"least": policy.least_groups_of_types, "observers": len(counted), "below": len(few)}
    return Advice("groups_of_types", counts, few)


def _seen(person_id: UUID, pairs: Sequence[Pair], structure: Structure) -> Case:
    own = {structure.group(pair.own_cell_id, pair.from_on) for pair in pairs if pair.own_cell_id is not None}
    cells = {pair.cell_id: structure.group(pair.cell_id, pair.from_on) for pair in pairs}
    known = {group for group in cells.values() if group is not None} - own
    # A cell of a group that is not known may be of any: it must not raise a warning that could be wrong.
    unknown = sum(group is None for group in cells.values())
    return {"person_id": str(person_id), "cells": len(cells), "groups": len(known) + unknown}


def _priority(cells: Mapping[UUID, str | None], covered: Collection[UUID], policy: NoticePolicy) -> Advice:
    """The types that deserve attention of which there are cells, and none that anybody is assigned to."""
    left_out: list[Case] = []
    for kind in policy.priority_types:
        of_kind = [cell_id for cell_id, cell_type in cells.items() if cell_type == kind]
        if of_kind and not any(cell_id in covered for cell_id in of_kind):
            left_out.append({"cell_type": kind, "cells": len(of_kind)})
    return Advice("priority_types", {"types": len(policy.priority_types), "uncovered": len(left_out)}, left_out)


def _capacity(pairs: Sequence[Pair], policy: NoticePolicy) -> Advice:
    """The observers who could not attend each of their cells even once, at the pace that the policy takes for usual."""
    over: list[Case] = []
    people = by_person(pairs)
    for person_id, own in people.items():
        months = len({month for pair in own for month in months_of(pair.from_on, pair.until_on)})
        cells = len({pair.cell_id for pair in own})
        if cells > months * policy.cells_a_month:
            over.append({"person_id": str(person_id), "cells": cells, "months": months})
    return Advice(
        "capacity", {"cells_a_month": policy.cells_a_month, "observers": len(people), "over": len(over)}, over
    )


def _own_meeting(clashes: Sequence[Clash], policy: NoticePolicy) -> Advice:
    """Meetings that an observer cannot attend because his own cell meets at the same hours."""
    shown: list[Case] = [
        {
            "person_id": str(one.person_id),
            "cell_id": str(one.cell_id),
            "meeting_id": str(one.meeting_id),
            "starts_at": one.starts_at.isoformat(),
        }
        for one in clashes
    ]
    return Advice("own_meeting", {"apart_minutes": policy.apart_minutes, "meetings": len(shown)}, shown)


def by_person(pairs: Sequence[Pair]) -> Mapping[UUID, list[Pair]]:
    """The pairs of each observer, in the order in which the notice names them."""
    of_person: defaultdict[UUID, list[Pair]] = defaultdict(list)
    for pair in pairs:
        of_person[pair.person_id].append(pair)
    return of_person


def months_of(first: date, last: date) -> list[date]:
    """The first days of the months that a period touches; of one that lasts longer than ten years, the first ones."""
    begin, end = (day.year * 12 + day.month - 1 for day in (first, last))
    return [date(month // 12, month % 12 + 1, 1) for month in range(begin, min(end, begin + MOST_MONTHS) + 1)]
