"""A very small city, made in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from contracts.message import Event
from sinhhoat.generation.deciding import GatheringKeeper, city_standards, constants_of, stamp_of
from sinhhoat.generation.noted import NotedStandards
from sinhhoat.generation.plan import CITY, CityPlan, WardPlan, wards_of
from sinhhoat.generation.stamps import Stamp
from sinhhoat.generation.ward import Ward
from sinhhoat.published_language.catalogue import messages
from tests.reporting.history import History, Told

FIRST = date(2025, 1, 1)
SMALL = CityPlan(cells=24, wards=3, quarters=5, seed=7, first=FIRST)


class Made(NamedTuple):
    """What every ward of a city is made with."""

    plan: CityPlan
    stamps: Sequence[Stamp]
    standards: NotedStandards
    constants: set[UUID]


async def made(plan: CityPlan = SMALL, stories: int = 5) -> Made:
    city = GatheringKeeper(CITY)
    standards = await city_standards(city, plan)
    constants = constants_of(city)
    stamps = [await stamp_of(plan, number, standards, constants) for number in range(stories)]
    return Made(plan, stamps, standards, constants)


async def lived(of: Made, ward: WardPlan) -> Ward:
    life = Ward(of.plan, ward, of.stamps, of.standards)
    await life.live()
    return life


async def a_ward(number: int = 0, plan: CityPlan = SMALL) -> Ward:
    return await lived(await made(plan), wards_of(plan)[number])


def history_of(ward: Ward, keeper: str = "ward-001") -> History:
    """What the ward has told, by the order in which it was recorded."""
    kinds = {kind.contract(): kind for kind in messages() if issubclass(kind, Event)}
    positions: Counter[str] = Counter()
    told = []
    for service in ("registry", "meetings", "assignments", "ratings"):
        for entry in ward.histories[service]:
            for stored in entry.submission.events:
                positions[service] += 1
                if stored.contract and stored.wire:
                    event = kinds[stored.contract].model_validate_json(stored.wire)
                    told.append((entry.at, Told(service, positions[service], event)))
    return History(keeper, [one for _, one in sorted(told, key=lambda one: one[0])])
