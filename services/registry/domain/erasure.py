"""The erasure of a person: asked for by one, confirmed by another; the row itself is no part of any history."""

from __future__ import annotations

from uuid import UUID

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.registry.domain.ids import id_of_matter


class PersonErasure(Aggregate):
    """What was asked and confirmed about one person."""

    TOPIC = "registry.PersonErasure"

    class Opened(Aggregate.Event, Created):
        TOPIC = "registry.PersonErasure.Opened"
        person_id: UUID

    class Asked(Aggregate.Event):
        TOPIC = "registry.PersonErasure.Asked"
        person_id: UUID
        reason: str
        asked_by: UUID

    class Withdrawn(Aggregate.Event):
        """What was asked for is asked for no more; the name still stands."""

        TOPIC = "registry.PersonErasure.Withdrawn"
        person_id: UUID
        reason: TextRef

    class Erased(Aggregate.Event):
        TOPIC = "registry.PersonErasure.Erased"
        person_id: UUID
        reason: str
        first_person_id: UUID

    @event(Opened)
    def __init__(self, person_id: UUID) -> None:
        self.person_id = person_id
        self.asked_by: UUID | None = None
        self.reason = ""
        self.erased = False

    @staticmethod
    def create_id(person_id: UUID) -> UUID:
        return id_of_matter(person_id, "erasure")

    def ask(self, reason: str, *, by: UUID) -> None:
        """The first of two persons; who asks last is the one whom another must confirm."""
        self._check_not_erased()
        self._asked(self.person_id, reason, by)

    def withdraw(self, reason: TextRef) -> None:
        """Ask no more, while nobody has confirmed it: what is erased cannot come back."""
        self._check_not_erased()
        if self.asked_by is None:
            raise Refused("erasure_not_asked_for", field="person_id")
        self._withdrawn(self.person_id, reason)

    def confirm(self, *, by: UUID) -> None:
        """The second person, who must be another."""
        self._check_not_erased()
        if self.asked_by is None:
            raise Refused("erasure_not_asked_for", field="person_id")
        if by == self.asked_by:
            raise Refused("erasure_confirmed_by_the_same", field="person_id")
        self._erased(self.person_id, self.reason, self.asked_by)

    def _check_not_erased(self) -> None:
        if self.erased:
            raise Refused("person_erased_already", field="person_id")

    # Replaying history runs the methods below again, so they check nothing.

    @event(Asked)
    def _asked(self, person_id: UUID, reason: str, asked_by: UUID) -> None:
        self.reason, self.asked_by = reason, asked_by

    @event(Withdrawn)
    def _withdrawn(self, person_id: UUID, reason: TextRef) -> None:
        self.reason, self.asked_by = "", None

    @event(Erased)
    def _erased(self, person_id: UUID, reason: str, first_person_id: UUID) -> None:
        self.erased = True
