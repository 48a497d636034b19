"""How long a cause is waited for, and under which number it stands."""

from __future__ import annotations

from services.reporting.reactions.numbering import Numbers
from services.reporting.reactions.settling import LONGEST, QUIET, Settling


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_what_grows_is_waited_for_and_what_stays_is_settled() -> None:
    clock = Clock()
    settling = Settling(clock)
    found = []

    for state in (1, 2, 2, 2):
        found.append(settling.settled("quarter", state))
        clock.at += QUIET / 2

    assert found == [False, False, False, True]


def test_what_never_stops_growing_is_not_waited_for_for_ever() -> None:
    clock = Clock()
    settling = Settling(clock)

    while not settling.settled("quarter", clock.at):
        clock.at += 1

    assert clock.at == LONGEST


def test_what_was_settled_is_waited_for_again_when_more_comes() -> None:
    clock = Clock()
    settling = Settling(clock, quiet=0)

    assert settling.settled("quarter", 1)
    assert Settling(clock).settled("quarter", 2) is False


def test_a_cause_has_one_number_in_all_reports_and_the_next_one_the_next() -> None:
    numbers = Numbers({None: 1})

    assert [numbers.of("a", 1), numbers.of("b", 2), numbers.of("a", 1), numbers.of("b", 1)] == [2, 3, 2, 3]


def test_a_cause_that_comes_again_has_a_further_number() -> None:
    numbers = Numbers({None: 1, "a": 2, "b": 3})

    assert [numbers.of("a", 3), numbers.of("a", 2)] == [4, 4]
