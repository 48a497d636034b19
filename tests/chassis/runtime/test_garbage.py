"""What stays is looked through no more, and cycles are still found."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from services.chassis.runtime.garbage import YOUNG, look_seldom


@pytest.fixture(autouse=True)
def as_python_begins() -> Iterator[None]:
    """Whoever runs the tests looks seldom himself: here nothing is left out yet, and afterwards all is as it was."""
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    gc.unfreeze()
    gc.set_threshold(700, 10, 10)
    yield
    gc.unfreeze()
    gc.set_threshold(*before)
    if frozen:
        gc.collect()
        gc.freeze()


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
