"""Messages of assignments about documents that direct, in the registers of their issuers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.labels import FreeText, Key, Label, UnitId
from contracts.message import OPEN, Command, Event, Part, Query
from contracts.texts import TextRef

DirectiveKind = Literal[
    "notice",
    "plan",
    "project",
    "thematic_paper",
    "letter",
    "directive",
    "resolution",
    "regulation",
    "guidance",
    "programme",
    "other",
]
"""Kinds of documents that direct, as registers count them."""


class Basis(Part):
    """What a document carries out: one of the same register, or one from elsewhere as people cite it."""

    directive_id: UUID | None = None
    cited_as: Label | None = None


class IssueDirective(Command, subject="cmd.{keeper}.assignments.issue_directive.v1", audience=OPEN):
    """Enter a document into the register of its issuer.

    `effective_until` is its last day, None where it names none. Those in `replaces` are in force no more from the day
    on which this one is.
    """

    kind: DirectiveKind
    number: Label
    title: Label
    issuer_id: UnitId
    issued_on: date
    effective_from: date
    effective_until: date | None = None
    implements: Annotated[list[Basis], Field(max_length=20)] = []
    replaces: Annotated[list[UUID], Field(max_length=20)] = []


class DirectiveIssued(Event, subject="evt.{keeper}.assignments.DirectiveIssued.v1", audience=OPEN):
    """A document stands in the register."""

    directive_id: UUID
    kind: Key
    number: str
    title: str
    issuer_id: UnitId
    issued_on: date
    effective_from: date
    effective_until: date | None
    implements: list[Basis]


class DirectiveReplaced(Event, subject="evt.{keeper}.assignments.DirectiveReplaced.v1", audience=OPEN):
    """A document is in force no more from a day on, because another takes its place."""

    directive_id: UUID
    issuer_id: UnitId
    replaced_by: UUID
    replaced_on: date


class WithdrawDirective(Command, subject="cmd.{keeper}.assignments.withdraw_directive.v1", audience=OPEN):
    """Take back a document that was entered wrongly; it may be entered again.

    What it had replaced is in force again.
    """

    directive_id: UUID
    issuer_id: UnitId
    reason: FreeText


class DirectiveWithdrawn(Event, subject="evt.{keeper}.assignments.DirectiveWithdrawn.v1", audience=OPEN):
    """A document counts no more, as if it had never been entered."""

    directive_id: UUID
    issuer_id: UnitId
    issued_on: date
    reason: TextRef


class DirectiveReinstated(Event, subject="evt.{keeper}.assignments.DirectiveReinstated.v1", audience=OPEN):
    """A document is in force as before, because the one that had replaced it was taken back."""

    directive_id: UUID
    issuer_id: UnitId
    withdrawn_id: UUID


class DirectiveEntry(Part):
    """A document as the register shows it; `replaced_by` and `replaced_on` where another took its place."""

    directive_id: UUID
    kind: Key
    number: str
    title: str
    issuer_id: UnitId
    issued_on: date
    effective_from: date
    effective_until: date | None
    replaced_by: UUID | None = None
    replaced_on: date | None = None
    implements: list[Basis] = []


class DirectiveRegister(Part):
    """Documents by day of issue and number, and how many there are of each kind."""

    directives: list[DirectiveEntry]
    counts: dict[str, int]
    total: int


class ReadDirectives(Query, subject="query.{keeper}.assignments.read_directives.v1", audience=OPEN):
    """The documents issued in a period, both days included; of one issuer where it is named.

    At most `limit` are listed; `counts` and `total` are of all.
    """

    answer: ClassVar[type[DirectiveRegister]] = DirectiveRegister
    from_on: date
    until_on: date
    issuer_id: UnitId | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 500
