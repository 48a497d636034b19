"""Notices that nothing arrives any more: owners tell how far they have come; who does not follow is stalled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from contracts.feed import Watermark
from services.chassis.feed import Feed
from services.chassis.projection.positions import FeedState


@dataclass(frozen=True, slots=True)
class _Waiting:
    position: int
    since: float


BUSY = 10
"""How many times as patient with a feed whose reader is at work all the while, on a large batch or on other feeds."""


class Patience:
    """Remembers since when each feed has stood below its owner's position without moving.

    A reader at work is not one to whom nothing comes: on a slow machine a batch can take longer than the patience.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._waiting: dict[Feed, _Waiting] = {}

    def stalled(self, states: Mapping[Feed, FeedState], at: float, quiet_since: float) -> list[Feed]:
        """The feeds that have not moved for longer than allowed; `at` is seconds of a clock that only goes forward.

        `quiet_since`: when the reader was last at work.
        """
        return [feed for feed, state in states.items() if self._is_stalled(feed, state, at, quiet_since)]

    def _is_stalled(self, feed: Feed, state: FeedState, at: float, quiet_since: float) -> bool:
        if state.lag == 0 or state.forked is not None:
            self._waiting.pop(feed, None)
            return False
        waiting = self._waiting.get(feed)
        if waiting is None or waiting.position != state.at.position:
            self._waiting[feed] = _Waiting(state.at.position, at)
            return False
        return at - max(waiting.since, quiet_since) > self._seconds or at - waiting.since > BUSY * self._seconds


def take_watermark(states: Mapping[Feed, FeedState], body: bytes, at: float) -> None:
    """Note what the owner tells of the feeds we follow; anything that is no watermark is ignored.

    `at` is seconds of a clock that only goes forward.
    """
    try:
        told = Watermark.model_validate_json(body)
    except ValidationError:
        return
    heads = {str(feed): state for feed, state in states.items()}
    for name, position in told.feeds.items():
        if name in heads:
            heads[name].told(position, at)
