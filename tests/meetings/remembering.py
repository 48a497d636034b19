"""A repository without a database: what is saved is remembered, and decided on as it was some commands ago."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from services.chassis.aggregate import Aggregate
from services.chassis.call import Call, Decided
from services.chassis.errors import Conflict
from services.chassis.event_store import DomainEvent, NewText, Repository
from tests.meetings.given import replayed

A = TypeVar("A", bound=Aggregate)


class Remembering(Repository):
    """`behind` says how many of the commands saved last a reader does not see yet; saving sees them all."""

    def __init__(self) -> None:
        self.behind = 0
        self._saved: list[list[DomainEvent]] = []

    def history(self, aggregate_id: UUID, behind: int = 0) -> list[DomainEvent]:
        """What has happened to an aggregate until then."""
        seen = self._saved[: len(self._saved) - behind]
        return [event for command in seen for event in command if event.originator_id == aggregate_id]

    async def find(self, kind: type[A], aggregate_id: UUID) -> A | None:
        history = self.history(aggregate_id, self.behind)
        found = replayed(history) if history else None
        return found if isinstance(found, kind) else None

    async def text(self, call: Call, name: str, text: str, *, about: UUID, unit_id: UUID | None) -> NewText:
        return NewText.salted(about, text, b"\0" * 16, about=about, unit_id=unit_id, same_text_as=None)

    async def save(
        self,
        call: Call,
        *aggregates: Aggregate,
        decided: Mapping[str, Any] | None = None,
        texts: Sequence[NewText] = (),
        erased: Sequence[UUID] = (),
    ) -> Decided:
        happened = [event for aggregate in aggregates for event in aggregate.collect_events()]
        versions: dict[UUID, int] = {}
        for event in happened:
            known = versions.get(event.originator_id, len(self.history(event.originator_id)))
            if event.originator_version != known + 1:
                raise Conflict
            versions[event.originator_id] = known + 1
        self._saved.append(happened)
        return Decided(dict(decided or {}), {})
