"""Everything that was told about one unit, as far as the asker may read it: lines for the board are for the board."""

from __future__ import annotations

from pathlib import Path

import asyncpg

from contracts.message import OPEN
from contracts.reporting import ReadUnitHistory, UnitEvent, UnitHistory
from services.chassis.errors import Refused
from services.reporting.facts.projection import FOLDS, WITHOUT_FACTS
from services.reporting.read_models.asked import FactsOfKeeper
from services.reporting.read_models.scope import WHOLE, Scope

SQL = Path(__file__).with_name("unit_history.sql").read_text(encoding="utf-8")

OPEN_TO_ALL = sorted({event.contract() for event in (*FOLDS, *WITHOUT_FACTS) if event.audience == OPEN})
"""Contracts of events that whoever reads of the unit may see; of one that is not known here, nobody can say."""


async def answer(
    facts: FactsOfKeeper, query: ReadUnitHistory, scope: Scope = WHOLE, *, board: bool = True
) -> UnitHistory:
    """A page of the events about a unit by day, then by instant of recording; without `board` of the open ones alone.

    Refused `unit_unknown`, and `not_there` where the unit lies outside the scope.
    """
    unit = await facts.pool.fetchrow(
        """SELECT unit_id, code, name FROM reporting_facts.unit_version
            WHERE keeper = $1 AND lower(code) = lower($2) AND known_until IS NULL ORDER BY valid_from DESC LIMIT 1""",
        facts.keeper,
        query.unit_code,
    )
    if unit is None:
        raise Refused("unit_unknown", field="unit_code")
    scope.check(unit["unit_id"])
    shown = None if board else OPEN_TO_ALL
    rows = await facts.pool.fetch(SQL, facts.keeper, unit["unit_id"], shown, query.offset, query.limit)
    return UnitHistory(
        unit_id=unit["unit_id"],
        unit_code=unit["code"],
        unit_name=unit["name"],
        simulated=facts.simulated,
        events=[_event(facts.keeper, row) for row in rows if row["position"] is not None],
        total=rows[0]["total"],
    )


def _event(keeper: str, row: asyncpg.Record) -> UnitEvent:
    return UnitEvent(
        feed=f"{keeper}.{row['service']}",
        position=row["position"],
        contract=row["contract"],
        aggregate_id=row["aggregate_id"],
        day=row["day"],
        until_on=row["until_on"],
        reason=row["reason"],
        recorded_at=row["recorded_at"],
        actor=row["actor"],
    )
