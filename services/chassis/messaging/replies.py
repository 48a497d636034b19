"""From what happened to what is answered: the outcomes of a command and of a question, and of what went wrong."""

from __future__ import annotations

import hashlib
import json
from uuid import UUID

import structlog

from contracts.message import CommandOutcome, QueryReply, Refusal
from services.chassis.call import Decided
from services.chassis.errors import Conflict, Refused, Unavailable
from services.chassis.logs import where
from services.chassis.messaging.refusals import of_error, refusal
from services.chassis.messaging.serving import RememberedCommand
from services.chassis.passing import store_is_away

log = structlog.get_logger("messaging")

HIDDEN = frozenset({"not_there", "not_yours", "not_allowed"})
"""After something was loaded these are one constant answer, or the difference would tell that it exists."""


def accepted(command_id: UUID, decided: Decided) -> CommandOutcome:
    """What the command led to."""
    return CommandOutcome(
        command_id=command_id,
        outcome="accepted",
        decided=dict(decided.decided),
        positions=dict(decided.positions),
    )


def accepted_before(command_id: UUID, remembered: RememberedCommand, feed: str) -> CommandOutcome:
    """What the command led to when it was accepted, as it was answered then."""
    decided = json.loads(remembered.reply)
    return accepted(command_id, Decided(decided, {feed: remembered.last_position}))


def refused(command_id: UUID | None, why: Refusal) -> CommandOutcome:
    """A rule said no."""
    return CommandOutcome(command_id=command_id, outcome="refused", refusal=why)


def not_carried_out(command_id: UUID | None, error: Exception, *, sealed: bool, loaded: bool = True) -> CommandOutcome:
    """The outcome of a command that ended in an exception; `loaded`: after the policy had let it through."""
    if isinstance(error, Conflict):
        return CommandOutcome(command_id=command_id, outcome="conflict", refusal=refusal("changed_meanwhile"))
    if isinstance(error, Refused):
        return refused(command_id, hide(error) if loaded else of_error(error))
    why = why_unavailable(error, str(command_id), sealed=sealed)
    return CommandOutcome(command_id=command_id, outcome="unavailable", refusal=why)


def not_answered(error: Exception, seed: str, *, sealed: bool, loaded: bool = True) -> QueryReply:
    """The reply to a question that ended in an exception of any kind."""
    if isinstance(error, Refused):
        return QueryReply(outcome="refused", refusal=hide(error) if loaded else of_error(error))
    return QueryReply(outcome="unavailable", refusal=why_unavailable(error, seed, sealed=sealed))


def hide(error: Refused) -> Refusal:
    """The refusal; `not_there` and `not_yours` come out the same, without field or numbers."""
    return refusal("not_there") if error.code in HIDDEN else of_error(error)


def why_unavailable(error: Exception, seed: str, *, sealed: bool) -> Refusal:
    """Why it cannot be decided now. What nobody foresaw gets an incident number, under which the log holds the place.

    The number is made of the request, so that two equal runs give equal answers. Of a sealed message nothing is
    logged: its mere occurrence would tell log readers that there is one.
    """
    if isinstance(error, Unavailable):
        return of_error(error)
    if store_is_away(error):
        return refusal("store_unavailable")
    incident = hashlib.sha256(b"incident:" + seed.encode()).hexdigest()[:12]
    if not sealed:
        log.error("handler_crashed", incident=incident, error=type(error).__name__, where=where(error))
    return refusal("internal_error", numbers={"incident": incident})
