"""Sealed content is given to a person only once it stands in the record of reads that he was given it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from contracts.message import Part, Query
from services.chassis.errors import Unavailable
from services.chassis.event_store.reads import Read
from services.chassis.messaging.queries import Answerer, Asker


class Record(Protocol):
    """The record of one keeper's sealed reads; the event store's `Reads` is one."""

    async def record(self, read: Read, /) -> int: ...


def recorded(answerer: Answerer, records: Mapping[str, Record]) -> Answerer:
    """The answerer, which loads nothing before the record is committed; Unavailable `read_not_recorded` without one.

    It stands behind the policy: what is refused there is no read. What is asked for in vain is one, because that a
    thing is not there is an answer too.
    """

    async def answer(query: Query, asker: Asker, part: Any) -> Part:
        record = records.get(asker.keeper)
        if record is None:
            raise Unavailable("read_not_recorded")
        await record.record(_read(query, asker))
        return await answerer(query, asker, part)

    return answer


def _read(query: Query, asker: Asker) -> Read:
    """What is written down of it; `after` only says how new the answer has to be."""
    asked = query.model_dump(mode="json", exclude={"after"}, exclude_none=True)
    told = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return Read(asker.now, asker.actor.person_id, query.contract(), told, asker.correlation)
