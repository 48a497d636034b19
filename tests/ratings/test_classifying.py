"""Classification on a real database: each command done, refused, repeated and raced, and who may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest

from contracts.classification import (
    AdoptQuotaPolicy,
    AnswerClassificationAppeal,
    AppealClassification,
    DecideClassification,
    GivenGrade,
    GradeCounts,
    ProposeClassification,
    QuotaPolicyAdopted,
    QuotaTried,
    RatedBelow,
    TryClassification,
    WithdrawClassification,
    WithdrawClassificationAppeal,
    WithdrawProposal,
    WithdrawQuotaPolicy,
)
from contracts.message import Command, CommandOutcome
from contracts.registry import CellTypesAdopted, UnitEstablished, UnitLevelChanged
from services.chassis.aggregate import Aggregate
from services.chassis.call import Actor, Role
from services.chassis.event_store import Repository
from services.chassis.feed import Feed
from services.ratings.domain import ClassificationRound
from services.ratings.main import SERVICE, TREE, application
from services.ratings.replicas import StandardReplica, UnitReplica
from sinhhoat.stack import Endpoints
from tests.desk import NOON, SOMEBODY, Desk, Place, Simultaneous, an_empty_place, code, holding, told_by
from tests.ratings.given import DISTRICT, WARD, an_id
from tests.samples import example

pytestmark = pytest.mark.connected

A = TypeVar("A", bound=Aggregate)
CELLS = [an_id(f"CB-{number}") for number in range(1, 7)]
PERIOD, TODAY = "2023", NOON.date()
REASON = "Xem lại theo biên bản."
BASES: Mapping[str, Callable[[int, int, int], int]] = {
    "good_only": lambda excellent, good, completed: good,
    "good_or_better": lambda excellent, good, completed: excellent + good,
    "all_rated": lambda excellent, good, completed: excellent + good + completed,
}
"""Of what the cap is a share, counted by hand."""


def a_unit(unit_id: UUID, kind: str, parent_id: UUID | None) -> UnitEstablished:
    return UnitEstablished(
        unit_id=unit_id,
        code=str(unit_id),
        name="Đơn vị",
        kind=kind,
        level=None,
        cell_type="RESIDENTIAL" if kind == "cell" else None,
        parent_id=parent_id,
        established_on=date(2010, 1, 1),
    )


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    """A district with one ward, and six cells in it."""
    async with an_empty_place(module_endpoints, SERVICE) as made:
        units = [a_unit(DISTRICT, "committee", None), a_unit(WARD, "committee", DISTRICT)]
        units += [a_unit(cell, "cell", WARD) for cell in CELLS]
        for projection in (UnitReplica(), TREE):
            await made.told(projection, told_by(Feed(made.keeper, "registry"), *units))
        yield made


@pytest.fixture
def desk(place: Place) -> Desk:
    return Desk(place, application(place.repository, place.pool, place.keeper))


async def by(desk: Desk, role: str, unit_id: UUID | None, command: Command) -> CommandOutcome:
    return await desk.one(command, by=holding(desk.place.keeper, role, unit_id))


def proposal(cell: UUID, grade: str = "COMPLETED_WELL", **given: Any) -> ProposeClassification:
    return ProposeClassification(command_id=uuid4(), unit_id=cell, period=PERIOD, grade=grade, **given)


async def propose(desk: Desk, cell: UUID, grade: str = "COMPLETED_WELL", **given: Any) -> CommandOutcome:
    return await by(desk, "secretary", cell, proposal(cell, grade, **given))


async def six_proposed(desk: Desk) -> None:
    for cell in CELLS:
        assert code(await propose(desk, cell)) == "accepted"


def decision(*excellent: UUID, reason: str | None = None) -> DecideClassification:
    grades = [
        GivenGrade(object_id=cell, grade="EXCELLENT" if cell in excellent else "COMPLETED_WELL") for cell in CELLS
    ]
    return DecideClassification(
        command_id=uuid4(), authority_id=WARD, period=PERIOD, decided_on=TODAY, grades=grades, reason=reason
    )


async def decide(desk: Desk, *excellent: UUID, reason: str | None = None) -> CommandOutcome:
    return await by(desk, "committee", WARD, decision(*excellent, reason=reason))


async def test_a_proposal_answers_who_decides_and_which_conditions_are_open(desk: Desk) -> None:
    below = RatedBelow(rated=20, completed_or_better=20, well_or_better=15)

    outcome = await propose(desk, CELLS[0], "EXCELLENT", below=below)

    assert (outcome.decided["authority_id"], outcome.decided["group"]) == (str(WARD), "all")
    [warning] = outcome.decided["warnings"]
    assert warning == {
        "key": "below_well",
        "met": False,
        "numbers": {"percent": 80, "counted": 15, "of": 20},
    }


async def test_the_authority_above_decides_and_is_told_the_arithmetic(desk: Desk) -> None:
    await six_proposed(desk)

    outcome = await decide(desk, CELLS[0])

    quota = outcome.decided["quota"]
    assert (quota["excellent"], quota["base_count"], quota["cap"], quota["largest"]) == (1, 5, 1, 1)


async def test_too_many_are_refused_and_nothing_is_stored(desk: Desk, place: Place) -> None:
    await six_proposed(desk)
    head = await place.store.head()

    assert code(await decide(desk, *CELLS[:2])) == "quota_exceeded"
    assert await place.store.head() == head


async def test_an_object_that_stands_in_the_list_twice_is_refused(desk: Desk) -> None:
    await six_proposed(desk)
    told = decision()

    outcome = await by(desk, "committee", WARD, told.model_copy(update={"grades": [*told.grades, told.grades[0]]}))

    assert code(outcome) == "object_twice_in_list"


async def test_where_the_districts_policy_warns_too_many_need_a_reason(desk: Desk) -> None:
    policy = AdoptQuotaPolicy(
        command_id=uuid4(), name="Hạn mức của quận", effective_from=date(2023, 1, 1), enforcement="warn"
    )
    assert code(await by(desk, "staff", None, policy)) == "accepted"
    await six_proposed(desk)

    assert code(await decide(desk, *CELLS[:2])) == "quota_reason_missing"
    outcome = await decide(desk, *CELLS[:2], reason="Hai chi bộ vùng sâu.")

    assert outcome.decided["quota"]["exceeded"] is True


async def test_the_citys_policy_serves_a_district_that_has_none(desk: Desk, place: Place) -> None:
    told = example("ratings", "QuotaPolicyAdopted")
    assert isinstance(told, QuotaPolicyAdopted)
    wider = told.model_copy(
        update={"base": "all_rated", "cap_percent": Decimal(50), "effective_from": date(2023, 1, 1)}
    )
    async with place.pool.acquire() as connection:
        await connection.execute("DELETE FROM ratings_standards.standard WHERE keeper = 'city'")
    await place.told(StandardReplica(), told_by(Feed("city", "ratings"), wider))
    await six_proposed(desk)

    outcome = await decide(desk, *CELLS[:3])

    assert (outcome.decided["quota"]["base"], outcome.decided["quota"]["cap"]) == ("all_rated", 3)
    async with place.pool.acquire() as connection:
        await connection.execute("DELETE FROM ratings_standards.standard WHERE keeper = 'city'")


@pytest.mark.parametrize(
    ("role", "unit_id", "answer"),
    [
        ("committee", WARD, "accepted"),
        ("leader", WARD, "accepted"),
        ("secretary", CELLS[0], "not_allowed"),
        ("committee", CELLS[0], "not_allowed"),
        ("staff", None, "not_allowed"),
    ],
)
async def test_only_the_authority_above_decides(desk: Desk, role: str, unit_id: UUID | None, answer: str) -> None:
    await six_proposed(desk)

    assert code(await by(desk, role, unit_id, decision())) == answer


async def test_a_unit_proposes_for_itself_alone(desk: Desk) -> None:
    assert code(await by(desk, "secretary", CELLS[1], proposal(CELLS[0]))) == "not_allowed"
    assert code(await by(desk, "committee", WARD, proposal(CELLS[0]))) == "not_allowed"
    assert code(await by(desk, "committee", WARD, proposal(WARD))) == "accepted"


async def test_whose_own_cell_is_in_the_list_does_not_decide_on_it(desk: Desk) -> None:
    await six_proposed(desk)
    keeper = desk.place.keeper
    both = Actor(SOMEBODY, (Role("committee", keeper, WARD), Role("secretary", keeper, CELLS[5])))

    outcome = await desk.one(decision(), by=both)

    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refusal.numbers) == ("own_classification", {"count": 1})


async def test_a_section_between_decides_nothing_where_the_levels_say_which_committee_is_a_grassroots_one(
    desk: Desk, place: Place
) -> None:
    section, cell = an_id("section"), an_id("cell of a section")
    told = example("registry", "CellTypesAdopted")
    assert isinstance(told, CellTypesAdopted)
    levels = told.model_copy(update={"effective_from": date(2010, 1, 1), "grassroots_levels": ["Phường"]})
    registry = Feed(place.keeper, "registry")
    units = [a_unit(section, "committee", WARD), a_unit(cell, "cell", section)]
    head = 2 + len(CELLS)
    for projection in (UnitReplica(), TREE):
        await place.told(projection, told_by(registry, *units, above=head))
    before = await propose(desk, cell)
    on_level = UnitLevelChanged(unit_id=WARD, level="phường", effective_on=date(2015, 1, 1))
    await place.told(UnitReplica(), told_by(registry, levels, on_level, above=head + len(units)))

    after = await propose(desk, cell)

    assert (before.decided["authority_id"], after.decided["authority_id"]) == (str(section), str(WARD))


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"unit_id": an_id("nobody")}, "rated_unit_unknown"),
        ({"unit_id": DISTRICT}, "no_authority_above"),
        ({"period": "2009"}, "no_scheme_that_period"),
        ({"period": "2009", "unit_id": an_id("nobody")}, "no_scheme_that_period"),
        ({"grade": "CLEAN_STRONG"}, "grade_unknown"),
        ({"objects": "collective"}, "object_not_named"),
        ({"person_id": an_id("person")}, "object_not_named"),
    ],
)
async def test_what_cannot_be_classified_is_refused(desk: Desk, given: dict[str, Any], answer: str) -> None:
    command = proposal(CELLS[0]).model_copy(update=given)

    assert code(await by(desk, "staff", None, command)) == answer


async def test_persons_are_proposed_by_id_and_nobody_is_told_who(desk: Desk, place: Place) -> None:
    person = an_id("person")

    outcome = await propose(desk, CELLS[0], objects="individual", person_id=person)

    rows = await place.pool.fetch(f"SELECT wire FROM feed_{place.keeper.replace('-', '_')}.stored_events")
    assert outcome.decided["object_id"] == str(person)
    assert not any(str(person).encode() in row["wire"] for row in rows if row["wire"])


async def test_the_same_decision_twice_is_stored_once(desk: Desk, place: Place) -> None:
    await six_proposed(desk)
    command = decision(CELLS[0])
    first = await by(desk, "committee", WARD, command)
    head = await place.store.head()

    assert await by(desk, "committee", WARD, command) == first
    assert await place.store.head() == head


class AtTheRound(Simultaneous):
    """Meets where the round is found, and not at the policies that are found before it."""

    async def find(self, kind: type[A], aggregate_id: UUID) -> A | None:
        if kind is ClassificationRound:
            return await super().find(kind, aggregate_id)
        return await Repository.find(self, kind, aggregate_id)


async def test_of_two_who_decide_at_once_the_second_looks_again(desk: Desk, place: Place) -> None:
    await six_proposed(desk)
    racing = Desk(place, application(AtTheRound(place), place.pool, place.keeper))

    outcomes = await asyncio.gather(decide(racing), decide(racing, CELLS[0]))

    assert sorted(outcome.outcome for outcome in outcomes) == ["accepted", "conflict"]


async def test_two_cells_that_propose_at_once_are_both_heard(desk: Desk, place: Place) -> None:
    racing = Desk(place, application(AtTheRound(place), place.pool, place.keeper))

    outcomes = await asyncio.gather(propose(racing, CELLS[0]), propose(racing, CELLS[1]))

    assert [code(outcome) for outcome in outcomes] == ["accepted", "accepted"]


async def test_a_decision_is_appealed_against_answered_and_withdrawn(desk: Desk) -> None:
    await six_proposed(desk)
    await decide(desk, CELLS[0])
    of_cell: dict[str, Any] = {"unit_id": CELLS[0], "period": PERIOD, "reason": REASON}
    of_ward: dict[str, Any] = {"authority_id": WARD, "period": PERIOD, "reason": REASON}
    answer = {"object_id": CELLS[0], "grade": "COMPLETED_WELL", "answered_on": TODAY}
    steps: list[tuple[str, UUID, Command]] = [
        ("secretary", CELLS[0], AppealClassification(command_id=uuid4(), **of_cell)),
        ("secretary", CELLS[0], WithdrawClassificationAppeal(command_id=uuid4(), **of_cell)),
        ("secretary", CELLS[0], AppealClassification(command_id=uuid4(), **of_cell)),
        ("committee", WARD, AnswerClassificationAppeal(command_id=uuid4(), **of_ward, **answer)),
        ("committee", WARD, WithdrawClassification(command_id=uuid4(), **of_ward)),
        ("secretary", CELLS[0], WithdrawProposal(command_id=uuid4(), **of_cell)),
        ("secretary", CELLS[0], proposal(CELLS[0], "COMPLETED")),
    ]

    outcomes = [await by(desk, role, unit_id, command) for role, unit_id, command in steps]

    assert [code(outcome) for outcome in outcomes] == ["accepted"] * len(steps)
    assert outcomes[3].decided["quota"]["excellent"] == 0


async def tried(desk: Desk, query: TryClassification) -> QuotaTried:
    reply = await desk.ask(query, by=holding(desk.place.keeper, "staff", WARD))
    assert reply.outcome == "answered", reply.refusal
    return QuotaTried.model_validate(reply.answer)


async def test_what_if_stores_nothing_and_says_what_would_be(desk: Desk, place: Place) -> None:
    await six_proposed(desk)
    head = await place.store.head()
    grades = [GivenGrade(object_id=cell, grade="EXCELLENT") for cell in CELLS[:2]]

    found = await tried(desk, TryClassification(authority_id=WARD, period=PERIOD, grades=grades))

    assert (found.lawful, found.quota.cap, found.quota.largest) == (False, 0, 1)
    assert [one.grade for one in found.proposals].count("EXCELLENT") == 2
    assert await place.store.head() == head


async def test_what_if_takes_bare_numbers_too(desk: Desk) -> None:
    counts = GradeCounts(excellent=3, good=17, completed=9)

    found = await tried(desk, TryClassification(authority_id=WARD, period=PERIOD, counts=counts))

    assert (found.lawful, found.quota.cap, found.quota.largest) == (True, 3, 3)


@pytest.mark.parametrize(
    ("completed", "rounding", "most"),
    [(9, "floor", (3, 4, 5)), (0, "floor", (4, 5, 5)), (0, "half_up", (5, 6, 6))],
)
async def test_a_group_of_29_is_decided_up_to_the_largest_lawful_number_and_not_beyond(
    desk: Desk, completed: int, rounding: str, most: tuple[int, int, int]
) -> None:
    persons = [an_id(f"person {number}") for number in range(29)]
    secretary, leader = holding(desk.place.keeper, "secretary", CELLS[0]), holding(desk.place.keeper, "leader", WARD)
    about: dict[str, Any] = {"objects": "individual", "period": PERIOD}
    of_cell = {"unit_id": CELLS[0], "grade": "COMPLETED"}
    proposals = [
        ProposeClassification.model_validate({"command_id": uuid4(), **about, **of_cell, "person_id": person})
        for person in persons
    ]
    assert {code(one) for one in await desk.send(*proposals, by=secretary)} == {"accepted"}

    def list_of(excellent: int) -> DecideClassification:
        counts = {"EXCELLENT": excellent, "COMPLETED_WELL": 29 - completed - excellent, "COMPLETED": completed}
        given = [grade for grade, count in counts.items() for _ in range(count)]
        grades = [{"object_id": person, "grade": grade} for person, grade in zip(persons, given, strict=True)]
        in_round = {"authority_id": WARD, "decided_on": TODAY, "grades": grades}
        return DecideClassification.model_validate({"command_id": uuid4(), **about, **in_round})

    for base, largest in zip(("good_only", "good_or_better", "all_rated"), most, strict=True):
        policy = {"name": base, "effective_from": date(2023, 1, 1), "base": base, "rounding": rounding}
        adopt = AdoptQuotaPolicy.model_validate({"command_id": uuid4(), **policy})
        assert code(await by(desk, "staff", None, adopt)) == "accepted"
        beyond, lawful = await desk.one(list_of(largest + 1), by=leader), await desk.one(list_of(largest), by=leader)
        assert beyond.refusal is not None
        assert (beyond.refusal.code, beyond.refusal.numbers["largest"]) == ("quota_exceeded", largest)
        assert int(beyond.refusal.numbers["cap"]) <= largest
        quota = lawful.decided["quota"]
        assert (quota["excellent"], quota["largest"], quota["exceeded"]) == (largest, largest, False)
        assert quota["cap"] >= largest
        back = {"authority_id": WARD, "reason": REASON, **about}
        withdraw = WithdrawClassification.model_validate({"command_id": uuid4(), **back})
        assert code(await desk.one(withdraw, by=leader)) == "accepted"
        off = WithdrawQuotaPolicy(command_id=uuid4(), effective_from=date(2023, 1, 1), reason=REASON)
        assert code(await by(desk, "staff", None, off)) == "accepted"


@pytest.mark.parametrize(("size", "largest"), [(3, 0), (4, 0), (5, 0), (6, 1)])
async def test_small_groups_are_told_that_they_may_have_none_until_there_are_six(
    desk: Desk, size: int, largest: int
) -> None:
    found = await tried(desk, TryClassification(authority_id=WARD, period=PERIOD, counts=GradeCounts(good=size)))

    assert (found.quota.largest, found.lawful) == (largest, True)


@pytest.mark.parametrize("rounding", ["floor", "half_up"])
@pytest.mark.parametrize("base", ["good_only", "good_or_better", "all_rated"])
async def test_what_if_answers_for_every_list_of_a_small_group_what_counting_says(
    desk: Desk, base: str, rounding: str
) -> None:
    policy = {"name": base, "effective_from": date(2023, 1, 1), "base": base, "rounding": rounding}
    await by(desk, "staff", None, AdoptQuotaPolicy.model_validate({"command_id": uuid4(), **policy}))

    def cap(x: int, good: int, completed: int) -> int:
        share = Decimal(BASES[base](x, good, completed)) / 5
        return int(share.quantize(Decimal(1), ROUND_FLOOR if rounding == "floor" else ROUND_HALF_UP))

    for well, completed in ((3, 2), (7, 0), (8, 5)):
        lawful = [x for x in range(well + 1) if x <= cap(x, well - x, completed)]
        for x in range(well + 1):
            counts = GradeCounts(excellent=x, good=well - x, completed=completed)
            found = await tried(desk, TryClassification(authority_id=WARD, period=PERIOD, counts=counts))
            assert (found.lawful, found.quota.cap) == (x in lawful, cap(x, well - x, completed))
            assert found.quota.largest == max(lawful)


async def test_a_cell_does_not_see_what_others_propose(desk: Desk, place: Place) -> None:
    query = TryClassification(authority_id=WARD, period=PERIOD)

    reply = await desk.ask(query, by=holding(place.keeper, "secretary", CELLS[0]))

    assert code(reply) == "not_allowed"
