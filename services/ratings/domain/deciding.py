"""The rules of a decision over a whole list: when it may be taken, on whom, by whom, and under which quota."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from services.chassis.errors import Refused
from services.ratings.domain.decision import Decider, Decision
from services.ratings.domain.proposal import Proposals, RoundKey
from services.ratings.domain.quota import Enforcement, Objects
from services.ratings.domain.schemes import Scheme


def own_matters(round: RoundKey, proposals: Proposals, objects: Collection[UUID], decider: Decider) -> set[UUID]:
    """Those that are the decider's own matter: himself, the authority, his own unit and its collectives."""
    own = {decider.person_id, round.authority_id} & set(objects)
    if round.objects is not Objects.INDIVIDUAL:
        own |= {one for one in objects if one in proposals and proposals[one].unit_id in decider.units}
    return own


def check_none_own(own: Collection[UUID], *, field: str) -> None:
    """Refuse what somebody would decide of his own."""
    if own:
        raise Refused("own_classification", field=field, count=len(own))


def check_decided_on(decided_on: date, scheme: Scheme, period: str, *, today: date) -> None:
    """Refuse a decision before the day from which the scheme has the period decided, and one of a day to come."""
    since = scheme.decided_from(period)
    if decided_on < since:
        raise Refused("classified_period_not_over", field="decided_on", period=period, since=since.isoformat())
    if decided_on > today:
        raise Refused("decided_on_in_the_future", field="decided_on", today=today.isoformat())


def check_answered_on(answered_on: date, decision: Decision, *, today: date) -> None:
    """Refuse an answer to an appeal before the decision that it is against, and one of a day to come."""
    if answered_on < decision.decided_on:
        raise Refused("answered_before_decided", field="answered_on", decided_on=decision.decided_on.isoformat())
    if answered_on > today:
        raise Refused("answered_in_the_future", field="answered_on", today=today.isoformat())


def check_list(decision: Decision, peers: Collection[UUID], own: Collection[UUID]) -> None:
    """Refuse a list that is not exactly what the group proposed, or that grades the decider's `own`."""
    given = decision.by_object
    if not peers:
        raise Refused("nothing_proposed", field="group", group=decision.group)
    check_none_own(own, field="grades")
    if strange := set(given) - set(peers):
        raise Refused("list_names_what_was_not_proposed", field="grades", count=len(strange))
    if missing := set(peers) - set(given):
        raise Refused("list_incomplete", field="grades", proposed=len(peers), missing=len(missing))


def check_quota(decision: Decision) -> None:
    """Refuse more of the highest grade than the quota allows; where it only warns, ask for the reason."""
    quota = decision.quota
    if not quota.exceeded:
        return
    binds = quota.enforcement is Enforcement.BLOCK
    if binds or decision.reason is None:
        code = "quota_exceeded" if binds else "quota_reason_missing"
        raise Refused(
            code,
            field="grades" if binds else "reason",
            excellent=quota.excellent,
            cap=quota.cap,
            percent=str(quota.cap_percent),
            base=quota.base.value,
            base_count=quota.base_count,
            largest=quota.largest,
        )
