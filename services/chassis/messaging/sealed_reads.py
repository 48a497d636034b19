"""Sealed and personal data are given to a person only once it stands in the record of reads that he was given them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from contracts.labels import tells_of_people
from contracts.message import Part, Query
from services.chassis.errors import Unavailable
from services.chassis.event_store.reads import Read
from services.chassis.messaging.queries import Answerer, Asker
from services.chassis.messaging.serving import Record

__all__ = ["Record", "recorded"]


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
    """What is written down of it; `after` only says how new the answer has to be, and no name is kept for ever."""
    named = {name for name, one in type(query).model_fields.items() if tells_of_people(one)}
    asked = query.model_dump(mode="json", exclude={"after", *named}, exclude_none=True)
    told = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return Read(asker.now, asker.actor.person_id, query.contract(), told, asker.correlation)
