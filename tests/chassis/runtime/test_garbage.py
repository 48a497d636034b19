"""What stays is looked through no more, and cycles are still found."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from services.chassis.runtime.garbage import YOUNG, look_seldom


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


class Ring:
    def __init__(self) -> None:
        self.itself = self


def test_what_is_there_is_left_out_of_every_later_look() -> None:
    look_seldom()

    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[0] == YOUNG


def test_a_cycle_that_nobody_holds_is_found() -> None:
    look_seldom()
    gone = weakref.ref(Ring())
    kept = [Ring() for _ in range(2 * YOUNG)]

    assert gone() is None
    assert len(kept) == 2 * YOUNG
