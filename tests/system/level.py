"""Waiting until a node in this process has told and read everything, what reactions did because of it as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from prometheus_client.samples import Sample

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


async def shown(node: Node) -> None:
    """The gauges show it as well: they are set when relays and readers look, each second."""

    async def level() -> bool:
        heads = {str(feed): head for feed, head in (await _heads([node])).items()}
        return all(_is_level(sample, heads) for sample in _samples(node))

    is_level: bool = await eventually(level, 30.0)
    assert is_level


def _is_level(sample: Sample, heads: Mapping[str, int]) -> bool:
    if sample.name in ("sinhhoat_relay_head", "sinhhoat_relay_position"):
        return sample.value == heads[f"{sample.labels['keeper']}.{sample.labels['service']}"]
    return sample.name != "sinhhoat_projection_lag_positions" or sample.value == 0


def _samples(node: Node) -> Iterator[Sample]:
    for process in node.processes.values():
        for metric in process.registry.collect():
            yield from metric.samples


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
