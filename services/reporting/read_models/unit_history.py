"""Everything that was told about one unit."""

from __future__ import annotations

from pathlib import Path

from contracts.reporting import UnitEvent, UnitHistory
from services.chassis.errors import Refused
from services.reporting.read_models.asked import FactsOfKeeper

SQL = Path(__file__).with_name("unit_history.sql").read_text(encoding="utf-8")


async def answer(facts: FactsOfKeeper, code: str) -> UnitHistory:
    """The events about a unit by day, then by instant of recording; Refused `unit_unknown`."""
    unit = await facts.pool.fetchrow(
        """SELECT unit_id, code, name FROM reporting_facts.unit_version
            WHERE keeper = $1 AND lower(code) = lower($2) AND known_until IS NULL ORDER BY valid_from DESC LIMIT 1""",
        facts.keeper,
        code,
    )
    if unit is None:
        raise Refused("unit_unknown", field="unit_code")
    rows = await facts.pool.fetch(SQL, facts.keeper, unit["unit_id"])
    return UnitHistory(
        unit_id=unit["unit_id"],
        unit_code=unit["code"],
        unit_name=unit["name"],
        simulated=facts.simulated,
        events=[
            UnitEvent(
                feed=f"{facts.keeper}.{row['service']}",
                position=row["position"],
                contract=row["contract"],
                aggregate_id=row["aggregate_id"],
                day=row["day"],
                until_on=row["until_on"],
                reason=row["reason"],
                recorded_at=row["recorded_at"],
                actor=row["actor"],
            )
            for row in rows
        ],
    )
