"""Pure check of the links between events: what follows on from where a feed stands, what is missing, what clashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.chassis.wire import Received


class At(NamedTuple):
    """Where a reader stands in a feed: position and chain (hex) of the last event it has taken."""

    position: int
    chain: str


START = At(0, "")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a batch of one feed's events means for a reader that stands at some place.

    `linked` follow on without a hole and lead to `at`. `gap`: something between `at` and the rest is missing.
    `forked` says why the history is not the one that the reader has followed; it is never to be healed by itself.
    """

    linked: tuple[Received, ...]
    at: At
    duplicates: int = 0
    gap: bool = False
    forked: str | None = None


def check(at: At, events: Sequence[Received]) -> Checked:
    """Sort one feed's events by position and follow their links from `at`; the order of `events` does not matter."""
    position, chain = at
    for event in events:
        if event.previous != position or event.previous_chain != chain or event.position <= position:
            return _sorted_out(at, events)
        position, chain = event.position, event.chain
    # Nearly always each follows the one before it, and then nothing is to be sorted or compared.
    return Checked(tuple(events), At(position, chain))


def _sorted_out(at: At, events: Sequence[Received]) -> Checked:
    chains: dict[int, set[str]] = {}
    for event in events:
        chains.setdefault(event.position, set()).add(event.chain)
    linked: list[Received] = []
    duplicates = 0
    for event in sorted(events, key=lambda e: e.position):
        forked = _contradicts(at, event, chains[event.position])
        if forked is not None:
            return Checked(tuple(linked), at, duplicates, forked=forked)
        if event.position <= at.position:
            duplicates += 1
        elif event.previous > at.position:
            return Checked(tuple(linked), at, duplicates, gap=True)
        else:
            linked.append(event)
            at = At(event.position, event.chain)
    return Checked(tuple(linked), at, duplicates)


def _contradicts(at: At, event: Received, chains: set[str]) -> str | None:
    """Why the event cannot belong to the history that led to `at`, or None.

    A position below `at` tells nothing: only the last chain is kept. Two chains at one position stop the feed before
    either is applied, so that the outcome does not depend on which of them the bus delivered first.
    """
    if event.position < at.position:
        return None
    if len(chains) > 1 or (event.position == at.position and event.chain != at.chain):
        return f"position {event.position} has two chains"
    if event.position == at.position:
        return None
    if event.previous < at.position:
        return f"position {event.position} follows {event.previous}, but {at.position} was there"
    if event.previous == at.position and event.previous_chain != at.chain:
        return f"position {event.position} follows another chain at {at.position}"
    return None
