"""What a message is: a frozen model with its subject, version and audience written once, as literals."""

from __future__ import annotations

from enum import Enum
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts.labels import is_keeper


class Audience(Enum):
    """Who may read a message: by unit subtree; never the observed side; only assignments and the observer himself."""

    OPEN = "open"
    BOARD = "board"
    SEALED = "sealed"


OPEN, BOARD, SEALED = Audience.OPEN, Audience.BOARD, Audience.SEALED


class Part(BaseModel):
    """A value inside a message. Unknown fields are ignored on reading, so that contracts can grow by adding."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Message(Part):
    """Base of commands, events and queries; `subject` holds `{keeper}` where the keeper's token goes."""

    subject: ClassVar[str]
    audience: ClassVar[Audience]

    def __init_subclass__(cls, *, subject: str | None = None, audience: Audience | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if (subject is None) != (audience is None):
            raise TypeError(f"{cls.__name__} needs both a subject and an audience")
        if subject is not None and audience is not None:
            cls.subject, cls.audience = subject, audience
            _check_subject(cls)

    @classmethod
    def contract(cls) -> str:
        """Name on the wire (`ce-type`): the subject after the keeper, such as `meetings.MeetingHeld.v1`."""
        return cls.subject.split("{keeper}.", 1)[1]

    @classmethod
    def service(cls) -> str:
        """The service that owns the message."""
        return cls.contract().split(".", 1)[0]

    @classmethod
    def subject_for(cls, keeper: str) -> str:
        """The subject at one keeper; `*` subscribes at all of them.

        ValueError for anything else: a dot, a star or `>` in a token would name other subjects than were meant.
        """
        if keeper != "*" and not is_keeper(keeper):
            raise ValueError(f"not a keeper: {keeper!r}")
        return cls.subject.replace("{keeper}", keeper)


class Command(Message):
    """A wish, with the id that its sender chose. Sent again under the same id it changes nothing."""

    proofs: ClassVar[frozenset[str]] = frozenset()
    """Fields that only prove a right, such as a token: never stored, and no part of what makes a command the same."""

    command_id: UUID
    after: dict[str, int] = {}


class Event(Message):
    """A fact that its owner publishes; stored as bytes when it happened and never computed again."""


class Query(Message):
    """A question; `after` asks to be answered no older than these positions (feed name -> position)."""

    after: dict[str, int] = {}
    answer: ClassVar[type[Part]]


class Refusal(Part):
    """Why not: `code` is stable, `vi` and `en` are for people, `numbers` are the arithmetic of the rule.

    `source` names the documents that the rule comes from; None where it is a rule of the system.
    """

    code: str
    field: str | None = None
    numbers: dict[str, str | int] = {}
    vi: str
    en: str
    source: str | None = None


class CommandOutcome(Part):
    """The answer to one command. `positions` names per feed the last event that is published, or none."""

    command_id: UUID | None
    outcome: Literal["accepted", "refused", "conflict", "unavailable"]
    decided: dict[str, Any] = {}
    positions: dict[str, int | None] = {}
    refusal: Refusal | None = None


class CommandReply(Part):
    """The answer to a request: one outcome for each of its commands, in their order."""

    outcomes: list[CommandOutcome]


class QueryReply(Part):
    """The answer to a question: `answered` with the answer, or refused or unavailable with the reason."""

    outcome: Literal["answered", "refused", "unavailable"]
    answer: dict[str, Any] | None = None
    refusal: Refusal | None = None


def _check_subject(message: type[Message]) -> None:
    """Refuse a subject that its kind and audience do not allow, when the module is imported."""
    sealed = "sealed." if message.audience is SEALED else ""
    kinds = ((Command, "cmd."), (Event, "evt."), (Query, "query."))
    prefix = next(start for kind, start in kinds if issubclass(message, kind))
    expected = f"{sealed}{prefix}{{keeper}}."
    if not message.subject.startswith(expected) or not message.subject.rsplit(".", 1)[1].startswith("v"):
        raise TypeError(f"{message.__name__}: subject {message.subject!r} must start with {expected!r} and end in .vN")
