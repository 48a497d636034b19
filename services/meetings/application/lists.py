"""What a unit may be told of: its good practice and that of others, the guidance for it, its gatherings."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from contracts.gatherings import GatheringEntry, GatheringList, ListGatherings
from contracts.given import GuidanceEntry, GuidanceList, ListGoodPractices, ListGuidance, PracticeEntry, PracticeList
from services.chassis.event_store import Repository
from services.meetings.application.pages import page
from services.meetings.application.words import words
from services.meetings.replicas.lists import Lists, days_of
from services.meetings.replicas.units import Units


@dataclass(frozen=True)
class Listing:
    """The lists of one keeper. What was given to a unit comes with its words: they were written for it."""

    repository: Repository
    units: Units
    lists: Lists

    async def good_practices(self, query: ListGoodPractices) -> PracticeList:
        """Refused where the unit is not there that day."""
        await self.units.require(query.unit_id, query.as_of, field="unit_id")
        found = [
            PracticeEntry.model_validate({**one, "content": await words(self.repository, one["content_text_id"])})
            for one in await self.lists.practices(query)
        ]
        practices, more = page(found, query.limit, attrgetter("recorded_on", "practice_id"))
        return PracticeList(practices=practices, more=more)

    async def guidance(self, query: ListGuidance) -> GuidanceList:
        """Refused where the cell is not there yet when the months asked for end."""
        await self.units.require(query.cell_id, days_of(query)[1], field="cell_id")
        found = [
            GuidanceEntry.model_validate(
                {**one, "text": await words(self.repository, one["text_id"]) if one["text_id"] else None}
            )
            for one in await self.lists.guidance(query)
        ]
        guidance, more = page(found, query.limit, attrgetter("from_on", "guidance_id"))
        return GuidanceList(guidance=guidance, more=more)

    async def gatherings(self, query: ListGatherings) -> GatheringList:
        """Refused where the unit is not there that day."""
        await self.units.require(query.unit_id, query.as_of, field="unit_id")
        found = [GatheringEntry.model_validate(one) for one in await self.lists.gatherings(query)]
        gatherings, more = page(found, query.limit, attrgetter("held_on", "gathering_id"))
        return GatheringList(gatherings=gatherings, more=more)
