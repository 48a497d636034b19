"""A question to the reporting service about one observer: what he did in a year, for his yearly assessment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from contracts.labels import PersonId
from contracts.message import BOARD, Part, Query
from contracts.reporting import EvidenceItem, Figure, Known, ReplayName


class RecordedFigure(Part):
    """One figure of a record, and a page of the events of which it is the sum; `total` is how many those are."""

    figure: Figure
    evidence: list[EvidenceItem]
    total: int = 0


class ObserverRecord(Part):
    """A year of one observer, at the whole keeper; the same `known` gives the same figures, for ever.

    Figures: months with a visit / months with an assignment in force, visits, also by group of cell types, cells
    visited, visits with findings / visits, quarterly reports submitted and in time / due, assignments ended early.
    Duties are those of all the year: while it is under way, its last months and quarters are due already.
    """

    keeper: str
    person_id: PersonId
    year: int
    as_of: date
    simulated: bool
    known: dict[str, int]
    known_at: datetime | None
    parked: int
    replay: str | None = None
    figures: list[RecordedFigure]


class ReadObserverRecord(Query, subject="query.{keeper}.reporting.read_observer_record.v1", audience=BOARD):
    """The record of one observer in one year. For the board, and for everybody about himself.

    `offset` and `limit` cut the events behind each figure; the figures are those of all events, whatever the page.
    """

    answer: ClassVar[type[ObserverRecord]] = ObserverRecord
    person_id: PersonId
    year: Annotated[int, Field(ge=1930, le=2099)]
    known: Known = {}
    known_at: AwareDatetime | None = None
    replay: ReplayName | None = None
    offset: Annotated[int, Field(ge=0, strict=True)] = 0
    limit: Annotated[int, Field(ge=0, le=1000, strict=True)] = 500
