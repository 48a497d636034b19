"""A figure that was signed and is in no catalogue any more is told to the board alone: whose it was, nobody can say."""

from __future__ import annotations

import pytest

from services.reporting.domain.signed import Reported
from services.reporting.read_models.as_signed import counted_otherwise
from services.reporting.read_models.asked import Signed
from services.reporting.read_models.quarter import stays_open
from tests.reporting.history import an_id

GONE = ("hymns_sung", "visited_all", "assigned_residential", "candidates_asked")


@pytest.mark.parametrize(("board", "told"), [(True, GONE), (False, ("assigned_residential", "candidates_asked"))])
def test_others_than_the_board_are_told_of_no_figure_that_the_catalogue_has_lost(
    board: bool, told: tuple[str, ...]
) -> None:
    signed = Signed(an_id("HU"), "2019-Q1", {key: Reported(key, 1, None) for key in GONE}, whole=True)

    found = counted_otherwise(signed, [], (lambda key: True) if board else stays_open)

    assert tuple(one.key for one in found) == told
