"""Messages of the registry about rights: who holds which role on which unit, from which day until which."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.labels import FreeText, PersonId, UnitId
from contracts.message import OPEN, Command, Event, Part, Query
from contracts.texts import TextRef

RoleName = Literal["secretary", "committee", "observer", "staff", "leader", "auditor", "operator"]
"""A role reaches the unit it is granted on and all below it: district and city are the unit, not the role."""


class GrantRole(Command, subject="cmd.{keeper}.registry.grant_role.v1", audience=OPEN):
    """Grant a person a role on a unit and all below it, from a day until a day, both included (None: until revoked).

    Who grants holds `staff` or `leader` above that unit; nobody grants himself anything.
    """

    person_id: PersonId
    role: RoleName
    unit_id: UnitId
    from_on: date
    until_on: date | None = None


class RoleGranted(Event, subject="evt.{keeper}.registry.RoleGranted.v1", audience=OPEN):
    """A person holds a role on a unit and all below it, from a day until a day, both included.

    `grant_id` is the same for every time of this person in this role on this unit.
    """

    grant_id: UUID
    person_id: PersonId
    role: RoleName
    unit_id: UnitId
    from_on: date
    until_on: date | None


class RevokeRole(Command, subject="cmd.{keeper}.registry.revoke_role.v1", audience=OPEN):
    """End a role; `revoked_on` is the first day on which it is no longer held. It may be granted again."""

    person_id: PersonId
    role: RoleName
    unit_id: UnitId
    revoked_on: date
    reason: FreeText


class RoleRevoked(Event, subject="evt.{keeper}.registry.RoleRevoked.v1", audience=OPEN):
    """From a day on a person no longer holds a role on a unit, whatever was granted before."""

    grant_id: UUID
    person_id: PersonId
    role: RoleName
    unit_id: UnitId
    revoked_on: date
    reason: TextRef


class GrantEntry(Part):
    """A role that is in force on the day asked for.

    `whole_keeper`: the unit is the keeper's own committee that day, so that nothing at the keeper is out of reach.
    """

    grant_id: UUID
    person_id: PersonId
    role: RoleName
    unit_id: UnitId
    unit_code: str
    from_on: date
    until_on: date | None
    whole_keeper: bool


class GrantList(Part):
    """Roles in force; `more` is the id to go on after, None on the last page.

    `ever_granted`: whether any role of anybody was ever granted at the keeper, be it over or revoked by now (None: the
    registry is older and does not say).
    """

    grants: list[GrantEntry]
    more: UUID | None
    ever_granted: bool | None = None


class ListGrants(Query, subject="query.{keeper}.registry.list_grants.v1", audience=OPEN):
    """Who holds which role on a day (None: today), on a unit and all below it, or of one person.

    Everybody may ask for himself.
    """

    answer: ClassVar[type[GrantList]] = GrantList
    as_of: date | None = None
    unit_id: UnitId | None = None
    person_id: PersonId | None = None
    after_id: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=5000)] = 2000
