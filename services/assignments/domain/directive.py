"""What a directive is: a document in the register of its issuer, replaced by another or taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.assignments.domain.issued import NAMESPACE, check_issued_on
from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.chassis.natural_keys import number_key


@dataclass(frozen=True)
class Basis:
    """What a document carries out: one of the same register, or one from elsewhere as people cite it."""

    TOPIC: ClassVar[str] = "assignments.Basis"
    directive_id: UUID | None
    cited_as: str | None


@dataclass(frozen=True)
class Document:
    """What the register says of a document; `effective_until` is its last day, None where it names none.

    `replaces` are the documents whose place it took.
    """

    TOPIC: ClassVar[str] = "assignments.Document"
    title: str
    issued_on: date
    effective_from: date
    effective_until: date | None
    implements: list[Basis]
    replaces: list[UUID]

    def check(self, *, today: date) -> None:
        """Refuse a day to come, a period that ends before it begins, and a basis that names no document, or two."""
        check_issued_on(self.issued_on, today)
        if self.effective_until is not None and self.effective_until < self.effective_from:
            raise Refused(
                "effective_period_reversed", field="effective_until", effective_from=self.effective_from.isoformat()
            )
        for number, basis in enumerate(self.implements):
            if (basis.directive_id is None) == (basis.cited_as is None):
                raise Refused("basis_names_one_document", field=f"implements.{number}")


class DirectiveState(Enum):
    """Where a document stands. A withdrawn one may be entered again under its id."""

    OPEN = "open"
    ISSUED = "issued"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Directive(Aggregate):
    """One document of one issuer."""

    TOPIC = "assignments.Directive"

    class Opened(Aggregate.Event, Created):
        TOPIC = "assignments.Directive.Opened"
        keeper: str
        issuer_id: UUID
        kind: str
        number: str
        year: int

    class Issued(Aggregate.Event):
        TOPIC = "assignments.Directive.Issued"
        issuer_id: UUID
        kind: str
        number: str
        document: Document

    class Replaced(Aggregate.Event):
        TOPIC = "assignments.Directive.Replaced"
        issuer_id: UUID
        replaced_by: UUID
        replaced_on: date

    class Reinstated(Aggregate.Event):
        TOPIC = "assignments.Directive.Reinstated"
        issuer_id: UUID
        withdrawn_id: UUID

    class Withdrawn(Aggregate.Event):
        TOPIC = "assignments.Directive.Withdrawn"
        issuer_id: UUID
        issued_on: date
        reason: TextRef

    @event(Opened)
    def __init__(self, keeper: str, issuer_id: UUID, kind: str, number: str, year: int) -> None:
        self.issuer_id, self.kind, self.number = issuer_id, kind, number
        self.state = DirectiveState.OPEN
        self.document: Document | None = None
        self.replaced_by: UUID | None = None
        self.replaced_on: date | None = None

    @staticmethod
    def create_id(keeper: str, issuer_id: UUID, kind: str, number: str, year: int) -> UUID:
        """The natural key: an issuer numbers each kind of its documents anew each year."""
        return uuid5(uuid5(NAMESPACE, keeper), f"directive:{issuer_id}:{year}:{kind}:{number_key(number)}")

    def issue(self, document: Document, *, today: date) -> None:
        if self.state in (DirectiveState.ISSUED, DirectiveState.REPLACED):
            raise Refused("directive_already_issued", field="number")
        document.check(today=today)
        if any(basis.directive_id == self.id for basis in document.implements):
            raise Refused("directive_implements_itself", field="implements")
        self._issued(self.issuer_id, self.kind, self.number, document)

    def replace(self, by: Directive, on: date) -> None:
        """Let another document take its place; that one must be of the same issuer, and not be older."""
        document = self._standing("replaces")
        if by.id == self.id:
            raise Refused("directive_replaces_itself", field="replaces")
        if by.issuer_id != self.issuer_id:
            raise Refused("directive_of_another_issuer", field="replaces")
        if on < document.effective_from:
            raise Refused(
                "replaced_before_effective", field="replaces", effective_from=document.effective_from.isoformat()
            )
        self._replaced(self.issuer_id, by.id, on)

    def reinstate(self, withdrawn_id: UUID) -> None:
        """Be in force as before, if it was the withdrawn document that took its place."""
        if self.replaced_by == withdrawn_id:
            self._reinstated(self.issuer_id, withdrawn_id)

    def withdraw(self, reason: TextRef) -> None:
        document = self._standing("directive_id")
        self._withdrawn(self.issuer_id, document.issued_on, reason)

    def require_in_register(self, field: str) -> None:
        """Refuse to rest anything on a document that was taken back; one that was replaced may still be named."""
        if self.state not in (DirectiveState.ISSUED, DirectiveState.REPLACED):
            raise Refused("directive_not_issued", field=field)

    def _standing(self, field: str) -> Document:
        if self.state is DirectiveState.REPLACED:
            raise Refused("directive_replaced", field=field)
        if self.state is not DirectiveState.ISSUED or self.document is None:
            raise Refused("directive_not_issued", field=field)
        return self.document

    # Replaying history runs the methods below again, so they check nothing.

    @event(Issued)
    def _issued(self, issuer_id: UUID, kind: str, number: str, document: Document) -> None:
        self.state, self.document = DirectiveState.ISSUED, document

    @event(Replaced)
    def _replaced(self, issuer_id: UUID, replaced_by: UUID, replaced_on: date) -> None:
        self.state, self.replaced_by, self.replaced_on = DirectiveState.REPLACED, replaced_by, replaced_on

    @event(Reinstated)
    def _reinstated(self, issuer_id: UUID, withdrawn_id: UUID) -> None:
        self.state, self.replaced_by, self.replaced_on = DirectiveState.ISSUED, None, None

    @event(Withdrawn)
    def _withdrawn(self, issuer_id: UUID, issued_on: date, reason: TextRef) -> None:
        self.state = DirectiveState.WITHDRAWN
