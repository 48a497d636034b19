"""What one observer did in a year, for his yearly assessment: each figure with a page of the events that it sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from contracts.observer_record import ObserverRecord, ReadObserverRecord, RecordedFigure
from contracts.reporting import Lens
from services.reporting.catalogue import Definition
from services.reporting.catalogue.known import at_vector
from services.reporting.catalogue.observer_year import AFTER_GROUPS, BEFORE_GROUPS, NO_GROUP, OF_NO_GROUP, of_group
from services.reporting.read_models.asked import Asked, FactsOfKeeper
from services.reporting.read_models.evidence import item

SQL = at_vector(
    Path(__file__).with_name("observer_record.sql").read_text(encoding="utf-8"), {"registry": 5, "assignments": 6}
)


@dataclass(frozen=True)
class OfTheYear:
    """The snapshot that the question means: the whole keeper, on the last day of the year."""

    known: Mapping[str, int]
    known_at: datetime | None
    replay: str | None
    quarter: str
    unit_code: str | None = None
    lens: Lens = "then"
    structure_on: date | None = None


async def answer(facts: FactsOfKeeper, query: ReadObserverRecord) -> ObserverRecord:
    """The record of a year; Refused and Unavailable as a snapshot is. Who did nothing has figures of nothing."""
    question = OfTheYear(query.known, query.known_at, query.replay, f"{query.year}-Q4")
    async with facts.snapshot(question) as asked:
        rows = await _rows(asked, query.person_id, query.year)
    of_key: dict[str, list[asyncpg.Record]] = defaultdict(list)
    for row in rows:
        of_key[_key(row)].append(row)
    head = asked.head.model_dump(include={"keeper", "simulated", "as_of", "known", "known_at", "parked", "replay"})
    return ObserverRecord(
        **head,
        person_id=query.person_id,
        year=query.year,
        figures=[_figure(asked, query, one, of_key[one.key]) for one in _definitions(asked.groups, of_key)],
    )


async def _rows(asked: Asked, person_id: UUID, year: int) -> Sequence[asyncpg.Record]:
    days, known = (date(year, 1, 1), date(year, 12, 31)), (asked.vector["registry"], asked.vector["assignments"])
    rows: Sequence[asyncpg.Record] = await asked.connection.fetch(SQL, asked.keeper, *days, person_id, *known)
    return rows


def _key(row: asyncpg.Record) -> str:
    return f"visits_{row['group_key'] or NO_GROUP}"[:48] if row["key"] == "visits_of_group" else str(row["key"])


def _definitions(groups: Mapping[str, tuple[str, str]], found: Mapping[str, object]) -> Iterator[Definition]:
    """The figures in their order; the line of cells in no group only where there is such a visit."""
    yield from BEFORE_GROUPS
    for group, names in groups.items():
        yield of_group(group, names)
    if f"visits_{NO_GROUP}" in found and NO_GROUP not in groups:
        yield OF_NO_GROUP
    yield from AFTER_GROUPS


def _figure(
    asked: Asked, query: ReadObserverRecord, definition: Definition, rows: Sequence[asyncpg.Record]
) -> RecordedFigure:
    numerator, denominator = (sum(row[name] for row in rows) for name in ("numerator", "denominator"))
    return RecordedFigure(
        figure=definition.figure(numerator, denominator),
        evidence=[item(row, asked.keeper) for row in rows[query.offset : query.offset + query.limit]],
        total=len(rows),
    )
