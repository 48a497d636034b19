"""Waiting until a node in this process has told and read everything, what reactions did because of it as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.chassis.feed import Feed
from sinhhoat.node import Node
from tests.eventually import eventually


async def settled(*nodes: Node, within: float = 30.0) -> None:
    """Every relay and every reader has come to the last published row of every history, and nothing was added."""

    async def level() -> bool:
        heads = await _heads(nodes)
        return all(at >= heads[feed] for feed, at in _come_to(nodes)) and await _heads(nodes) == heads

    is_level: bool = await eventually(level, within)
    assert is_level


def _come_to(nodes: Sequence[Node]) -> Iterator[tuple[Feed, float]]:
    for process in (process for node in nodes for process in node.processes.values()):
        for reader in process.background.readers:
            yield from ((feed, state.at.position) for feed, state in reader.states.items())
        for relay in process.background.relays:
            yield from ((feed, state.published) for feed, state in relay.status.items())


async def _heads(nodes: Sequence[Node]) -> dict[Feed, int]:
    return {
        feed: await store.published_head()
        for node in nodes
        for process in node.processes.values()
        for feed, store in process.stores.items()
    }
