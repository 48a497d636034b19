"""The history of a unit is read page by page, and not beyond what was wished for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.reporting import ReadUnitHistory, UnitEvent, UnitHistory
from services.chassis.messaging import Client
from sinhhoat.commands import history
from tests.reporting.history import an_id

EVENTS = [
    UnitEvent(
        feed="k.registry",
        position=number,
        contract="registry.UnitRenamed.v1",
        aggregate_id=an_id("A1"),
        day=date(2019, 1, 1),
        until_on=None,
        recorded_at=datetime(2019, 1, 1, tzinfo=UTC),
        actor="node",
    )
    for number in range(5)
]


class Told(Client):
    """Has five events about a unit."""

    def __init__(self) -> None:
        self.pages: list[tuple[int, int]] = []

    async def ask(self, keeper: str, query: Any, **_: Any) -> Any:
        self.pages.append((query.offset, query.limit))
        events = EVENTS[query.offset : query.offset + query.limit]
        return UnitHistory(
            unit_id=an_id("A1"), unit_code="A1", unit_name="Một", simulated=True, events=events, total=len(EVENTS)
        )


@pytest.mark.parametrize(
    ("offset", "most", "positions", "pages"),
    [
        (0, 200, [0, 1, 2, 3, 4], [(0, 2), (2, 2), (4, 2)]),
        (0, 3, [0, 1, 2], [(0, 2), (2, 1)]),
        (1, 4, [1, 2, 3, 4], [(1, 2), (3, 2)]),
        (4, 2, [4], [(4, 2)]),
        (9, 2, [], [(9, 2)]),
    ],
)
async def test_pages_are_asked_for_until_there_is_as_much_as_was_wished_for(
    offset: int, most: int, positions: list[int], pages: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PAGE_OF_UNIT", 2)
    client = Told()

    told = await history.read_unit(client, "k", ReadUnitHistory(unit_code="A1", offset=offset), most)

    assert [one.position for one in told.events] == positions
    assert (told.total, client.pages) == (5, pages)
