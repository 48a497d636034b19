"""Decides stories: in a small ward of its own each, by the services' own applications."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from importlib import resources
from uuid import NAMESPACE_URL, UUID, uuid5

from contracts.assignments import IssueNotice, Pair
from contracts.four_goods import AdoptFourGoodsRubric, FourGoodsCriterion, FourGoodsRubricAdopted
from contracts.message import Command
from contracts.ratings import AdoptRubric, RubricAdopted
from contracts.registry import AdoptCellTypes, CellType, CellTypeGroup, EstablishUnit
from services.chassis.call import Actor, Role
from services.chassis.event_store import Codec
from services.chassis.event_store.rows import Submission
from services.chassis.feed import Feed
from services.registry.domain import id_of_person, id_of_unit
from sinhhoat.generation.gathered import GatheredStore, GatheringRepository
from sinhhoat.generation.noted import NotedStandards
from sinhhoat.generation.offline import OWNERS, OfflineKeeper
from sinhhoat.generation.plan import CITY, CityPlan
from sinhhoat.generation.stamps import Stamp, ids_of
from sinhhoat.generation.story import GOODS, Story, story_of
from sinhhoat.node import SERVICES
from sinhhoat.registers import cell_types
from sinhhoat.simulation.calendar import evening

NAMESPACE = uuid5(NAMESPACE_URL, "sinhhoat:generate")
LONG_AGO = date(1990, 1, 1)
GOOD_NAMES = {
    "political_task": ("Hoàn thành tốt nhiệm vụ chính trị", "Political tasks"),
    "meeting_quality": ("Chất lượng sinh hoạt tốt", "Quality of meetings"),
    "unity_discipline": ("Đoàn kết, kỷ luật tốt", "Unity and discipline"),
    "cadres_members": ("Cán bộ, đảng viên tốt", "Cadres and members"),
}


class GatheringKeeper(OfflineKeeper):
    """A keeper whose services gather what they would store."""

    def __init__(self, name: str, standards: NotedStandards | None = None) -> None:
        self.stores = {owner: GatheredStore(Feed(name, owner), _codec(owner)) for owner in OWNERS}
        super().__init__(name, {owner: _repository(owner, store) for owner, store in self.stores.items()}, standards)
        self.staff = Actor(id_of_person(name, "node"), (Role("staff", name, None), Role("secretary", name, None)))

    def taken(self) -> list[tuple[str, Submission]]:
        """What the services have gathered since, each with its service."""
        return [(owner, submission) for owner, store in self.stores.items() for submission in store.taken()]


class Commands:
    """Ids of commands that say what they are for: the same city has the same ones."""

    def __init__(self, plan: CityPlan, keeper: str) -> None:
        self._known = f"{plan.seed}:{keeper}"

    def id(self, *what: object) -> UUID:
        return uuid5(NAMESPACE, f"{self._known}:{':'.join(map(str, what))}")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day in Viet Nam, as an instant (UTC)."""
    return evening(day, time(hour, minute))


async def city_standards(keeper: GatheringKeeper, plan: CityPlan) -> NotedStandards:
    """The city adopts its rubrics; what it told of them serves all wards."""
    commands = Commands(plan, CITY)
    root = EstablishUnit(
        command_id=commands.id("root"),
        code="TU",
        name="Đảng bộ thành phố",
        kind="committee",
        level="city",
        established_on=LONG_AGO,
    )
    await keeper.carry_out(root, keeper.staff, at(plan.first, 6))
    told = json.loads(resources.files("sinhhoat.simulation").joinpath("rubrics.json").read_text(encoding="utf-8"))
    adopted = {key: told[key] for key in ("name", "criteria", "bands")}
    for kind in ("regular", "thematic"):
        rubric = AdoptRubric(
            command_id=commands.id("rubric", kind), meeting_kind=kind, effective_from=plan.first, **adopted
        )
        await keeper.carry_out(rubric, keeper.staff, at(plan.first, 6, 30))
    await keeper.carry_out(_four_goods(commands.id("four goods"), plan.first), keeper.staff, at(plan.first, 6, 30))
    wires = [event.wire for one in keeper.stores["ratings"].submissions for event in one.events if event.wire]
    rubrics = [RubricAdopted.model_validate_json(wire) for wire in wires[:2]]
    goods = FourGoodsRubricAdopted.model_validate_json(wires[2])
    return NotedStandards({one.meeting_kind: one for one in rubrics}, goods)


