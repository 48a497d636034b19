"""Who reports without end: one person for every committee, judged by the level above, one quarter after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle, product
from random import Random
from typing import NamedTuple
from uuid import UUID, uuid5

from contracts.quarterly_reports import (
    ApproveReport,
    CloseQuarter,
    OfUnitsReport,
    OpenQuarter,
    ReturnReport,
    SubmitReport,
    WithdrawQuarterOpening,
    WithdrawReportApproval,
    WithdrawReportReturn,
    WithdrawReportSubmission,
)
from services.chassis.messaging import Client
from tests.chaos.recording import Recorder
from tests.chaos.writers import FIRST_MONTH, NAMESPACE, REASON

Act = type[OfUnitsReport]

JUDGED: frozenset[Act] = frozenset(
    {ReturnReport, WithdrawReportReturn, ApproveReport, WithdrawReportApproval, CloseQuarter}
)
"""What the level above does; all else does the committee."""
REASONED: frozenset[Act] = frozenset(
    {ReturnReport, WithdrawQuarterOpening, WithdrawReportSubmission, WithdrawReportReturn, WithdrawReportApproval}
)

FIRST_YEAR = 2002
STILL = [f"{year}-Q{number}" for year in range(FIRST_YEAR, FIRST_MONTH.year) for number in (1, 2, 3, 4)]
"""Quarters that no writer writes anything of: what was approved is what is closed, and nothing restates it."""
MOVING = [f"{year}-Q{number}" for year in (FIRST_MONTH.year, FIRST_MONTH.year + 1) for number in (1, 2, 3, 4)]
"""Quarters that are written while they are reported. They are never closed, and taken back whole to be opened again."""


class Committee(NamedTuple):
    """Who reports, and in whose name the level above judges."""

    unit_id: UUID
    above: Client


class Report(NamedTuple):
    """What is reported next, and whether it is closed in the end."""

    committee: Committee
    quarter: str
    closed: bool


@dataclass
class Reporter:
    """Everything he does follows from the seed; nobody else says anything of these reports."""

    seed: str
    own: Client
    recorder: Recorder
    committees: Sequence[Committee]
    after: dict[str, int] = field(default_factory=dict)
    """How far the feeds were that the committees stand in."""
    _acts: Iterator[int] = field(default_factory=count)

    async def write(self) -> None:
        """Until cancelled."""
        for number, report in enumerate(reports(self.committees)):
            for act in life(Random(f"{self.seed}:{number}"), closed=report.closed):
                client = report.committee.above if act in JUDGED else self.own
                if not await self.recorder.send(client, [self._command(act, report)]):
                    # The book has the refusal; what would follow could only be refused as well.
                    break

    def _command(self, act: Act, report: Report) -> OfUnitsReport:
        reason = {"reason": REASON} if act in REASONED else {}
        return act.model_validate(
            {
                "command_id": uuid5(NAMESPACE, f"{self.seed}:{next(self._acts)}"),
                "after": self.after,
                "unit_id": report.committee.unit_id,
                "quarter": report.quarter,
                **reason,
            }
        )


def reports(committees: Sequence[Committee]) -> Iterator[Report]:
    """For ever: a still quarter, as long as there is one, and a moving one by turns."""
    still = (Report(committee, quarter, True) for quarter, committee in product(STILL, committees))
    for quarter, committee in cycle(product(MOVING, committees)):
        if (report := next(still, None)) is not None:
            yield report
        yield Report(committee, quarter, False)


def life(random: Random, *, closed: bool) -> Iterator[Act]:
    """Every step of a report, some taken back and done again; at last it is closed, or taken back whole."""
    yield from _wavering(random, OpenQuarter, WithdrawQuarterOpening)
    yield from _wavering(random, SubmitReport, WithdrawReportSubmission)
    if random.random() < 0.4:
        yield from _wavering(random, ReturnReport, WithdrawReportReturn)
        yield SubmitReport
    yield from _wavering(random, ApproveReport, WithdrawReportApproval)
    yield from (CloseQuarter,) if closed else (WithdrawReportApproval, WithdrawReportSubmission, WithdrawQuarterOpening)


def _wavering(random: Random, act: Act, back: Act) -> Iterator[Act]:
    yield act
    if random.random() < 0.25:
        yield from (back, act)
