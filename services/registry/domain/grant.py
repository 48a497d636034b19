"""What a person may on a unit and all below it, and when: one history for each person, role and unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from uuid import UUID

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.registry.domain.ids import id_of_grant
from services.registry.domain.life import UnitKind, UnitLife


class RoleName(Enum):
    """What may be granted; which commands and queries a role opens, each service's policies say."""

    SECRETARY = "secretary"
    COMMITTEE = "committee"
    OBSERVER = "observer"
    STAFF = "staff"
    LEADER = "leader"
    AUDITOR = "auditor"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Term:
    """A time in which a role is held, both days included; None: until it is revoked."""

    from_on: date
    until_on: date | None

    @property
    def last(self) -> date:
        return self.until_on or date.max

    def overlaps(self, other: Term) -> bool:
        """Whether they share a day."""
        return self.from_on <= other.last and other.from_on <= self.last

    def until(self, end: date) -> Term | None:
        """What is left of it when it is over on that day at the latest; None where nothing is."""
        if self.from_on >= end:
            return None
        return self if self.last < end else Term(self.from_on, end - timedelta(days=1))


class Grant(Aggregate):
    """One role of one person on one unit, in as many terms as it was granted for."""

    TOPIC = "registry.Grant"

    class Opened(Aggregate.Event, Created):
        TOPIC = "registry.Grant.Opened"
        keeper: str
        person_id: UUID
        role: RoleName
        unit_id: UUID

    class RoleGranted(Aggregate.Event):
        TOPIC = "registry.Grant.RoleGranted"
        person_id: UUID
        role: RoleName
        unit_id: UUID
        from_on: date
        until_on: date | None

    class RoleRevoked(Aggregate.Event):
        TOPIC = "registry.Grant.RoleRevoked"
        person_id: UUID
        role: RoleName
        unit_id: UUID
        revoked_on: date
        reason: TextRef

    @event(Opened)
    def __init__(self, keeper: str, person_id: UUID, role: RoleName, unit_id: UUID) -> None:
        self.person_id, self.role, self.unit_id = person_id, role, unit_id
        self.terms: list[Term] = []

    @staticmethod
    def create_id(keeper: str, person_id: UUID, role: RoleName, unit_id: UUID) -> UUID:
        return id_of_grant(keeper, person_id, role.value, unit_id)

    def grant(self, term: Term, unit: UnitLife, *, by: UUID) -> None:
        """Let the person hold the role for a time in which the unit is there; nobody grants himself anything."""
        if by == self.person_id:
            raise Refused("role_to_oneself", field="person_id")
        if term.last < term.from_on:
            raise Refused("term_ends_before_it_begins", field="until_on", begins=term.from_on.isoformat())
        self._check_kind(unit)
        _check_there(unit, term.from_on)
        self._check_free(term)
        self._role_granted(self.person_id, self.role, self.unit_id, term.from_on, term.until_on)

    def revoke(self, revoked_on: date, reason: TextRef) -> None:
        """End it: no day from this one on is left of any term."""
        if all(term.last < revoked_on for term in self.terms):
            raise Refused("role_not_held", field="revoked_on", day=revoked_on.isoformat())
        self._role_revoked(self.person_id, self.role, self.unit_id, revoked_on, reason)

    def _check_kind(self, unit: UnitLife) -> None:
        """A secretary speaks for his cell, a committee for itself towards those below it. Ours: no source says so."""
        if self.role is RoleName.SECRETARY and unit.kind is not UnitKind.CELL:
            raise Refused("role_only_on_a_cell", field="role", unit=unit.code)
        if self.role is RoleName.COMMITTEE and unit.kind is not UnitKind.COMMITTEE:
            raise Refused("role_only_on_a_committee", field="role", unit=unit.code)

    def _check_free(self, term: Term) -> None:
        for known in self.terms:
            if term.overlaps(known):
                until = known.until_on.isoformat() if known.until_on else "…"
                raise Refused(
                    "role_already_held", field="from_on", held_from=known.from_on.isoformat(), held_until=until
                )

    # Replaying history runs the methods below again, so they check nothing.

    @event(RoleGranted)
    def _role_granted(
        self, person_id: UUID, role: RoleName, unit_id: UUID, from_on: date, until_on: date | None
    ) -> None:
        self.terms.append(Term(from_on, until_on))

    @event(RoleRevoked)
    def _role_revoked(self, person_id: UUID, role: RoleName, unit_id: UUID, revoked_on: date, reason: TextRef) -> None:
        self.terms = [left for term in self.terms if (left := term.until(revoked_on))]


def _check_there(unit: UnitLife, on: date) -> None:
    if on < unit.established_on:
        established = unit.established_on.isoformat()
        raise Refused("unit_not_yet_there", field="from_on", unit=unit.code, established_on=established)
    if on >= unit.ends_on:
        raise Refused("unit_dissolved", field="from_on", unit=unit.code, dissolved_on=unit.ends_on.isoformat())
