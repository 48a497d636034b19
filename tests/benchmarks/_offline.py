"""A keeper's services without bus, token and replicas: commands go straight to their own application methods.

What they store is what they always store: decided by the aggregates, told by publishing, written by `append`.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import asyncpg

from contracts.assignments import IssueNotice, MakeVisit
from contracts.meetings import RecordMeeting, RescheduleMeeting, ScheduleMeeting
from contracts.message import Command, CommandOutcome
from contracts.ratings import AdoptRubric, RateMeeting
from contracts.registry import AdoptCellTypes, EstablishUnit, RegisterPerson, ReportRoll
from services.assignments.application import Notices, Visits
from services.assignments.main import NOTICES, RULES_OF_NOTICES
from services.chassis.aggregate import now
from services.chassis.call import Actor, Call, Decided
from services.chassis.event_store import EventStore, Repository
from services.chassis.feed import Feed
from services.chassis.messaging import Client
from services.chassis.messaging.headers import trace_of
from services.chassis.messaging.replies import accepted
from services.chassis.messaging.serving import day_of
from services.chassis.runtime.salts import fresh_salt
from services.meetings.application import Meetings
from services.meetings.main import POLICY
from services.ratings.application import Ratings
from services.ratings.replicas import ReplicatedStandards
from services.registry.main import registry_of
from sinhhoat.node import SERVICES
from sinhhoat.stack import Endpoints
from tests.benchmarks._noted import NotedAttended, NotedCells, NotedMeetings, NotedPairs, NotedUnits, Notes

OWNERS = ("registry", "meetings", "assignments", "ratings")
"""The services that keep a history."""

Pools = Mapping[str, asyncpg.Pool]
Method = Callable[[Any, Call], Awaitable[Decided]]
IN_TURN = {AdoptCellTypes, EstablishUnit, AdoptRubric}
"""Commands that change one aggregate: those of one request go one after another, as the services have it."""


class Keeper:
    """One keeper's histories and the applications over them; `pools` are by service."""

    def __init__(self, name: str, stores: Mapping[str, EventStore], pools: Pools) -> None:
        self.name, self.stores, self.notes = name, stores, Notes()
        self._methods = _methods(name, stores, pools, self.notes)

    @classmethod
    async def open(cls, name: str, pools: Pools) -> Keeper:
        """Its stores, which must be there."""
        stores = {}
        for owner in OWNERS:
            codec = SERVICES[owner].codec
            assert codec is not None
            stores[owner] = await EventStore.open(pools[owner], Feed(name, owner), codec)
        return cls(name, stores, pools)

    async def close(self) -> None:
        for store in self.stores.values():
            await store.close()

    def speaking_as(self, person_id: UUID) -> OfflineClient:
        """A client for one person's commands; nobody asks whether he may."""
        return OfflineClient(self, Actor(person_id, ()))

    async def carry_out(self, command: Command, call: Call) -> CommandOutcome:
        """Let the application decide and store; its exceptions are the caller's."""
        decided = await self._methods[type(command)](command, call)
        self.notes.take(command, decided.decided)
        return accepted(command.command_id, decided)


@asynccontextmanager
async def pools_of(endpoints: Endpoints, *, connections: int) -> AsyncIterator[Pools]:
    """The databases of the services that keep histories, as their own roles."""
    async with AsyncExitStack() as opened:
        yield {
            owner: await opened.enter_async_context(
                asyncpg.create_pool(endpoints.postgres_service[owner], min_size=1, max_size=connections)
            )
            for owner in OWNERS
        }


class OfflineClient(Client):
    """Sends to a keeper in this process, as one person."""

    def __init__(self, keeper: Keeper, actor: Actor) -> None:
        self._keeper, self._actor = keeper, actor

    async def send(
        self,
        keeper: str,
        commands: Sequence[Command],
        *,
        at: datetime | None = None,
        timeout: float = 30,
        correlation: str | None = None,
        causation: str | None = None,
    ) -> list[CommandOutcome]:
        """One outcome per command, in their order; `at` is the instant (UTC) of them all."""
        assert at is not None
        outcomes: list[CommandOutcome] = []
        for kind, same in groupby(commands, type):
            if kind in IN_TURN:
                outcomes += [await self._one(command, at) for command in same]
            else:
                outcomes += await asyncio.gather(*(self._one(command, at) for command in same))
        return outcomes

    async def _one(self, command: Command, at: datetime) -> CommandOutcome:
        command_id = command.command_id
        call = Call(
            command_id=command_id,
            actor=self._actor,
            keeper=self._keeper.name,
            now=at,
            today=day_of(at),
            clock=lambda: at,
            fingerprint=hashlib.sha256(command_id.bytes).digest(),
            correlation=str(command_id),
            causation="",
            traceparent=trace_of(command_id),
        )
        now.set(at)
        return await self._keeper.carry_out(command, call)


def _methods(name: str, stores: Mapping[str, EventStore], pools: Pools, notes: Notes) -> dict[type[Command], Method]:
    repositories = {owner: _repository(owner, store) for owner, store in stores.items()}
    pool = pools["assignments"]
    registry = registry_of(repositories["registry"], pools["registry"], name)
    meetings = Meetings(repositories["meetings"], NotedCells(pools["meetings"], name), POLICY)
    attended, pairs = NotedMeetings(pool, name, notes), NotedPairs(pool, name, notes)
    own = repositories["assignments"]
    notices = Notices(own, NotedUnits(pool, name, notes), attended, pairs, RULES_OF_NOTICES)
    visits = Visits(own, attended, pairs, NOTICES.apart_minutes)
    ratings = Ratings(
        repositories["ratings"],
        name,
        NotedAttended(pools["ratings"], name, notes),
        ReplicatedStandards(pools["ratings"]),
    )
    return {
        AdoptCellTypes: registry.structure.adopt_cell_types,
        EstablishUnit: registry.structure.establish_unit,
        ReportRoll: registry.units.report_roll,
        RegisterPerson: registry.people.register_person,
        IssueNotice: notices.issue_notice,
        MakeVisit: visits.make_visit,
        ScheduleMeeting: meetings.schedule_meeting,
        RescheduleMeeting: meetings.reschedule_meeting,
        RecordMeeting: meetings.record_meeting,
        AdoptRubric: ratings.adopt_rubric,
        RateMeeting: ratings.rate_meeting,
    }


def _repository(owner: str, store: EventStore) -> Repository:
    publish = SERVICES[owner].publish
    assert publish is not None
    return Repository(store, publish, fresh_salt)
