"""What the chassis answers for every service: an aggregate's history and a free text; sealed histories by name."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol
from uuid import UUID

from contracts.history import HISTORIES, SEALED_HISTORIES, TEXTS, History, ReadHistory, ReadText
from contracts.message import Message
from contracts.texts import TextRead
from services.chassis.call import Actor
from services.chassis.errors import Refused
from services.chassis.event_store.codec import Codec
from services.chassis.event_store.rows import HistoryRow
from services.chassis.messaging.entries import told
from services.chassis.messaging.queries import Asker, QueryDesk
from services.chassis.messaging.sealed_reads import Record, recorded
from services.chassis.messaging.serving import Serving
from services.chassis.policy import Policy, holds

on_the_whole_keeper = holds("staff", "auditor", "leader")
on_the_unit = holds("secretary", "committee", unit="unit_id")


def reads_texts(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow who may read all texts, and who may read those of the unit that he names; an operator reads none."""
    return on_the_whole_keeper(actor, keeper, message) or on_the_unit(actor, keeper, message)


READERS = Policy({"history.read": holds("auditor", "operator", "staff"), "texts.read": reads_texts})
SEALED_READERS = Policy({"sealed_history.read": holds("auditor")})


class TextRow(Protocol):
    """A stored text; `text` is None once it was erased, `unit_id` where it is of no unit."""

    @property
    def unit_id(self) -> UUID | None: ...
    @property
    def text(self) -> str | None: ...


class Archive(Protocol):
    """A store whose histories and texts can be read; the event store is one."""

    codec: Codec

    async def history(self, aggregate_id: UUID, /) -> Sequence[HistoryRow]: ...
    async def text(self, text_id: UUID, /) -> TextRow | None: ...


def history_desks(serving: Serving, archives: dict[str, Archive]) -> list[QueryDesk]:
    """The desks of this service's history and texts; `archives` goes by keeper and holds open stores only."""
    readable = replace(serving, policy=READERS, parts=archives)
    history = next((query for query in HISTORIES if query.service() == serving.service), None)
    text = next((query for query in TEXTS if query.service() == serving.service), None)
    desks = ((history, "history.read", read_history), (text, "texts.read", read_text))
    return [QueryDesk(kind, action, answerer, readable) for kind, action, answerer in desks if kind is not None]


def sealed_history_desks(
    serving: Serving, archives: Mapping[str, Archive], reads: Mapping[str, Record]
) -> list[QueryDesk]:
    """The desk of this service's sealed histories; what it tells is recorded in `reads` first. Both go by keeper."""
    side = Serving(
        serving.service, serving.node, SEALED_READERS, archives, serving.memories, serving.wait_for, sealed=True
    )
    kinds = [query for query in SEALED_HISTORIES if query.service() == serving.service] if archives else []
    return [QueryDesk(kind, "sealed_history.read", recorded(read_history, reads), side) for kind in kinds]


async def read_history(query: ReadHistory, asker: Asker, archive: Archive) -> History:
    """The events of the aggregate; Refused `not_there` also where it is of another kind."""
    rows = await archive.history(query.aggregate_id)
    if not rows or _kind_of(rows[0].topic) != query.kind.replace("_", ""):
        raise Refused("not_there")
    # In a thread: the tree of a city has tens of thousands of events, and commands go on meanwhile.
    return await asyncio.to_thread(told, rows, archive.codec, query)


async def read_text(query: ReadText, asker: Asker, archive: Archive) -> TextRead:
    """The words, or that they were erased; Refused `not_there`, also where the text is not of the unit named."""
    stored = await archive.text(query.text_id)
    if stored is None or not _may_read(stored, query, asker):
        raise Refused("not_there")
    return TextRead(text_id=query.text_id, text=stored.text, erased=stored.text is None)


def _may_read(stored: TextRow, query: ReadText, asker: Asker) -> bool:
    """Whether it is so what the policy believed before the text, and with it its unit, was known."""
    return on_the_whole_keeper(asker.actor, asker.keeper, query) or (
        stored.unit_id is not None and stored.unit_id == query.unit_id
    )


def _kind_of(topic: str) -> str:
    """`visitfindings` of `assignments.VisitFindings.Filed`."""
    return topic.split(".")[1].lower()
