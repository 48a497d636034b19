"""How far reporting has come with each feed of a keeper."""

from __future__ import annotations

from contracts.reporting import FeedState, StatusReport
from services.chassis.projection.positions import status
from services.reporting.facts import Facts
from services.reporting.read_models.asked import FactsOfKeeper


async def answer(facts: FactsOfKeeper) -> StatusReport:
    """Every feed that reporting reads, beside what its owner has said that it published."""
    heads = facts.heads()
    return StatusReport(
        feeds=[
            FeedState(
                feed=at.feed,
                position=at.position,
                published=max(heads.get(at.feed, 0), at.position),
                behind=at.behind,
                forked=at.forked,
                parked=at.parked,
            )
            for at in await status(facts.pool, Facts())
            if at.feed.startswith(f"{facts.keeper}.")
        ]
    )
