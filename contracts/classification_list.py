"""A question to the reporting service: which organisation was classified how in a period, and what the quotas were."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field

from contracts.classification import ObjectKind, Period
from contracts.labels import Code
from contracts.message import OPEN, Part, Query
from contracts.reporting import Known, ReplayName, ReportHead


class ClassifiedUnit(Part):
    """The grade of one organisation, who decided it, and the event that says so.

    `counts_as` is what the grade is to the quota, whatever scheme it is of; `group` its peer group there.
    """

    unit_code: str
    unit_name: str
    kind: Literal["cell", "committee"]
    grade: str
    counts_as: Literal["excellent", "good", "completed", "not_completed"]
    group: str
    authority_code: str
    authority_name: str
    feed: str
    position: int


class DecidedGroup(Part):
    """The quota over one decided group: `excellent` of `rated`, and the `cap` of that very list."""

    authority_code: str
    authority_name: str
    objects: ObjectKind
    group: str
    rated: int
    excellent: int
    base_count: int
    cap: int
    largest: int
    exceeded: bool
    feed: str
    position: int


class ClassificationList(Part):
    """A page of the organisations in the order of their codes, each as it is called on the last day of the period.

    `total` is how many there are. `groups` are all those that authorities of the unit asked for have decided on.
    """

    head: ReportHead
    period: str
    units: list[ClassifiedUnit]
    total: int
    groups: list[DecidedGroup]


class ReadClassificationList(Query, subject="query.{keeper}.reporting.read_classification_list.v1", audience=OPEN):
    """What was decided on a unit and all below it in one period, for whoever holds a role on the unit or above it.

    Without a unit the whole keeper. Of collectives and persons there are counts only. A unit that is not there and one
    that is not the asker's are one answer.
    """

    answer: ClassVar[type[ClassificationList]] = ClassificationList
    period: Period
    unit_code: Code | None = None
    known: Known = {}
    known_at: AwareDatetime | None = None
    replay: ReplayName | None = None
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=2000)] = 1000
