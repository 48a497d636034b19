"""What may be said on the command line: every command and question of the contracts, or why one is not offered."""

from __future__ import annotations

import re
from functools import cache

from contracts.archive import ReadArchive
from contracts.message import Command, Message, Query
from contracts.parking import DropParked, ReadParked, RetryParked
from contracts.texts import EraseText
from services.chassis.policy import Rule, is_service
from sinhhoat.published_language.catalogue import messages, services
from sinhhoat.published_language.flow import TERMS

ELSEWHERE: tuple[tuple[tuple[type[Message], ...], str], ...] = (
    ((EraseText,), "erase"),
    ((ReadParked, RetryParked, DropParked), "parked"),
    ((ReadArchive,), "export"),
)
"""Messages that have a word of the command line of their own, which does more than send them."""

SERVICE_RULE = is_service("").__code__
"""Every rule that lets a service alone in has this code."""


def word_of(kind: type[Message]) -> str:
    """`RecordMeeting` -> `record-meeting`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", kind.__name__).lower()


def title_of(kind: type[Message]) -> str:
    """What people call it, else its name."""
    return TERMS.get(kind.__name__, kind.__name__)


def sentence_of(kind: type[Message]) -> str:
    """The first sentence of its description."""
    return (kind.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ").strip()


@cache
def commands() -> dict[str, type[Command]]:
    """Word -> command, those that are not offered among them."""
    return {word_of(kind): kind for kind in messages() if issubclass(kind, Command)}


@cache
def queries() -> dict[str, type[Query]]:
    """Word -> question."""
    return {word_of(kind): kind for kind in messages() if issubclass(kind, Query)}


def not_offered(kind: type[Message]) -> str | None:
    """Why it cannot be said here, in both languages; None where it can."""
    if kind in _of_services():
        return "chỉ dịch vụ tự gửi cho mình / only the service itself sends it, as a reaction"
    word = next((word for kinds, word in ELSEWHERE if issubclass(kind, kinds)), None)
    return word and f"dùng `sinhhoat {word}` / use `sinhhoat {word}`"


@cache
def _of_services() -> frozenset[type[Message]]:
    """The messages whose action is a service's own."""
    return frozenset(
        kind
        for service in services()
        for kind, action in service.router.messages.items()
        if _is_of_service(service.rules.get(action))
    )


def _is_of_service(rule: Rule | None) -> bool:
    return getattr(rule, "__code__", None) is SERVICE_RULE
