"""Question to the reporting service for the quarter of a whole city: every keeper of the node, and their sum."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from contracts.labels import Keeper, Key
from contracts.message import BOARD, Part, Query
from contracts.reporting import Known, Lens, Pair, QuarterName, QuarterReport, ReplayName, ReportedAs


class KeeperSums(Part):
    """One keeper's quarter in numbers: key of a figure -> pair; a figure that nothing adds to is left out.

    The same numbers as those of `ReadQuarter` at that keeper, as known at the positions `known`; in lens `reported`
    those of the closed report that is named in `reported`.
    """

    keeper: str
    unit_code: str
    unit_name: str
    known: dict[str, int]
    known_at: datetime | None
    parked: int
    figures: dict[Key, Pair]
    reported: ReportedAs | None = None


class CityQuarter(Part):
    """`total` is the sum of `keepers`, figure by figure; a person who observes at two of them counts for each.

    Its head names the positions of all of them. Who visited what is told at each keeper, not here.
    `not_closed`: in lens `reported`, keepers that have not closed the quarter, and are in no sum; where the question
    names revisions, those that it says had not.
    """

    total: QuarterReport
    keepers: list[KeeperSums]
    not_closed: list[str] = []


Revisions = dict[Keeper, Annotated[int, Field(ge=0, strict=True)]]
"""Of each keeper the revision of his closed report; 0 of one that had closed none."""


class ReadCityQuarter(Query, subject="query.{keeper}.reporting.read_city_quarter.v1", audience=BOARD):
    """The quarter of all keepers that reporting reads, in the structure of each fact's day; without one, the newest.

    It is asked at the keeper `city`, by its own staff: what other wards did is not a ward's to read.
    `known`: as known at these positions, such as those of an earlier answer's head; of feeds not named, what had
    arrived here by `known_at`, or else what is known now. What a keeper recorded in March and delivered in June was not
    known to the city in April. Simulated histories arrive when they are recorded.
    Lens `today` shows all under the structure of one day, `structure_on`, or else that on which the last of what is
    known was recorded. Lens `reported` shows what keepers have closed, in its newest revision, of a quarter that is
    named; with `revisions`, such as those of an earlier answer, the keepers named there, and as they had reported then:
    the same revisions give the same figures, for ever.
    `replay` names the tables of a moment that an operator built: all keepers that stand there are counted from them.
    Not in lens `reported`, which counts nothing.
    """

    answer: ClassVar[type[CityQuarter]] = CityQuarter
    quarter: QuarterName | None = None
    known: Known = {}
    known_at: AwareDatetime | None = None
    lens: Lens = "then"
    structure_on: date | None = None
    revisions: Revisions = {}
    replay: ReplayName | None = None
