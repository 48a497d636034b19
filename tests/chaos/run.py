"""A whole run: a system under load, one fault after the other, and at last everything once more from the beginning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

from tests.chaos.faults import Fault
from tests.chaos.findings import Finding
from tests.chaos.load import Load
from tests.chaos.network import Network
from tests.chaos.outcome import Outcome
from tests.chaos.system import Disks, System
from tests.chaos.trial import Struck, Trial
from tests.eventually import eventually

AHEAD = 12
"""How many faults earlier a fault is prepared; each takes about ten seconds and more."""

Told = Callable[[Struck], None]
Go = Callable[[], bool]


async def run(
    directory: Path,
    faults: Sequence[Fault],
    outcome: Outcome,
    *,
    disks: Disks | None,
    warnings: bool = True,
    told: Told = lambda struck: None,
    go: Go = lambda: True,
) -> None:
    """Until all faults have struck, or `go` says that it is enough; what is found goes into `outcome` at once.

    `warnings`: whether those that no fault explains are findings, as errors in the logs always are.
    """
    system = System(directory, disks=disks, network=Network())
    async with system, Load(system, outcome.seed) as load:
        trial = Trial(system, load, Random(f"moments:{outcome.seed}"), warnings=warnings)
        try:
            outcome.at_last += await trial.begin()
            await _strike(trial, faults, outcome, told, go)
            outcome.at_last += await trial.end()
        finally:
            outcome.acknowledged, outcome.asked_again = len(load.book.acknowledged), load.book.asked_again
    outcome.at_last += await left_for_good(system)


async def left_for_good(system: System) -> list[Finding]:
    """Whom nothing has ended after a while: a killed server's children end once they have noticed that it is gone."""
    with suppress(AssertionError):
        await eventually(lambda: not left(system))
    return left(system)


def left(system: System) -> list[Finding]:
    """The processes that have outlived the system."""
    return [Finding("process", f"{pid} is left: {line}") for pid, line in system.left().items()]


async def _strike(trial: Trial, faults: Sequence[Fault], outcome: Outcome, told: Told, go: Go) -> None:
    for fault in faults[:AHEAD]:
        await _prepare(trial, fault, outcome.seed)
    for number, fault in enumerate(faults):
        if not go():
            return
        with named(fault, outcome.seed):
            struck = await trial.strike(fault)
        outcome.struck.append(struck)
        told(struck)
        for later in faults[number + AHEAD : number + AHEAD + 1]:
            await _prepare(trial, later, outcome.seed)


async def _prepare(trial: Trial, fault: Fault, seed: int) -> None:
    with named(fault, seed):
        await fault.prepare(trial.system)


@contextmanager
def named(fault: Fault, seed: int) -> Iterator[None]:
    """Whatever ends the run says which blow it was, and how to repeat it."""
    try:
        yield
    except Exception as error:
        error.add_note(f"the blow: {fault.name}, seed {seed}")
        raise
