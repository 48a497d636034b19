"""What every answer starts from: one snapshot of the facts, the quarter, the unit, and the vector that is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from operator import add
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import asyncpg

from contracts.reporting import Lens, ReportHead
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.reporting.catalogue import EVIDENCE, EVIDENCE_TODAY, MORE, VERSION
from services.reporting.domain.signed import Reported
from services.reporting.facts import Facts
from services.reporting.facts.told import local_day
from services.reporting.quarters import Quarter
from services.reporting.read_models import known, structure, tables, today
from services.reporting.read_models.known import Vectors, Wanted
from services.reporting.read_models.newest import newest
from services.reporting.read_models.scope import WHOLE, Scope


class Question(Protocol):
    """What the questions that are answered from a snapshot have in common."""

    @property
    def quarter(self) -> str | None: ...
    @property
    def unit_code(self) -> str | None: ...
    @property
    def known(self) -> Mapping[str, int]: ...
    @property
    def known_at(self) -> datetime | None: ...
    @property
    def replay(self) -> str | None: ...
    @property
    def lens(self) -> Lens: ...
    @property
    def structure_on(self) -> date | None: ...


class Sum(NamedTuple):
    """What the evidence of a figure adds up to, over how many rows."""

    numerator: int = 0
    denominator: int = 0
    rows: int = 0


NOTHING = Sum()


class Signed(NamedTuple):
    """What a closed report was signed with, of which unit and quarter; `whole`: also with the figures for the board."""

    unit_id: UUID
    quarter: str
    figures: Mapping[str, Reported]
    whole: bool


FOR_SUMS = (
    "SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'; SET LOCAL plan_cache_mode = force_custom_plan; "
    "SET LOCAL jit = off"
)
"""The planner takes a subtree for a handful of units and would join 24,000 cells row by row: minutes, not seconds.

A statement for one figure is kept in the session: a plan of its own for each question costs less than a millisecond.
Compiling the expressions of 150 branches, as a server with LLVM would, takes longer than to run them.
"""

NO_LENS = (None,) * (MORE - 9)


@dataclass(frozen=True)
class Asked:
    """One question on one snapshot. `lens`: what statements of lens `today` are told from $9 on; None in any other.

    `report`: in lens `reported`, the closed report that is shown, or of which a part is.
    """

    connection: Connection
    keeper: str
    quarter: Quarter
    unit_id: UUID
    head: ReportHead
    vectors: Vectors
    groups: Mapping[str, tuple[str, str]]
    lens: Sequence[Any] | None
    report: Signed | None = None

    @property
    def signed(self) -> Signed | None:
        """The closed report where it is about this very unit and quarter."""
        report = self.report
        return report if report and (report.unit_id, report.quarter) == (self.unit_id, self.quarter.name) else None

    @property
    def vector(self) -> Mapping[str, int]:
        """Service -> position of the keeper's own feeds."""
        return self.vectors[self.keeper]

    async def evidence(self, select: str, *more: Any, keys: Collection[str] | None = None) -> list[asyncpg.Record]:
        """Run a SELECT over the evidence of all figures, or at least of these, for each keeper whose facts count.

        `more` are its parameters from MORE on.
        """
        sql = (EVIDENCE if self.lens is None else EVIDENCE_TODAY).of(select, keys)
        rows: list[asyncpg.Record] = []
        for keeper, vector in self.vectors.items():
            rows += await self.connection.fetch(
                sql,
                keeper,
                self.quarter.first,
                self.quarter.last,
                self.unit_id,
                *(vector[service] for service in Facts.sources),
                *(NO_LENS if self.lens is None else self.lens),
                *more,
            )
        return rows

    async def sums(self, *keys: str) -> dict[str, Sum]:
        """Every figure that has evidence, or those of the keys, which is quicker."""
        rows = await self.evidence(
            "SELECT key, sum(numerator)::bigint, sum(denominator)::bigint, count(*) FROM evidence"
            + (f" WHERE key = ANY(${MORE}) GROUP BY key" if keys else " GROUP BY key"),
            *([keys] if keys else []),
            keys=keys or None,
        )
        found: defaultdict[str, Sum] = defaultdict(Sum)
        for key, *sums in rows:
            found[key] = Sum(*map(add, found[key], sums))
        return dict(found)


