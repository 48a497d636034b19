"""Who decides on whom, wherever in the tree it stands; how many levels there are is data."""

from __future__ import annotations

import pytest

from services.ratings.domain.authority import Rung, authority_over
from tests.ratings.given import an_id


def rung(text: str) -> Rung:
    """`committee DU grassroots`, `cell CB`."""
    kind, name, *grassroots = text.split()
    return Rung(an_id(name), kind, bool(grassroots))


@pytest.mark.parametrize(
    ("path", "authority"),
    [
        ("cell CB, committee DU grassroots, committee HU", "DU"),
        ("cell CB, committee BP, committee DU grassroots, committee HU", "DU"),
        ("committee BP, committee DU grassroots, committee HU", "DU"),
        ("cell TO, cell CB, committee BP, committee DU grassroots", "DU"),
        ("committee DU grassroots, committee HU, committee TU", "HU"),
        ("committee DU grassroots, committee PHUONG grassroots", "PHUONG"),
        ("cell CB, committee DU grassroots, committee PHUONG grassroots", "DU"),
        ("cell CB, committee HU, committee TU", "HU"),
        ("cell CB, committee BP, committee DU, committee HU", "BP"),
        ("cell TO, cell CB", None),
        ("committee HU", None),
    ],
)
def test_the_grassroots_committee_decides_for_its_cells_and_the_board_above_for_it(
    path: str, authority: str | None
) -> None:
    rated, *above = (rung(part) for part in path.split(", "))

    assert authority_over(rated, above) == (an_id(authority) if authority else None)
