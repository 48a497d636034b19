"""Which kinds of histories there are, whose they are, and how people name one: by what they know, or by its id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from contracts.history import HISTORIES, SEALED_HISTORIES, ReadHistory
from services.chassis.text_erasure import TextErasure
from sinhhoat.histories import of_assignments, of_meetings, of_ratings, of_registry, of_reporting
from sinhhoat.histories.naming import Named, Unnamed


def _erasure(keeper: str, words: Sequence[str]) -> UUID:
    [text_id] = words
    return TextErasure.create_id(UUID(text_id))


KINDS: Mapping[str, Named] = {
    **of_registry.KINDS,
    **of_meetings.KINDS,
    **of_assignments.KINDS,
    **of_ratings.KINDS,
    **of_reporting.KINDS,
    "text_erasure": Named(None, "SERVICE TEXT_ID", _erasure, by_id=False),
}
"""Every kind of aggregate; a test holds them against what the services store."""


OWNERS = frozenset(query.service() for query in HISTORIES)
"""The services that answer for histories."""


def located(kind: str, keeper: str, words: Sequence[str]) -> tuple[str, UUID]:
    """The service that keeps it, and its id. Unnamed where the words name none."""
    named, rest = KINDS[kind], list(words)
    try:
        service = named.service or _owner(rest.pop(0))
        return service, (_id_of(rest) if named.by_id else None) or named.name(keeper, rest)
    except (LookupError, ValueError):
        more = ", or by its id (a UUID)" if named.by_id else ""
        raise Unnamed(f"{kind} is named by {named.usage or 'no word more'}{more}") from None


def question_of(kind: str, service: str) -> type[ReadHistory]:
    """What is asked for a history of the kind: of the service's sealed side where the kind is sealed."""
    questions = SEALED_HISTORIES if KINDS[kind].sealed else HISTORIES
    return next(question for question in questions if question.service() == service)


def kind_of(topic: str) -> str:
    """`cell_rating` of `ratings.CellRating.Rated`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", topic.split(".")[1]).lower()


def _owner(word: str) -> str:
    if word not in OWNERS:
        raise ValueError(word)
    return word


def _id_of(words: Sequence[str]) -> UUID | None:
    """The id, where it alone is said."""
    try:
        return UUID(words[0]) if len(words) == 1 else None
    except ValueError:
        return None
