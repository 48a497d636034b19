"""Who decides on those rated, and takes back what was decided."""

from __future__ import annotations

from services.chassis.call import Call
from services.ratings.domain import Decider
from services.ratings.policies import own_units


def decider_of(call: Call) -> Decider:
    """Whoever asks, with the units of whose own people he is."""
    return Decider(call.actor.person_id, own_units(call.actor, call.keeper))