def constants_of(keeper: GatheringKeeper) -> set[UUID]:
    """The ids of the city's rubrics, which stand in every ward's events."""
    wires = [event.wire for one in keeper.stores["ratings"].submissions for event in one.events if event.wire]
    return {UUID(json.loads(wire)["rubric_id"]) for wire in wires}


async def stamp_of(plan: CityPlan, number: int, standards: NotedStandards, constants: set[UUID]) -> Stamp:
    """Decide the story of this number for a cell of its own."""
    story = story_of(plan, number)
    keeper = GatheringKeeper(f"story-{number}", standards)
    given = await _prepared(keeper, plan)
    who = f"{plan.seed}"
    ids = ids_of(given, story.acts, story.derived, who)
    decided = await decide(keeper, story, ids)
    return Stamp(story, ids, decided, constants, who)


async def decide(keeper: GatheringKeeper, story: Story, ids: Mapping[str, UUID]) -> dict[str, Submission]:
    """Carry out every act of the story; act -> what it would store."""
    keeper.taken()
    decided = {}
    for act in story.acts:
        year = act.observer_of
        actor = keeper.staff if year is None else Actor(ids[f"observer {year}"], (Role("observer", keeper.name, None),))
        await keeper.carry_out(act.make(ids), actor, act.at)
        [(_, decided[act.name])] = keeper.taken()
    return decided


async def _prepared(keeper: GatheringKeeper, plan: CityPlan) -> dict[str, UUID]:
    """The ward of one cell, with an observer for each year; the ids that a story starts from."""
    commands, early = Commands(plan, keeper.name), at(plan.first, 7)
    for command in (
        adopt_cell_types(commands.id("types")),
        *[
            EstablishUnit(
                command_id=commands.id(code),
                code=code,
                name=code,
                kind="cell" if parent else "committee",
                level=None if parent else "ward",
                cell_type="RESIDENTIAL" if parent else None,
                parent_code=parent,
                established_on=LONG_AGO,
            )
            for code, parent in (("DU", None), ("CB", "DU"))
        ],
    ):
        await keeper.carry_out(command, keeper.staff, early)
    root, cell = id_of_unit(keeper.name, "DU"), id_of_unit(keeper.name, "CB")
    observers = {year: id_of_person(keeper.name, f"QS-{year}") for year in plan.years}
    for year, person_id in observers.items():
        notice = notice_of(commands, plan, root, year, [(person_id, cell, date(year, 12, 31))])
        await keeper.carry_out(notice, keeper.staff, at(notice.issued_on, 7, 30))
    return {
        "cell": cell,
        "root": root,
        "staff": keeper.staff.person_id,
        **{f"observer {year}": person_id for year, person_id in observers.items()},
    }


def notice_of(
    commands: Commands, plan: CityPlan, issuer: UUID, year: int, pairs: Sequence[tuple[UUID, UUID, date]]
) -> IssueNotice:
    """A year's notice: who attends which cell, until when; from the first working day that is simulated."""
    first = max(date(year, 1, 1), plan.first) + timedelta(days=1)
    told = [Pair(person_id=who, cell_id=cell, from_on=first, until_on=until) for who, cell, until in pairs]
    return IssueNotice(
        command_id=commands.id("notice", year), number="01-TB/ĐU", issuer_id=issuer, issued_on=first, pairs=told
    )


def adopt_cell_types(command_id: UUID) -> AdoptCellTypes:
    """The table of types that comes with the system."""
    table = cell_types()
    return AdoptCellTypes(
        command_id=command_id,
        version=table.version,
        effective_from=table.effective_from,
        types=[
            CellType(token=kind.token, group=kind.group, name_vi=kind.name_vi, name_en=kind.name_en)
            for kind in table.types
        ],
        grassroots_levels=list(table.grassroots_levels),
        groups=[CellTypeGroup(key=group.token, name_vi=group.name_vi, name_en=group.name_en) for group in table.groups],
    )


def _four_goods(command_id: UUID, first: date) -> Command:
    criteria = [
        FourGoodsCriterion(key=good, name_vi=GOOD_NAMES[good][0], name_en=GOOD_NAMES[good][1], good=good)
        for good in GOODS
    ]
    return AdoptFourGoodsRubric(
        command_id=command_id, name="Chi bộ bốn tốt (mô phỏng)", effective_from=first, form="met", criteria=criteria
    )


def _codec(owner: str) -> Codec:
    codec = SERVICES[owner].codec
    assert codec is not None
    return codec


def _repository(owner: str, store: GatheredStore) -> GatheringRepository:
    publish = SERVICES[owner].publish
    assert publish is not None
    return GatheringRepository(store, publish)
