"""The age of the oldest thing that waits: not of the last one, and not of one that nobody waits for any more."""

from __future__ import annotations

import pytest

from services.chassis.ages import MOST, Ages


def test_the_oldest_thing_that_waits_gives_the_age() -> None:
    ages = Ages()
    ages.heard(5, passed=3, at=10.0)
    ages.heard(9, passed=3, at=14.0)

    assert ages.oldest(9, passed=3, at=20.0) == 10.0
    assert ages.oldest(9, passed=5, at=20.0) == 6.0


def test_where_nothing_waits_there_is_no_age() -> None:
    ages = Ages()
    ages.heard(5, passed=3, at=10.0)

    assert ages.oldest(5, passed=5, at=20.0) == 0.0


def test_the_same_head_told_again_is_not_new() -> None:
    ages = Ages()
    for at in (10.0, 11.0, 12.0):
        ages.heard(5, passed=3, at=at)

    assert ages.oldest(5, passed=3, at=12.0) == 2.0


def test_whoever_keeps_up_is_never_old_though_something_always_waits() -> None:
    ages = Ages()
    found = []
    for second in range(100):
        ages.heard(10 * second + 10, passed=10 * second, at=float(second))
        found.append(ages.oldest(10 * second + 10, passed=10 * second + 5, at=second + 0.5))

    assert set(found) == {0.5}


def test_a_head_that_the_owner_has_taken_back_is_forgotten() -> None:
    ages = Ages()
    ages.heard(2**40, passed=3, at=10.0)
    ages.oldest(3, passed=3, at=11.0)
    ages.heard(5, passed=3, at=50.0)

    assert ages.oldest(5, passed=3, at=51.0) == 1.0


@pytest.mark.parametrize("heads", [MOST, 3 * MOST])
def test_however_long_nothing_moves_the_oldest_stays_the_oldest(heads: int) -> None:
    ages = Ages()
    for head in range(1, heads + 1):
        ages.heard(head, passed=0, at=float(head))

    assert ages.oldest(heads, passed=0, at=heads + 1.0) == heads
    assert len(ages._known) <= MOST


def test_what_is_known_to_be_older_is_as_old_as_it_is_known_to_be() -> None:
    ages = Ages()
    ages.heard(5, passed=3, at=10.0)
    ages.dated(-3_590.0)

    assert ages.oldest(5, passed=3, at=10.0) == 3_600.0
