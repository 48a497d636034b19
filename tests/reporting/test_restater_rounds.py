"""A round over all keepers: what goes wrong at one of them keeps no other from being looked after."""

from __future__ import annotations

from typing import Any

import structlog
from prometheus_client import CollectorRegistry

from services.chassis.projection.reactions import Because
from services.reporting.reactions.metrics import RestatementMetrics
from services.reporting.reactions.restater import EVERY, LONGEST_REST, REST, Restater, rest_after

KEEPERS = ("broken", "sound")


class Tables:
    """Two keepers that were told something, neither with a closed report; asking for those of the first one fails."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def fetch(self, sql: str, *arguments: Any) -> list[dict[str, Any]]:
        if "reporting_facts.positions" in sql:
            return [{"feed": f"{keeper}.registry", "position": 1} for keeper in KEEPERS]
        if arguments:
            self.asked.append(arguments[0])
        if "broken" in arguments:
            raise RuntimeError
        return []


async def nothing_told(keeper: str) -> int:
    return 0


async def nobody_is_sent_anything(keeper: str, commands: Any, because: Because) -> list[Any]:
    raise AssertionError(keeper)


async def test_a_keeper_whose_reports_cannot_be_looked_after_holds_no_other_up() -> None:
    tables = Tables()
    metrics, log = RestatementMetrics(CollectorRegistry(), KEEPERS), structlog.get_logger()
    pool: Any = tables
    restater = Restater(pool, KEEPERS, nothing_told, nobody_is_sent_anything, lambda: 0.0, metrics, log)

    for _ in range(2):
        await restater.step()

    assert tables.asked.count("broken") == 2
    assert "sound" in tables.asked


def test_it_rests_longer_than_it_worked_but_never_for_hours() -> None:
    assert [rest_after(worked) for worked in (0.0, 1.0, 1800.0)] == [EVERY, REST, LONGEST_REST]
