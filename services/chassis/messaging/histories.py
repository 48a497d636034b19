"""What the chassis answers for every service: an aggregate's history and a free text, from the open store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from contracts.feed import HistoryEntry
from contracts.history import HISTORIES, TEXTS, History, ReadHistory, ReadText
from contracts.message import Message
from contracts.texts import TextRead
from services.chassis.call import Actor
from services.chassis.errors import Refused
from services.chassis.messaging.queries import Asker, QueryDesk
from services.chassis.messaging.serving import Serving
from services.chassis.policy import Policy, holds

on_the_whole_keeper = holds("staff", "auditor", "leader")
on_the_unit = holds("secretary", "committee", unit="unit_id")


def reads_texts(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow who may read all texts, and who may read those of the unit that he names; an operator reads none."""
    return on_the_whole_keeper(actor, keeper, message) or on_the_unit(actor, keeper, message)


READERS = Policy({"history.read": holds("auditor", "operator", "staff"), "texts.read": reads_texts})


class Row(Protocol):
    """A stored event as the event store gives it out."""

    @property
    def originator_version(self) -> int: ...
    @property
    def topic(self) -> str: ...
    @property
    def state(self) -> bytes: ...
    @property
    def position(self) -> int: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def command_id(self) -> UUID: ...
    @property
    def metadata(self) -> bytes: ...
    @property
    def contract(self) -> str | None: ...


class TextRow(Protocol):
    """A stored text; `text` is None once it was erased, `unit_id` where it is of no unit."""

    @property
    def unit_id(self) -> UUID | None: ...
    @property
    def text(self) -> str | None: ...


class Archive(Protocol):
    """A store whose histories and texts can be read; the event store is one."""

    async def history(self, aggregate_id: UUID, /) -> Sequence[Row]: ...
    async def text(self, text_id: UUID, /) -> TextRow | None: ...


def history_desks(serving: Serving, archives: dict[str, Archive]) -> list[QueryDesk]:
    """The desks of this service's history and texts; `archives` goes by keeper and holds open stores only."""
    readable = Serving(
        serving.service, serving.node, READERS, parts=archives, memories=serving.memories, wait_for=serving.wait_for
    )
    history = next((query for query in HISTORIES if query.service() == serving.service), None)
    text = next((query for query in TEXTS if query.service() == serving.service), None)
    desks = ((history, "history.read", read_history), (text, "texts.read", read_text))
    return [QueryDesk(kind, action, answerer, readable) for kind, action, answerer in desks if kind is not None]


async def read_history(query: ReadHistory, asker: Asker, archive: Archive) -> History:
    """The events of the aggregate; Refused `not_there` also where it is of another kind."""
    rows = await archive.history(query.aggregate_id)
    if not rows or _kind_of(rows[0].topic) != query.kind.replace("_", ""):
        raise Refused("not_there")
    return History(entries=[_entry(row) for row in rows])


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


def _entry(row: Row) -> HistoryEntry:
    """The row in words; its salt stays where it is."""
    told = json.loads(row.metadata)
    return HistoryEntry(
        position=row.position,
        version=row.originator_version,
        topic=row.topic,
        happened=_plain(json.loads(row.state)),
        recorded_at=row.recorded_at,
        actor=told["actor"],
        command_id=str(row.command_id),
        correlation=told["correlation"],
        causation=told["causation"],
        published_as=row.contract,
    )


def _plain(value: Any) -> Any:
    """Values as people read them: the transcoder's wrapping of ids, days and numbers is taken off."""
    if isinstance(value, dict) and value.keys() == {"_type_", "_data_"}:
        return _plain(value["_data_"])
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else value
