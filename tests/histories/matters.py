"""Histories of what the registry keeps beside its units: roles, committees of cells, training, members, erasures."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.chassis.aggregate import Aggregate
from services.registry.domain import (
    CellCommittee,
    CommitteeChange,
    DualAffiliation,
    Grant,
    Membership,
    Participants,
    PersonErasure,
    Recruitment,
    RoleName,
    Seats,
    StageCount,
    Term,
    Training,
)
from tests.registry import given

AN, BINH, CHI = (UUID(int=number) for number in (1, 2, 3))
CELL, TODAY, MARCH = given.unit("CB-1"), date(2024, 4, 1), date(2024, 3, 31)


def grant() -> Aggregate:
    with given.at():
        made, cell = Grant(given.KEEPER, AN, RoleName.SECRETARY, CELL), given.a_tree().unit(CELL)
        made.grant(Term(given.YEAR_2020, None), cell, by=BINH)
        made.revoke(MARCH, given.REASON)
        made.grant(Term(TODAY, date(2024, 12, 31)), cell, by=BINH)
    return made


def cell_committee() -> Aggregate:
    with given.at():
        made = CellCommittee(CELL)
        made.change(CommitteeChange.ELECTED, Seats(3, AN, [BINH], [CHI]), MARCH)
        made.withdraw(MARCH, given.REASON)
        made.change(CommitteeChange.COMPLETED, Seats(3, None, [BINH], [CHI]), MARCH)
    return made


def training() -> Aggregate:
    with given.at():
        counted = Participants(30, secretaries=12, deputies=8, committee_members=5, others=0)
        made = Training.record(UUID(int=7), given.unit("DU-1"), MARCH, "Nghiệp vụ công tác đảng", counted, today=TODAY)
        made.withdraw(given.unit("DU-1"), given.REASON)
    return made


def membership() -> Aggregate:
    with given.at():
        made = Membership(CELL)
        made.report_recruitment(MARCH, Recruitment([StageCount("watched", 3)], 1), today=TODAY)
        made.withdraw_recruitment(MARCH, given.REASON)
        made.report_recruitment(MARCH, Recruitment([StageCount("watched", 4)], 1), today=TODAY)
        made.report_dual(MARCH, DualAffiliation(14, 9, 7), today=TODAY)
        made.withdraw_dual(MARCH, given.REASON)
        made.report_dual(MARCH, DualAffiliation(14, 9, 8), today=TODAY)
    return made


def person_erasure() -> Aggregate:
    with given.at():
        made = PersonErasure(AN)
        made.ask("asked_by_the_person", by=CHI)
        made.withdraw(given.REASON)
        made.ask("asked_by_the_person", by=BINH)
        made.confirm(by=CHI)
    return made


MATTERS = (grant, cell_committee, training, membership, person_erasure)
