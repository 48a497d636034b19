"""Restates closed quarters: whatever moves a figure of one that was closed makes a further revision, one per cause.

It begins where the newest revision ends and counts before and after each cause, so that it can be interrupted anywhere:
the id of a command follows from the report, the cause and the positions between which it lies, and the same command
again changes nothing. docs/decisions/restatements.md says why it counts instead of guessing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

import asyncpg
from structlog.typing import FilteringBoundLogger

from contracts.message import CommandOutcome
from services.chassis.errors import Unavailable
from services.chassis.feed import Feed
from services.chassis.projection.reactions import OURS, Send
from services.reporting.quarters import Quarter
from services.reporting.reactions.causes import CountedAt, Revision, Sums, Vector, counted, in_order, revisions
from services.reporting.reactions.checked import Checked, earliest
from services.reporting.reactions.homeless import Homeless
from services.reporting.reactions.metrics import RestatementMetrics
from services.reporting.reactions.numbering import Numbers
from services.reporting.reactions.restatement import restatement
from services.reporting.reactions.settling import Settling
from services.reporting.read_models.applied import complete
from services.reporting.read_models.asked import FOR_SUMS
from services.reporting.read_models.cause_ids import cause_id
from services.reporting.read_models.kin import Kin, kin_of, known_units
from services.reporting.read_models.quarterly_reports import is_open
from services.reporting.read_models.revisions import ClosedReport, closed_reports, numbers_of_causes
from services.reporting.read_models.sums import sums_at
from services.reporting.read_models.touched import Touch, anything_touched, touched

EVERY, REST, LONGEST_REST = 1.0, 10.0, 60.0
"""Seconds between two rounds; how many times longer it rests than it worked, so that it never takes a processor; and
for how long at most: after half an hour of one keeper's late records all others would wait for five hours."""


OwnHead = Callable[[str], Awaitable[int]]
"""The position of the last event that reporting itself has told of a keeper's reports."""


class Pending(NamedTuple):
    """A report with the events that may have moved it since it was looked after last."""

    report: ClosedReport
    since: Vector
    touches: Sequence[Touch]


class Closed(NamedTuple):
    """The closed reports of a keeper, and by quarter the numbers of their causes."""

    reports: Sequence[ClosedReport]
    numbers: Mapping[str, Mapping[str | None, int]]


