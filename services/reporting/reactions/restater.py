"""Restates closed quarters: whatever moves a figure of one that was closed makes a further revision, one per cause.

It begins where the newest revision ends and counts before and after each cause, so that it can be interrupted anywhere:
the id of a command follows from the report, the cause and the positions between which it lies, and the same command
again changes nothing. docs/decisions/restatements.md says why it counts instead of guessing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID, uuid5

import asyncpg
from structlog.typing import FilteringBoundLogger

from contracts.message import CommandOutcome
from contracts.quarterly_reports import RestatementCause, RestateQuarter
from services.chassis.errors import Unavailable
from services.chassis.feed import Feed
from services.chassis.projection.reactions import OURS, Because, Send
from services.chassis.wire import message_id
from services.reporting.quarters import Quarter
from services.reporting.reactions.causes import CountedAt, Revision, Sums, Vector, counted, in_order, revisions
from services.reporting.reactions.checked import Checked, earliest
from services.reporting.reactions.metrics import RestatementMetrics
from services.reporting.reactions.numbering import Numbers
from services.reporting.reactions.settling import Settling
from services.reporting.read_models.applied import complete
from services.reporting.read_models.asked import FOR_SUMS
from services.reporting.read_models.cause_ids import cause_id
from services.reporting.read_models.quarterly_reports import is_open
from services.reporting.read_models.revision_diff import OPEN_CONTRACTS
from services.reporting.read_models.revisions import ClosedReport, closed_reports, numbers_of_causes
from services.reporting.read_models.sums import sums_at
from services.reporting.read_models.touched import Touch, anything_touched, touched

EVERY, REST, LONGEST_REST = 1.0, 10.0, 60.0
"""Seconds between two rounds; how many times longer it rests than it worked, so that it never takes a processor; and
for how long at most: after half an hour of one keeper's late records all others would wait for five hours."""


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
        send: Send,
        time: Callable[[], float],
        metrics: RestatementMetrics,
        log: FilteringBoundLogger,
    ) -> None:
        """`time`: seconds of a clock that only goes forward."""
        self._pool, self._keepers, self._send = pool, keepers, send
        self._time, self._settling = time, Settling(time)
        self._metrics, self._log = metrics, log.bind(worker=self.name)
        self._checked = Checked(pool)
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
            self._metrics.closed(keeper, [one.quarter for one in closed.reports])
        return closed

    async def _look_after(self, keeper: str, known: Vector, closed: Closed) -> bool:
        since = await self._checked.since(keeper, closed.reports)
        if not await self._anything(keeper, closed.reports, since, known):
            self._checked.passed(keeper, closed.reports, known)
            return True
        settled = True
        for quarter, group in groupby(closed.reports, attrgetter("quarter")):
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
        command, because = restatement(keeper, report, revision, number)
        [outcome] = await self._send(keeper, [command], because)
        if self._accepted(report, outcome):
            self._metrics.restated(keeper)
            return True
        return False

    def _counter(self, keeper: str, report: ClosedReport) -> CountedAt:
        async def counted_at(vector: Vector) -> Sums:
            return await self._counted_at(keeper, report, vector)

        return counted_at

    async def _counted_at(self, keeper: str, report: ClosedReport, vector: Vector) -> Sums:
        """The figures that the report tells: those for the board, only where it was closed with them."""
        async with self._pool.acquire() as connection, connection.transaction(readonly=True):
            await connection.execute(FOR_SUMS)
            sums = await sums_at(connection, keeper, Quarter.parse(report.quarter), report.unit_id, vector)
        if all(is_open(key) for key in report.keys):
            return {key: sums[key] for key in sums if is_open(key)}
        return sums

    def _accepted(self, report: ClosedReport, outcome: CommandOutcome) -> bool:
        """Whether to go on with the report. Unavailable where nobody knows: the same command is then sent again."""
        code = outcome.refusal.code if outcome.refusal else outcome.outcome
        if outcome.outcome in {"unavailable", "conflict"} and code not in OURS:
            raise Unavailable(outcome.refusal.code if outcome.refusal else outcome.outcome)
        if outcome.outcome != "accepted":
            self._metrics.refused(code)
            self._log.warning("restatement_refused", report_id=str(report.report_id), code=code)
        return outcome.outcome == "accepted"


def rest_after(worked: float) -> float:
    """For how many seconds it rests."""
    return min(max(EVERY, REST * worked), LONGEST_REST)


def restatement(keeper: str, report: ClosedReport, one: Revision, number: int) -> tuple[RestateQuarter, Because]:
    """The command that adds a revision, and why; in a simulated history it happens when its last event had."""
    own = [touch for touch in one.touches if touch.cause == one.cause]
    first = next((touch for touch in own if touch.contract in OPEN_CONTRACTS), own[0])
    feed = Feed(keeper, first.service)
    between = json.dumps([dict(one.since), dict(one.at)], sort_keys=True)
    at = max(report.recorded_at, *(touch.recorded_at for touch in one.touches))
    command = RestateQuarter(
        command_id=uuid5(report.report_id, f"{one.cause}|{between}"),
        unit_id=report.unit_id,
        quarter=report.quarter,
        revision=number,
        known={str(Feed(keeper, service)): position for service, position in sorted(one.at.items())},
        cause=RestatementCause(
            cause_id=cause_id(one.cause),
            feed=str(feed),
            position=first.position,
            contract=first.contract,
            events=len(own),
            actor=first.actor,
            recorded_at=max(touch.recorded_at for touch in own),
            reason=next((touch.reason for touch in own if touch.reason is not None), None),
        ),
    )
    return command, Because(at, one.cause, message_id(feed, first.position))


def _last(pending: Sequence[Pending]) -> tuple[object, ...]:
    """How far what is pending goes: other than before, where more of it has come."""
    last: dict[str, int] = {}
    for one in pending:
        for touch in one.touches:
            last[touch.service] = max(last.get(touch.service, 0), touch.position)
    return tuple(sorted(last.items()))
