"""Free text: what an event holds of it, how it is read, and how it is erased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.message import BOARD, Command, Event, Part

ErasureReason = Literal[
    "names_a_person",
    "private_life",
    "says_who_said_what",
    "secret",
    "not_for_this_record",
    "asked_by_the_person",
    "ordered_by_authority",
]
"""Why a text is erased. A closed list, because it stays in the history for ever: words could repeat what was erased."""

ERASURE_REASONS: Mapping[ErasureReason, tuple[str, str]] = {
    "names_a_person": ("nêu tên hoặc làm lộ một người", "names a person or lets one be known"),
    "private_life": ("nói về đời tư của một người", "tells of a person's private life"),
    "says_who_said_what": ("ghi ai đã nói gì", "tells who said what"),
    "secret": ("có nội dung bí mật", "holds a secret"),
    "not_for_this_record": ("không thuộc hồ sơ này", "does not belong in this record"),
    "asked_by_the_person": ("theo yêu cầu của người được nêu", "asked for by the person whom it is about"),
    "ordered_by_authority": ("theo quyết định của cấp có thẩm quyền", "ordered by a competent authority"),
}
"""What people call the reasons, in Vietnamese and English."""


class TextRef(Part):
    """Stands in an event for a free text: its id and the SHA-256 (hex) over its salt and its UTF-8 bytes.

    `same_text_as` is an earlier text of the same unit that had the same words when this one was written.
    """

    text_id: UUID
    sha256: str
    same_text_as: UUID | None = None


class TextRead(Part):
    """A text as its owner reads it out; `text` is None and `erased` true once it has been erased."""

    text_id: UUID
    text: str | None
    erased: bool


class EraseText(Command):
    """Erase the words and the salt of one free text, for ever. Two different persons must agree.

    `second_token` is signed for the second person and for this command and text alone (its claims say purpose `erase`,
    text_id and command_id): it is verified and forgotten.
    """

    proofs: ClassVar[frozenset[str]] = frozenset({"second_token"})
    text_id: UUID
    reason: ErasureReason
    second_token: Annotated[str | None, Field(max_length=16_384, repr=False)] = None


class TextErased(Event):
    """A text has lost its words. `about` is the aggregate whose event refers to it; the actor is the first person."""

    text_id: UUID
    about: UUID
    reason: ErasureReason
    second_person_id: UUID


class EraseRegistryText(EraseText, subject="cmd.{keeper}.registry.erase_text.v1", audience=BOARD):
    """Erase a text that the registry keeps; two different persons must agree."""


class RegistryTextErased(TextErased, subject="evt.{keeper}.registry.TextErased.v1", audience=BOARD):
    """The words of a text that the registry keeps are gone."""


class EraseMeetingsText(EraseText, subject="cmd.{keeper}.meetings.erase_text.v1", audience=BOARD):
    """Erase a text that meetings keeps; two different persons must agree."""


class MeetingsTextErased(TextErased, subject="evt.{keeper}.meetings.TextErased.v1", audience=BOARD):
    """The words of a text that meetings keeps are gone."""


class EraseAssignmentsText(EraseText, subject="cmd.{keeper}.assignments.erase_text.v1", audience=BOARD):
    """Erase a text that assignments keeps beside its open feed; two different persons must agree."""


class AssignmentsTextErased(TextErased, subject="evt.{keeper}.assignments.TextErased.v1", audience=BOARD):
    """The words of a text that assignments keeps beside its open feed are gone."""


class EraseRatingsText(EraseText, subject="cmd.{keeper}.ratings.erase_text.v1", audience=BOARD):
    """Erase a text that ratings keeps; two different persons must agree."""


class RatingsTextErased(TextErased, subject="evt.{keeper}.ratings.TextErased.v1", audience=BOARD):
    """The words of a text that ratings keeps are gone."""


class EraseReportingText(EraseText, subject="cmd.{keeper}.reporting.erase_text.v1", audience=BOARD):
    """Erase a text that reporting keeps; two different persons must agree."""


class ReportingTextErased(TextErased, subject="evt.{keeper}.reporting.TextErased.v1", audience=BOARD):
    """The words of a text that reporting keeps are gone."""


ERASURES: tuple[tuple[type[EraseText], type[TextErased]], ...] = (
    (EraseRegistryText, RegistryTextErased),
    (EraseMeetingsText, MeetingsTextErased),
    (EraseAssignmentsText, AssignmentsTextErased),
    (EraseRatingsText, RatingsTextErased),
    (EraseReportingText, ReportingTextErased),
)
"""What each service that keeps free texts is told, and what it tells."""
