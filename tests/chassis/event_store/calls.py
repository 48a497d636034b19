"""Commands as the chassis would hand them to an application method; only what matters is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from services.chassis.aggregate import now
from services.chassis.call import Actor, Call
from services.chassis.event_store.rows import NewEvent, NewText, Submission
from tests.chassis.event_store.ledger import JANUARY

SOMEBODY = Actor(UUID(int=7), ())


def a_call(
    command_id: UUID | None = None,
    *,
    at: datetime = JANUARY,
    fingerprint: bytes = b"same",
    stored_at: datetime | None = None,
) -> Call:
    return Call(
        command_id=command_id or uuid4(),
        actor=SOMEBODY,
        keeper="hoc-mon",
        now=at,
        today=at.date(),
        clock=lambda: stored_at or at,
        fingerprint=fingerprint,
        correlation="c",
        causation="b",
        traceparent="t",
    )


@contextmanager
def at(instant: datetime = JANUARY) -> Iterator[None]:
    """What the chassis does around an application method."""
    token = now.set(instant)
    try:
        yield
    finally:
        now.reset(token)


def an_event(aggregate: UUID, version: int, *, wire: bytes | None = b"{}") -> NewEvent:
    contract = None if wire is None else "tests.Happened.v1"
    return NewEvent(aggregate, version, "tests.Happened", b'{"n":1}', contract, wire, b'{"salt":"00"}')


def a_submission(
    *events: NewEvent,
    command_id: UUID | None = None,
    fingerprint: bytes = b"same",
    seconds: int = 0,
    reply: bytes = b"{}",
    texts: tuple[NewText, ...] = (),
    erased: tuple[UUID, ...] = (),
) -> Submission:
    instant = JANUARY + timedelta(seconds=seconds)
    return Submission(command_id or uuid4(), fingerprint, reply, instant, tuple(events), texts, erased)


def a_text(text: str, about: UUID) -> NewText:
    return NewText.salted(uuid4(), text, b"0123456789abcdef", about=about, unit_id=None)