@dataclass(frozen=True)
class FactsOfKeeper:
    """The facts of one keeper, read from snapshots; `heads` tells what the owners say they have published."""

    pool: asyncpg.Pool
    keeper: str
    simulated: bool
    heads: Callable[[], Mapping[str, int]]

    @asynccontextmanager
    async def snapshot(self, question: Question, scope: Scope = WHOLE) -> AsyncIterator[Asked]:
        """Open a snapshot of the live tables or of a replay, as known at the vector that the question means.

        Refused `not_there` where the unit that the question means lies outside the scope, `structure_older`,
        `unit_unknown`, `feed_not_read`, `known_ahead`, `nothing_known`, `reported_not_here` where nobody has said which
        report is meant, and what `tables.opened` refuses;
        Unavailable `not_yet_applied` for an instant up to which the live tables do not know everything yet.
        """
        if question.lens == "reported":
            raise Refused("reported_not_here", field="lens")
        # Before the snapshot: what is told and applied after it was taken is no reason to wait. A replay never gets on.
        published = {} if question.replay else self.heads()
        async with (
            self.pool.acquire() as session,
            session.transaction(isolation="repeatable_read", readonly=True),
        ):
            connection = await tables.opened(session, self.keeper, question.replay)
            await connection.execute(FOR_SUMS)
            vectors = await self._vectors(connection, question, published)
            yield await self._asked(connection, question, vectors, scope)

    async def day_of_asking(self, today: date) -> date:
        """The clock's; of a simulated history the day on which the last of it was recorded, if anything was."""
        if not self.simulated:
            return today
        last: datetime | None = await self.pool.fetchval(
            "SELECT max(recorded_at) FROM reporting_facts.told WHERE keeper = $1", self.keeper
        )
        return local_day(last) if last else today

    async def _vectors(self, connection: Connection, question: Question, published: Mapping[str, int]) -> Vectors:
        wanted = Wanted(question.known, question.known_at)
        if question.lens == "today":
            return await today.vectors(connection, self.keeper, wanted, published)
        return await known.vectors(connection, [self.keeper], wanted, published)

    async def _asked(self, connection: Connection, question: Question, vectors: Vectors, scope: Scope) -> Asked:
        vector = vectors[self.keeper]
        at, recorded_at = vector["registry"], await known.at(connection, vectors)
        quarter = (
            Quarter.parse(question.quarter)
            if question.quarter
            else await newest(connection, self.keeper, vector, recorded_at)
        )
        day = _structure_on(question, recorded_at)
        unit = await structure.unit(connection, self.keeper, at, question.unit_code, day or quarter.last)
        scope.check(unit["unit_id"])
        await scope.check_structure(connection, vectors, day)
        seen = await self._placing(connection, vectors, unit["unit_id"], day)
        head = ReportHead(
            keeper=self.keeper,
            quarter=quarter.name,
            unit_code=unit["code"],
            unit_name=unit["name"],
            as_of=quarter.last,
            simulated=self.simulated,
            known={f"{of}.{service}": at for of, vector in vectors.items() for service, at in vector.items()},
            known_at=recorded_at,
            parked=await known.parked(connection, vectors),
            replay=question.replay,
            lens="today" if question.lens == "today" else "then",
            structure_on=day,
            lineage=list(seen.lineage) if seen else [],
            catalogue=VERSION,
        )
        groups = await structure.groups(connection, self.keeper, at, day or quarter.last)
        lens = seen.arguments if seen else None
        return Asked(connection, self.keeper, quarter, unit["unit_id"], head, vectors, groups, lens)

    async def _placing(
        self, connection: Connection, vectors: Vectors, unit_id: UUID, day: date | None
    ) -> today.Placing | None:
        if day is None:
            return None
        registries = {keeper: vector["registry"] for keeper, vector in vectors.items()}
        whole = await today.structure(connection, registries, day)
        return await today.placing(connection, whole, self.keeper, vectors, unit_id)


def _structure_on(question: Question, recorded_at: datetime | None) -> date | None:
    """The day whose structure is shown in lens `today`; without one named, that of the last thing known."""
    if question.lens != "today":
        return None
    if question.structure_on is None and recorded_at is None:
        raise Refused("nothing_known")
    return question.structure_on or (local_day(recorded_at) if recorded_at else None)
