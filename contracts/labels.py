"""The small types that messages are made of: labels, codes, keeper tokens, counts, fixed-point points."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from pydantic.fields import FieldInfo

KEEPER_PATTERN = r"^[a-z0-9-]{1,48}$"


Named = Literal["unit", "person", "meeting", "visit", "rating", "notice", "assignment"]


@dataclass(frozen=True)
class Names:
    """What an id stands for, so that people may write a code instead; what goes over the bus is the id."""

    what: Named


UnitId = Annotated[UUID, Names("unit")]
PersonId = Annotated[UUID, Names("person")]
MeetingId = Annotated[UUID, Names("meeting")]
VisitId = Annotated[UUID, Names("visit")]
RatingId = Annotated[UUID, Names("rating")]
NoticeId = Annotated[UUID, Names("notice")]
AssignmentId = Annotated[UUID, Names("assignment")]
"""Ids that follow from what people know: a unit's and a person's from keeper and code, the others' from such ids."""


def _one_clean_line(text: str) -> str:
    """Normalise to NFC and refuse what does not belong in a label, control and bidirectional marks among it."""
    text = unicodedata.normalize("NFC", text).strip()
    if not text:
        raise ValueError("empty")
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for letter in text):
        raise ValueError("a label is one line without control characters")
    return text


Label = Annotated[str, Field(max_length=200), AfterValidator(_one_clean_line)]
"""One line of at most 200 characters, NFC: names, numbers and titles of documents, themes. Never free text."""


@dataclass(frozen=True)
class OfPeople:
    """Marks a field that holds a person's name: whoever is given it is recorded, and no record repeats it."""


PersonalLabel = Annotated[Label, OfPeople()]
"""A label that names a person, or looks for one. It stands in no event."""


def tells_of_people(said: FieldInfo) -> bool:
    """Whether a field is marked as naming people, whichever way its type is put together."""
    return OfPeople() in said.metadata or _marked(said.annotation)


def _marked(annotation: Any) -> bool:
    held = [*getattr(annotation, "__metadata__", ()), *get_args(annotation)]
    return OfPeople() in held or any(_marked(one) for one in get_args(annotation))


Code = Annotated[str, StringConstraints(pattern=r"^[\w.\-/]{1,48}$"), AfterValidator(_one_clean_line)]
"""A code as the registers write it: letters, digits and . - _ / , at most 48."""

Token = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,47}$")]
"""An identifier of the glossary in capitals: RESIDENTIAL, GOOD."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
"""An identifier in small letters: a group of types, a criterion."""

Keeper = Annotated[str, StringConstraints(pattern=KEEPER_PATTERN)]
"""Names the keeper of a history; never renamed, reused or ended."""

FreeText = Annotated[str, Field(min_length=1, max_length=20_000)]
"""Free text travels over core NATS only and lies in the owning service's `texts` table, never in an event."""

Count = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Points = Annotated[Decimal, Field(ge=0, le=1000, max_digits=6, decimal_places=2)]
"""Points of a rubric, at most two decimals."""


def plain_digits(name: str) -> str:
    r"""Refuse other scripts' digits: `\d` of pydantic takes them, in the schemas it means 0 to 9 alone."""
    if not name.isascii():
        raise ValueError("digits other than 0 to 9")
    return name


def is_keeper(token: str) -> bool:
    """Whether the token may stand in a subject, a schema name and a message id."""
    return re.fullmatch(KEEPER_PATTERN, token) is not None
