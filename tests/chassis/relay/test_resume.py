"""The table of resumption, row by row: what the stream shows, what the store knows, and where to go on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.chassis.relay.resume import Resume, Store, Stream, Verdict, resume
from services.chassis.relay.rows import BEFORE_THE_FIRST, Link

OLD, NEW = datetime(2019, 1, 1, tzinfo=UTC), datetime(2019, 2, 1, tzinfo=UTC)
TEN = Link(10, b"ten")


def store(published: Link = TEN, *, head: int = 20, chain_of_last: bytes | None = None) -> Store:
    return Store(published, OLD, head, chain_of_last)


def test_a_last_message_that_is_the_published_one_means_that_nothing_happened() -> None:
    found = resume(Stream(OLD, TEN), store(chain_of_last=b"ten"))

    assert found == Resume(Verdict.IN_STEP, TEN)


def test_a_last_message_below_the_published_one_is_gone_back_to() -> None:
    eight = Link(8, b"eight")
    found = resume(Stream(OLD, eight), store(chain_of_last=b"eight"))

    assert found == Resume(Verdict.BUS_LOST_MESSAGES, eight)


def test_a_last_message_above_the_published_one_means_that_the_cursor_was_not_saved() -> None:
    twelve = Link(12, b"twelve")
    found = resume(Stream(OLD, twelve), store(chain_of_last=b"twelve"))

    assert found == Resume(Verdict.CURSOR_NOT_SAVED, twelve)


def test_a_last_message_that_is_the_head_of_the_store_is_gone_forward_to() -> None:
    twenty = Link(20, b"twenty")
    found = resume(Stream(OLD, twenty), store(chain_of_last=b"twenty"))

    assert found == Resume(Verdict.CURSOR_NOT_SAVED, twenty)


def test_a_last_message_above_the_head_of_the_store_is_a_fork() -> None:
    found = resume(Stream(OLD, Link(21, b"lost")), store(chain_of_last=None))

    assert found.verdict is Verdict.FORKED


@pytest.mark.parametrize("position", [8, 10, 12], ids=["below", "at", "above"])
def test_a_last_message_with_another_chain_is_a_fork_wherever_it_stands(position: int) -> None:
    found = resume(Stream(OLD, Link(position, b"theirs")), store(chain_of_last=b"ours"))

    assert found == Resume(Verdict.FORKED, Link(position, b"theirs"))


def test_a_last_message_whose_row_was_never_published_is_a_fork() -> None:
    found = resume(Stream(OLD, TEN), store(chain_of_last=None))

    assert found.verdict is Verdict.FORKED


def test_a_cursor_above_the_head_of_the_store_is_a_fork_even_when_the_stream_is_empty() -> None:
    found = resume(Stream(OLD, None), store(head=9))

    assert found == Resume(Verdict.FORKED, TEN)


def test_no_message_in_the_stream_that_is_remembered_means_that_it_expired() -> None:
    found = resume(Stream(OLD, None), store())

    assert found == Resume(Verdict.EXPIRED, TEN)


def test_no_message_in_another_stream_means_that_the_bus_was_lost_and_nothing_is_sent_again() -> None:
    found = resume(Stream(NEW, None), store())

    assert found == Resume(Verdict.STREAM_LOST, TEN)


def test_no_message_and_no_remembered_stream_means_that_the_bus_was_lost_where_something_was_published() -> None:
    found = resume(Stream(NEW, None), Store(TEN, None, 20, None))

    assert found == Resume(Verdict.STREAM_LOST, TEN)


def test_no_message_and_nothing_published_is_no_alarm() -> None:
    found = resume(Stream(NEW, None), Store(BEFORE_THE_FIRST, None, 20, None))

    assert found == Resume(Verdict.STREAM_NEW, BEFORE_THE_FIRST)
