"""Everything that reporting answers about the quarter, as JSON that can be compared between runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.message import Part
from contracts.reporting import ReadCoverage, ReadEvidence, ReadQuarter, ReadUnitHistory
from services.chassis.errors import Unavailable
from services.chassis.messaging import Client
from services.chassis.messaging.client import Asks
from tests.eventually import eventually
from tests.system.district import QUARTER

Reports = dict[str, Any]
OF_KNOWING = ("known", "known_at", "recorded_at", "position")
"""What may differ between two runs: when something came to be known, and at which position."""


async def reports(client: Client, keeper: str, after: Mapping[str, int]) -> Reports:
    """The quarter, its coverage, the evidence of every figure and the history of a few units."""

    async def answered(query: Asks[Part]) -> Any:
        async def asked() -> Any:
            try:
                return (await client.ask(keeper, query)).model_dump(mode="json")
            except Unavailable:
                return None

        return await eventually(asked, within=60)

    quarter = await answered(ReadQuarter(quarter=QUARTER, after=dict(after)))
    found = {"quarter": quarter, "coverage": await answered(ReadCoverage(quarter=QUARTER))}
    for figure in (*quarter["figures"], *quarter["coverage"], *quarter["visited_coverage"]):
        query = ReadEvidence(figure=figure["key"], quarter=QUARTER, limit=5000)
        found[f"evidence {figure['key']}"] = await answered(query)
    for code in ("HU", "DU-1", "CB-07"):
        found[f"history {code}"] = await answered(ReadUnitHistory(unit_code=code, limit=5000))
    return found


def comparable(value: Any) -> Any:
    """Without what is about knowing; events of one day in any order."""
    if isinstance(value, dict):
        return {name: comparable(part) for name, part in value.items() if name not in OF_KNOWING}
    if isinstance(value, list):
        return sorted((comparable(part) for part in value), key=repr)
    return value
