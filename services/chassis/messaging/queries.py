"""The way of a question: admit, read, judge, wait, answer; nothing is remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contracts.message import Part, Query, QueryReply
from services.chassis.aggregate import now
from services.chassis.call import Actor
from services.chassis.messaging.bodies import Malformed, read_one
from services.chassis.messaging.judging import judged
from services.chassis.messaging.replies import not_answered
from services.chassis.messaging.serving import Serving, day_of


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, at which keeper, at which instant (UTC) and day (Asia/Ho_Chi_Minh), and as part of what."""

    actor: Actor
    keeper: str
    now: datetime
    today: date
    correlation: str | None = None


Answerer = Callable[[Any, Asker, Any], Awaitable[Part]]


@dataclass(frozen=True, slots=True)
class QueryDesk:
    """Answers one kind of question. Knows nothing of the bus: keeper, headers and bytes in, a reply out."""

    kind: type[Query]
    action: str
    answerer: Answerer
    serving: Serving

    async def answer(self, keeper: str, headers: Mapping[str, str], body: bytes) -> QueryReply:
        """The answer, or why there is none; an unknown thing and another's thing give the same bytes."""
        loaded = False
        try:
            asked = self.serving.admit(keeper, headers)
            query = read_one(self.kind, body)
            if isinstance(query, Malformed):
                return QueryReply(outcome="refused", refusal=query.refusal)
            [standing] = await judged(self.serving, asked, self.action, [query])
            if isinstance(standing, Exception):
                raise standing
            await self.serving.reached(query.after)
            loaded = True
            instant = asked.now()
            now.set(instant)
            asker = Asker(standing, keeper, instant, day_of(instant), asked.headers.correlation)
            answer = await self.answerer(query, asker, self.serving.parts[keeper])
            return QueryReply(outcome="answered", answer=answer.model_dump(mode="json"))
        except Exception as error:
            seed = f"{self.kind.contract()}:{hashlib.sha256(body).hexdigest()}"
            return not_answered(error, seed, sealed=self.serving.sealed, loaded=loaded)
