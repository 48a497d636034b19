"""The one aggregate of the chassis itself: that the words of a free text were erased, why, and by which two persons."""

from __future__ import annotations

from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created


class TextErasure(Aggregate):
    """There is at most one for a text: its id follows from the text's, so that two that race conflict."""

    TOPIC = "chassis.TextErasure"

    class Erased(Aggregate.Event, Created):
        TOPIC = "chassis.TextErasure.Erased"
        text_id: UUID
        about: UUID
        reason: str
        second_person_id: UUID

    @event(Erased)
    def __init__(self, text_id: UUID, about: UUID, reason: str, second_person_id: UUID) -> None:
        self.text_id = text_id

    @staticmethod
    def create_id(text_id: UUID) -> UUID:
        return uuid5(text_id, "erasure")
