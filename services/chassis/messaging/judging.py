"""Who may: decided by the policy alone where it can be, with the tree of units only where it might matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from contracts.message import Command, Message, Query
from services.chassis.call import Actor
from services.chassis.errors import Refused
from services.chassis.messaging.serving import Asked, Serving, day_of
from services.chassis.policy import NOTHING, Above, named_units

Verdict: TypeAlias = Actor | Exception
"""The actor as he stands that day, or why he may not, or why that cannot be told now."""


async def judged(serving: Serving, asked: Asked, action: str, messages: Sequence[Command | Query]) -> list[Verdict]:
    """A verdict for each message of one kind; at most one look at the tree for all of them, mostly none."""
    today = day_of(asked.now())
    verdicts = [_decided(serving, asked, action, message, today) for message in messages]
    unsure = [
        place
        for place, verdict in enumerate(verdicts)
        if serving.policy.needs_tree(asked.actor, action, asked.keeper, today=today, allowed=isinstance(verdict, Actor))
    ]
    if unsure:
        above = await _above(serving, asked, [messages[place] for place in unsure], today)
        for place in unsure:
            verdicts[place] = (
                above
                if isinstance(above, Exception)
                else _decided(serving, asked, action, messages[place], today, above)
            )
    return verdicts


def _decided(
    serving: Serving, asked: Asked, action: str, message: Message, today: date, above: Above = NOTHING
) -> Verdict:
    try:
        return serving.policy.decide(asked.actor, action, asked.keeper, message, today=today, above=above)
    except Refused as no:
        return no


async def _above(serving: Serving, asked: Asked, messages: Sequence[Command | Query], today: date) -> Above | Exception:
    """What stands above the units that the messages name, no older than the askers have seen it."""
    try:
        await serving.reached(_newest(messages))
        return await serving.above(asked.keeper, set().union(*map(named_units, messages)), today)
    except Exception as error:
        return error


def _newest(messages: Sequence[Command | Query]) -> Mapping[str, int]:
    after: dict[str, int] = {}
    for message in messages:
        for feed, position in message.after.items():
            after[feed] = max(position, after.get(feed, 0))
    return after
