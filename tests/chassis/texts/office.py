"""A service at one keeper that has written free texts, and the desk where they are erased."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from contracts.history import History, HistoryEntry, ReadMeetingsHistory, ReadMeetingsText
from contracts.meetings import CancelMeeting, RescheduleMeeting, ScheduleMeeting
from contracts.message import CommandOutcome, Query
from contracts.registry import UnitEstablished
from contracts.texts import EraseMeetingsText, TextRead
from services.chassis.call import Actor, Role
from services.chassis.event_store import erasers
from services.chassis.feed import Feed
from services.chassis.messaging.erasures import Erases, erasure_desks
from services.chassis.messaging.histories import history_desks
from services.chassis.messaging.tokens import Consent
from services.meetings.main import SERVICE, of_keeper
from services.meetings.replicas import CellReplica
from sinhhoat.stack import Endpoints
from tests.desk import NOON, TOKENS, Desk, Place, an_empty_place, holding, told_by

CELL, OTHER_CELL = UUID(int=11), UUID(int=12)
FIRST, SECOND = UUID(int=1), UUID(int=2)
STARTS_AT = datetime(2024, 4, 3, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Office:
    """Meetings of two cells; `texts` is what erases, the real one unless a test says otherwise."""

    place: Place
    texts: Erases

    @classmethod
    @asynccontextmanager
    async def opened(cls, endpoints: Endpoints) -> AsyncIterator[Office]:
        async with an_empty_place(endpoints, SERVICE) as place:
            registry = Feed(place.keeper, "registry")
            await place.told(CellReplica(), told_by(registry, *(_cell(unit_id) for unit_id in (CELL, OTHER_CELL))))
            eraser = erasers({place.keeper: place.store}, lambda: b"\0" * 16)
            yield cls(place, eraser[place.keeper])

    async def a_text(self, words: str, cell_id: UUID = CELL) -> UUID:
        """The id of the text of a meeting that was scheduled and called off for this reason."""
        secretary, meeting_id = holding(self.place.keeper, "secretary", cell_id), uuid4()
        scheduled = ScheduleMeeting(
            command_id=uuid4(),
            cell_id=cell_id,
            kind="extraordinary",
            month=date(2024, 4, 1),
            meeting_id=meeting_id,
            starts_at=STARTS_AT,
            place="Nhà văn hóa",
        )
        moved = RescheduleMeeting(
            command_id=uuid4(),
            cell_id=cell_id,
            meeting_id=meeting_id,
            starts_at=STARTS_AT + timedelta(days=1),
            place="Trụ sở",
            reason=words,
        )
        assert (await self.meetings.one(scheduled, by=secretary)).outcome == "accepted"
        assert (await self.meetings.one(moved, by=secretary)).outcome == "accepted"
        return await self.text_of(meeting_id)

    async def call_off(self, meeting_id: UUID, words: str) -> CommandOutcome:
        """Call a meeting off, whatever comes of it."""
        cancel = CancelMeeting(command_id=uuid4(), cell_id=CELL, meeting_id=meeting_id, reason=words)
        return await self.meetings.one(cancel, by=holding(self.place.keeper, "secretary", CELL))

    async def text_of(self, meeting_id: UUID) -> UUID:
        """The text that the last event of a meeting refers to."""
        return UUID((await self.reason_told(meeting_id))["text_id"])

    async def reason_told(self, about: UUID) -> dict[str, str]:
        """What readers are told of the last reason."""
        wire = (await self.place.store.history(about))[-1].wire
        assert wire is not None
        reason: dict[str, str] = json.loads(wire)["reason"]
        return reason

    def wish(self, text_id: UUID) -> EraseMeetingsText:
        """To erase, with the agreement of another leader."""
        return self.agreed(EraseMeetingsText(command_id=uuid4(), text_id=text_id, reason="names_a_person"))

    def agreed(
        self,
        wish: EraseMeetingsText,
        role: str = "leader",
        *,
        person: UUID = SECOND,
        at: datetime = NOON,
        keeper: str = "",
    ) -> EraseMeetingsText:
        """The same with the agreement of another person."""
        second = holding(keeper or self.place.keeper, role, person_id=person)
        token = TOKENS.sign(second, now=at, consent=Consent(wish.text_id, wish.command_id))
        return wish.model_copy(update={"second_token": token})

    async def erase(self, wish: EraseMeetingsText, role: str = "staff", person: UUID = FIRST) -> CommandOutcome:
        """Send it as a person with a role at the whole keeper."""
        return await self.erase_as(Actor(person, (Role(role, self.place.keeper, None),)), wish)

    async def erase_as(self, actor: Actor, *wishes: EraseMeetingsText) -> CommandOutcome:
        """Send them in one request; the outcome of the last."""
        [desk] = erasure_desks(self.meetings.serving, {self.place.keeper: self.texts})
        body = json.dumps({"commands": [wish.model_dump(mode="json") for wish in wishes]}).encode()
        headers = {"sh-token": TOKENS.sign(actor, now=NOON), "sh-now": NOON.isoformat()}
        return (await desk.answer(self.place.keeper, headers, body)).outcomes[-1]

    async def read(self, text_id: UUID) -> TextRead:
        """The text as it is read out to an auditor."""
        return TextRead.model_validate(await self._ask(ReadMeetingsText(text_id=text_id)))

    async def history(self, kind: str, aggregate_id: UUID) -> list[HistoryEntry]:
        """The events of an aggregate as an auditor reads them."""
        answer = await self._ask(ReadMeetingsHistory(kind=kind, aggregate_id=aggregate_id))
        return History.model_validate(answer).entries

    async def _ask(self, query: Query) -> dict[str, Any]:
        desks = history_desks(self.meetings.serving, {self.place.keeper: self.place.store})
        desk = next(desk for desk in desks if desk.kind is type(query))
        headers = {"sh-token": TOKENS.sign(holding(self.place.keeper, "auditor"), now=NOON)}
        reply = await desk.answer(self.place.keeper, headers, query.model_dump_json().encode())
        assert reply.answer is not None, reply
        return reply.answer

    def erasing_with(self, texts: Erases) -> Office:
        """The same office, where something else erases."""
        return replace(self, texts=texts)

    @property
    def meetings(self) -> Desk:
        return Desk(self.place, of_keeper(self.place.repository, self.place.pool, self.place.keeper))


def _cell(unit_id: UUID) -> UnitEstablished:
    return UnitEstablished.model_validate(
        {
            "unit_id": unit_id,
            "code": f"CB{unit_id.int}",
            "name": "Chi bộ",
            "kind": "cell",
            "level": None,
            "cell_type": None,
            "parent_id": None,
            "established_on": date(2010, 1, 1),
        }
    )
