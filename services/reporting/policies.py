"""Who may ask reporting."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from contracts.duties import ListDuties
from contracts.message import Message
from contracts.observer_record import ReadObserverRecord
from contracts.quarterly_reports import OfUnitsReport
from services.chassis.call import Actor
from services.chassis.policy import DecidedAgain, Rule, any_of, holds, is_service


def about_himself(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow who has any role at the keeper to read his own record and duties: what he did himself, or is to do."""
    himself = isinstance(message, ReadObserverRecord | ListDuties) and message.person_id == actor.person_id
    return himself and any(role.keeper == keeper for role in actor.roles)


READERS = frozenset({"secretary", "committee", "staff", "leader", "auditor"})
"""Roles that read the open figures of their units and of all below."""


def reads_somewhere(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever reads the open figures of some unit; `scope` of the read models decides once the unit is known."""
    return any(role.keeper == keeper and role.name in READERS for role in actor.roles)


CITY = "city"
"""The city's own keeper (design section 3); whoever is staff of a ward reads that ward alone."""


def of_the_city(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow the city's own staff, at the city."""
    return keeper == CITY and holds("staff", "leader", "auditor")(actor, keeper, message)


REPORT = frozenset({"committee", "staff", "leader"})
"""Roles that report for a unit, and that judge the reports of the units below theirs."""


def reports_for(actor: Actor, keeper: str, unit_id: UUID, *, whole: bool) -> bool:
    """Whether he speaks for the unit; `whole`: it is the keeper's own committee.

    For a unit below that, a role on the very unit, or the keeper's staff, who enter its papers; none on one between.
    """
    return any(
        role.keeper == keeper
        and (
            (role.unit_id == unit_id and not role.inherited and role.name in REPORT)
            or (role.unit_id is None and role.name in (REPORT if whole else {"staff"}))
        )
        for role in actor.roles
    )


def judges_of(actor: Actor, keeper: str, unit_id: UUID, *, whole: bool) -> bool:
    """Whether he stands for the level above the unit: for the keeper's own committee that is the city."""
    if whole:
        return any(role.keeper == CITY and role.unit_id is None and role.name in REPORT for role in actor.roles)
    return any(
        role.keeper == keeper
        and role.name in REPORT
        and (role.unit_id is None or (role.unit_id == unit_id and role.inherited))
        for role in actor.roles
    )


def might_report(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever reports for the unit if it is the keeper's own committee; the application knows whether it is."""
    return isinstance(message, OfUnitsReport) and reports_for(actor, keeper, message.unit_id, whole=True)


def might_judge(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever stands above the unit, be it the keeper's own committee or not; the application knows."""
    return isinstance(message, OfUnitsReport) and any(
        judges_of(actor, keeper, message.unit_id, whole=whole) for whole in (True, False)
    )


def reads_board(actor: Actor, keeper: str) -> bool:
    """Whether he reads all of the keeper, also what is kept from the observed side."""
    return any(
        role.keeper == keeper and role.unit_id is None and role.name in {"staff", "leader", "auditor"}
        for role in actor.roles
    )


def reads_for_the_city(actor: Actor) -> bool:
    """Whether he reads at the city what keepers report to it."""
    return any(
        role.keeper == CITY and role.unit_id is None and role.name in {"staff", "leader", "auditor"}
        for role in actor.roles
    )


def reads_reports(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever reads of some unit, and the city; which reports, and what of them, the read model decides."""
    return reads_somewhere(actor, keeper, message) or reads_for_the_city(actor)


# The whole report names observers without a visit, and the evidence of coverage shows cells that nobody has visited:
# from either, the observed side could guess the next visit. It reads what the catalogue says is open, of its own units.
RULES: Mapping[str, Rule] = {
    "reporting.read": holds("staff", "leader", "auditor"),
    "reporting.city": of_the_city,
    "reporting.read_unit": DecidedAgain(reads_somewhere),
    "reporting.observer": any_of(holds("staff", "leader", "auditor"), about_himself),
    "reporting.open_quarter": DecidedAgain(any_of(might_report, might_judge)),
    "reporting.submit": DecidedAgain(might_report),
    "reporting.judge": DecidedAgain(might_judge),
    "reporting.restate": is_service("reporting"),
    "reporting.read_report": DecidedAgain(reads_reports),
    "reporting.duties": any_of(holds("staff", "leader", "auditor"), about_himself),
    "reporting.status": holds("operator", "auditor", "staff"),
}
