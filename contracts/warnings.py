"""Questions to the reporting service about early warnings: where to look before it is too late, and by which events."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from contracts.labels import Code, Key, PersonId
from contracts.message import BOARD, OPEN, Part
from contracts.reporting import EvidenceItem, OfQuarter, ReportHead


class WarningKind(Part):
    """One kind of warning, and how many units or observers it is about; `at_least` signs make one."""

    warning: Key
    name_vi: str
    name_en: str
    source: str
    policy_version: str
    at_least: int
    found: int


class WarningLine(Part):
    """A unit, or with `person_id` an observer, to look into: `number` is what the signs come to, `signs` are they.

    What is missing, such as a meeting that was not held, is shown by the event that says it was to be.
    """

    warning: Key
    unit_code: str
    unit_name: str
    person_id: PersonId | None
    number: int
    signs: list[EvidenceItem]


class WarningList(Part):
    """Warnings of a quarter as of a day; `lines` are one page of `total`."""

    head: ReportHead
    on: date
    kinds: list[WarningKind]
    lines: list[WarningLine]
    total: int


class OfWarnings(OfQuarter):
    """What every question about warnings names. Without a quarter it is the one of the day.

    Without a day it is today, or in lens `reported` the day on which the revision was made.
    """

    on: date | None = None
    warnings: Annotated[list[Key], Field(max_length=50)] = []
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class ListWarnings(OfWarnings, subject="query.{keeper}.reporting.list_warnings.v1", audience=BOARD):
    """All warnings of a unit and those below it, those about observers and their findings among them."""

    answer: ClassVar[type[WarningList]] = WarningList
    unit_code: Code | None = None


class ListUnitWarnings(OfWarnings, subject="query.{keeper}.reporting.list_unit_warnings.v1", audience=OPEN):
    """The open warnings of a unit and those below it, for whoever holds a role on it or on one above.

    A unit that is not there and one that is not the asker's are one answer.
    """

    answer: ClassVar[type[WarningList]] = WarningList
    unit_code: Code
