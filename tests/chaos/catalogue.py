"""Which kinds of faults there are, how one of each is drawn, and how many of each make a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from tests.chaos import bus_losses
from tests.chaos.bus_losses import ConsumerDeleted
from tests.chaos.faults import Fault, Make
from tests.chaos.forks import Restored
from tests.chaos.full_disk import FullDisk
from tests.chaos.kills import Kill, each_once
from tests.chaos.network import NetworkCut
from tests.chaos.power_cut import PowerCut
from tests.chaos.stops import Stop

MAKERS: dict[str, Make] = {
    Kill.kind: Kill.drawn,
    PowerCut.kind: PowerCut.drawn,
    FullDisk.kind: FullDisk.drawn,
    "bus loss": bus_losses.drawn,
    NetworkCut.kind: NetworkCut.drawn,
    ConsumerDeleted.kind: ConsumerDeleted.drawn,
    Stop.kind: Stop.drawn,
    Restored.kind: Restored.drawn,
}
NEED_DISKS = frozenset({PowerCut.kind, FullDisk.kind})
BRIEF = MAKERS | {Stop.kind: Stop.brief, Restored.kind: Restored.brief}

SHORT: Mapping[str, int] = {
    "kill": 3,
    "power cut": 2,
    "full disk": 1,
    "bus loss": 3,
    "stop": 1,
    "network cut": 1,
    "consumer deleted": 1,
    "fork": 1,
}
"""Beside one kill of each process: what the form for every change has."""

BLOCK: Mapping[str, int] = {
    "kill": 10,
    "power cut": 5,
    "full disk": 1,
    "bus loss": 5,
    "stop": 1,
    "network cut": 2,
    "consumer deleted": 1,
    "fork": 1,
}
"""The long form is twenty of these: 200 kills, 100 power cuts, 20 full disks, 100 losses of the bus, as far as its time
reaches; each block holds them in this proportion."""
BLOCKS = 20


def short(random: Random, kinds: Mapping[str, Make] = BRIEF) -> list[Fault]:
    """The short form in an order that is drawn."""
    faults = [*(each_once() if Kill.kind in kinds else ()), *_drawn(random, SHORT, kinds)]
    random.shuffle(faults)
    return faults


def long(random: Random, kinds: Mapping[str, Make] = MAKERS) -> list[Fault]:
    """All blocks, one after the other."""
    faults: list[Fault] = []
    for _ in range(BLOCKS):
        block = list(_drawn(random, BLOCK, kinds))
        random.shuffle(block)
        faults += block
    return faults


def _drawn(random: Random, counts: Mapping[str, int], kinds: Mapping[str, Make]) -> Iterator[Fault]:
    return (kinds[kind](random) for kind, count in counts.items() if kind in kinds for _ in range(count))