class Restater:
    """Looks after the closed reports of all keepers of this node; in each round those that something was told of."""

    name = "restate_quarters"

    def __init__(
        self,
        pool: asyncpg.Pool[asyncpg.Record],
        keepers: Sequence[str],
        own_head: OwnHead,
        send: Send,
        time: Callable[[], float],
        metrics: RestatementMetrics,
        log: FilteringBoundLogger,
    ) -> None:
        """`time`: seconds of a clock that only goes forward."""
        self._pool, self._keepers, self._own_head, self._send = pool, keepers, own_head, send
        self._time, self._settling = time, Settling(time)
        self._metrics, self._log = metrics, log.bind(worker=self.name)
        self._checked, self._homeless = Checked(pool), Homeless(metrics, self._log)
        self._closed: dict[str, tuple[int, Closed]] = {}
        self._done: dict[str, tuple[object, ...]] = {}

    async def step(self) -> float:
        """One round over the keepers that something was told of; the seconds to rest."""
        began = self._time()
        applied = await complete(self._pool)
        rows = await self._pool.fetch("SELECT feed, position FROM reporting_revisions.positions")
        told = {row["feed"]: row["position"] for row in rows}
        for keeper in self._keepers:
            known, own = applied.get(keeper, {}), told.get(str(Feed(keeper, "reporting")), 0)
            state = (tuple(sorted(known.items())), own)
            if self._done.get(keeper) != state and await self._looked_after(keeper, known, own):
                self._done[keeper] = state
        return rest_after(self._time() - began)

    async def _looked_after(self, keeper: str, known: Vector, own: int) -> bool:
        """Whether everything up to `known` is looked after; else it is done again next round, whatever hinders it."""
        try:
            # Else a number that was just given in one report would be given again in another, to another cause.
            if own < await self._own_head(keeper):
                return False
            return await self._look_after(keeper, known, await self._closed_by(keeper, own))
        except Unavailable as no:
            self._log.warning("restatement_not_answered", keeper=keeper, code=no.code)
            return False
        except Exception as error:  # What one keeper's reports do must not keep the others from being looked after.
            self._log.error("restatement_failed", keeper=keeper, error=type(error).__name__)
            return False

    async def _closed_by(self, keeper: str, own: int) -> Closed:
        """What is closed, as told up to a position of reporting's own feed."""
        at, closed = self._closed.get(keeper, (-1, Closed([], {})))
        if at != own:
            closed = Closed(await closed_reports(self._pool, keeper), await numbers_of_causes(self._pool, keeper))
            self._closed[keeper] = (own, closed)
            self._metrics.closed(keeper, [one.quarter for one in closed.reports if of_the_whole(one)])
        return closed

    async def _look_after(self, keeper: str, known: Vector, closed: Closed) -> bool:
        reports = await self._with_units(keeper, closed.reports, known)
        since = await self._checked.since(keeper, reports)
        if not await self._anything(keeper, reports, since, known):
            self._checked.passed(keeper, reports, known)
            return True
        settled = True
        for quarter, group in groupby(reports, attrgetter("quarter")):
            of_quarter = list(group)
            pending = await self._pending(keeper, of_quarter, since, known)
            if not pending:
                self._checked.passed(keeper, of_quarter, known)
            elif self._settling.settled((keeper, quarter), _last(pending)):
                counted = await self._restate(keeper, pending, Numbers(closed.numbers[quarter]))
                await self._checked.counted(keeper, counted, known)
            else:
                settled = False
        return settled

    async def _with_units(self, keeper: str, reports: Sequence[ClosedReport], known: Vector) -> list[ClosedReport]:
        """The reports of units that are known there.

        One whose unit's establishment was withdrawn stays as it was signed: nothing can be counted for it. It is looked
        after again, from where it was left, as soon as the unit is there again.
        """
        there = frozenset[UUID]()
        if reports:
            async with self._pool.acquire() as connection:
                units = {one.unit_id for one in reports}
                there = await known_units(connection, keeper, known.get("registry", 0), units)
        self._homeless.are(keeper, [one for one in reports if one.unit_id not in there])
        return [one for one in reports if one.unit_id in there]

    async def _anything(
        self, keeper: str, reports: Sequence[ClosedReport], since: Mapping[UUID, Vector], known: Vector
    ) -> bool:
        """Whether the newest closed quarter may have moved; what may move an earlier one may move it as well."""
        if not reports:
            return False
        newest = Quarter.parse(max(one.quarter for one in reports))
        async with self._pool.acquire() as connection, connection.transaction(readonly=True):
            return await anything_touched(connection, keeper, newest, earliest(since.values()), known)

    async def _pending(
        self, keeper: str, reports: Sequence[ClosedReport], checked: Mapping[UUID, Vector], known: Vector
    ) -> list[Pending]:
        """Reports with what may have moved them since they were looked after."""
        seen: dict[tuple[tuple[str, int], ...], list[Touch]] = {}
        pending = []
        for report in reports:
            since = checked[report.report_id]
            key = tuple(sorted(since.items()))
            if key not in seen:
                async with self._pool.acquire() as connection:
                    seen[key] = await touched(connection, keeper, Quarter.parse(report.quarter), since, known)
            if seen[key]:
                pending.append(Pending(report, since, seen[key]))
        return pending

    async def _restate(self, keeper: str, pending: Sequence[Pending], numbers: Numbers) -> list[ClosedReport]:
        """Send a command for each report and each cause that has moved a figure of it; the reports that took them all.

        A cause goes to all reports before the next one does: who goes on where this was interrupted gives it the same
        number.
        """
        found = [await counted(one.touches, one.since, self._counter(keeper, one.report)) for one in pending]
        causes = in_order(found)
        made = [{one.cause: one for one in revisions(each, causes)} for each in found]
        above = {one.report.report_id: one.report.revision for one in pending}
        failed: set[UUID] = set()
        for cause, _ in causes:
            moved = [(one.report, each[cause]) for one, each in zip(pending, made, strict=True) if cause in each]
            number = numbers.of(str(cause_id(cause)), max((above[report.report_id] for report, _ in moved), default=0))
            for report, revision in moved:
                if report.report_id not in failed and not await self._add(keeper, report, revision, number):
                    failed.add(report.report_id)
                above[report.report_id] = number
        return [one.report for one in pending if one.report.report_id not in failed]

    async def _add(self, keeper: str, report: ClosedReport, revision: Revision, number: int) -> bool:
        kin = await self._kin(keeper, report, revision)
        command, because = restatement(keeper, report, revision, kin, number)
        [outcome] = await self._send(keeper, [command], because)
        if self._accepted(report, outcome):
            self._metrics.restated(keeper)
            return True
        return False

    async def _kin(self, keeper: str, report: ClosedReport, revision: Revision) -> Kin:
        quarter, registries = Quarter.parse(report.quarter), {at["registry"] for at in (revision.since, revision.at)}
        async with self._pool.acquire() as connection:
            return await kin_of(connection, keeper, quarter, report.unit_id, revision.touches, registries)

    def _counter(self, keeper: str, report: ClosedReport) -> CountedAt:
        async def counted_at(vector: Vector) -> Sums | None:
            return await self._counted_at(keeper, report, vector)

        return counted_at

    async def _counted_at(self, keeper: str, report: ClosedReport, vector: Vector) -> Sums | None:
        """The figures that the report tells: those for the board, only where it was closed with them.

        None where the unit is not known there.
        """
        async with self._pool.acquire() as connection, connection.transaction(readonly=True):
            await connection.execute(FOR_SUMS)
            if not await known_units(connection, keeper, vector["registry"], [report.unit_id]):
                return None
            sums = await sums_at(connection, keeper, Quarter.parse(report.quarter), report.unit_id, vector)
        return sums if of_the_whole(report) else {key: sums[key] for key in sums if is_open(key)}

    def _accepted(self, report: ClosedReport, outcome: CommandOutcome) -> bool:
        """Whether to go on with the report. Unavailable where nobody knows: the same command is then sent again."""
        code = outcome.refusal.code if outcome.refusal else outcome.outcome
        if outcome.outcome in {"unavailable", "conflict"} and code not in OURS:
            raise Unavailable(outcome.refusal.code if outcome.refusal else outcome.outcome)
        if outcome.outcome != "accepted":
            self._metrics.refused(code)
            self._log.warning("restatement_refused", report_id=str(report.report_id), code=code)
        return outcome.outcome == "accepted"


def of_the_whole(report: ClosedReport) -> bool:
    """Whether it is that of the keeper's own committee: no other one is closed with figures for the board."""
    return not all(map(is_open, report.keys))


def rest_after(worked: float) -> float:
    """For how many seconds it rests."""
    return min(max(EVERY, REST * worked), LONGEST_REST)


def _last(pending: Sequence[Pending]) -> tuple[object, ...]:
    """How far what is pending goes: other than before, where more of it has come."""
    last: dict[str, int] = {}
    for one in pending:
        for touch in one.touches:
            last[touch.service] = max(last.get(touch.service, 0), touch.position)
    return tuple(sorted(last.items()))
