"""One blow under load, and everything that must hold afterwards."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from random import Random

from tests.chaos import histories, shadows
from tests.chaos.explained import START
from tests.chaos.faults import Expected, Fault
from tests.chaos.findings import Finding
from tests.chaos.histories import Seen
from tests.chaos.level import WITHIN, level
from tests.chaos.load import Load
from tests.chaos.logs import Logs
from tests.chaos.system import EVERYBODY, System
from tests.eventually import eventually

MOMENT = (10, 90)
"""How many commands are acknowledged between a check and the next blow: drawn, and no matter of the machine's speed."""
FOR_A_MOMENT = 180.0
ASKED_AGAIN = 20


@dataclass(frozen=True)
class Struck:
    """What came of a blow. `recovered_in` are the seconds from its end until all was answered, told and read."""

    kind: str
    name: str
    struck_for: float
    recovered_in: float
    acknowledged: int
    wrong: list[Finding]


@dataclass
class Trial:
    """Holds one system to account, blow after blow."""

    system: System
    load: Load
    random: Random
    """Draws the moments, and nothing that depends on how far the load has come: the same seed, the same run."""
    seen: Seen = field(default_factory=Seen)
    warnings: bool = True
    """Whether warnings in the logs count as errors do."""

    def __post_init__(self) -> None:
        self._logs, self._chosen = Logs(self.system, self.warnings), Random("asked again")

    async def begin(self) -> list[Finding]:
        """Before the first blow: what a start leaves in the logs is not a fault's."""
        return await self._held(START)

    async def strike(self, fault: Fault) -> Struck:
        """Wait for the moment, strike, heal, and look at everything."""
        book, before = self.load.book, len(self.load.book.acknowledged)
        await self.moment()
        began = time.monotonic()
        await fault.inject(self.system)
        healed = time.monotonic()
        self.load.check()
        wrong, recovered = await self._checked(fault.expected_in_log, healed)
        return Struck(fault.kind, fault.name, healed - began, recovered, len(book.acknowledged) - before, wrong)

    async def end(self) -> list[Finding]:
        """At last everything from the first event on, and the read models from nothing."""
        self.seen = Seen()
        return await self._held((), from_nothing=True)

    async def moment(self) -> None:
        """Wait until as many commands were acknowledged as are drawn."""
        wanted = len(self.load.book.acknowledged) + self.random.randint(*MOMENT)
        is_there: bool = await eventually(lambda: len(self.load.book.acknowledged) >= wanted, within=FOR_A_MOMENT)
        assert is_there

    async def _checked(self, explained: tuple[Expected, ...], since: float) -> tuple[list[Finding], float]:
        wrong = await self.ended()
        try:
            async with self.system.gate.closed():
                await level(self.system, within=max(0.0, since + WITHIN - time.monotonic()))
                recovered = time.monotonic() - since
                if recovered > WITHIN:
                    wrong.append(Finding("late", f"level only after {recovered:.1f} s"))
                return wrong + await self._looked(explained), recovered
        except AssertionError as late:
            late_by = time.monotonic() - since
            return [*wrong, Finding("late", f"not level within a minute: {late}"), *await self.ended()], late_by

    async def ended(self) -> list[Finding]:
        """The processes that have ended by themselves; each is started again, as whoever runs it would do."""
        ended = [name for name in EVERYBODY if not self.system.child(name).running]
        for name in ended:
            await self.system.start(name)
        return [Finding("process", f"{name} has ended by itself") for name in ended]

    async def _held(self, explained: tuple[Expected, ...], *, from_nothing: bool = False) -> list[Finding]:
        async with self.system.gate.closed():
            await level(self.system)
            return await self._looked(explained, from_nothing=from_nothing)

    async def _looked(self, explained: tuple[Expected, ...], *, from_nothing: bool = False) -> list[Finding]:
        wrong = await histories.check(self.system, self.load.book, self.seen)
        wrong += await shadows.check(self.system, from_nothing=from_nothing)
        await self._ask_again()
        wrong += self.refused()
        return wrong + self._logs.unexplained(explained)

    async def _ask_again(self) -> None:
        """What was acknowledged a while ago is answered as it was; the book notices where it is not."""
        recent = list(self.load.book.recent)
        try:
            async with asyncio.timeout(WITHIN):
                for client, command in self._chosen.sample(recent, min(ASKED_AGAIN, len(recent))):
                    await self.load.recorder.settle(client, [command])
        except TimeoutError:
            raise AssertionError("what was acknowledged is not answered again") from None

    def refused(self) -> list[Finding]:
        """Refusals that nothing in the load explains; each is told once."""
        found = [
            Finding("answer", f"{one.contract} {one.command_id} was refused: {one.code}")
            for one in self.load.book.refused
        ]
        self.load.book.refused.clear()
        return found
