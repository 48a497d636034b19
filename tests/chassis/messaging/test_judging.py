"""Who may: the tree of units is asked for once for a whole request, and only where it might matter."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.chassis.call import Actor, Role
from services.chassis.errors import Refused, Unavailable
from services.chassis.messaging.judging import judged
from services.chassis.messaging.serving import Serving
from services.chassis.policy import Above, Policy, holds
from tests.chassis.messaging.desks import NOON, Fixture
from tests.chassis.messaging.notes import KEEPER, ReadNote

WARD, CELL, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
POLICY = Policy({"notes.read": holds("secretary", "staff", unit="note_id")})


@dataclass
class Places:
    """A tree that counts how often it is asked: CELL below WARD."""

    asked: list[tuple[str, Set[UUID], date]] = field(default_factory=list)

    async def __call__(self, keeper: str, units: Set[UUID], day: date) -> Above:
        self.asked.append((keeper, units, day))
        return {CELL: frozenset({WARD})}


@dataclass
class Late:
    """Positions that are never reached."""

    async def __call__(self, after: Mapping[str, int], within: float) -> bool:
        return False


async def verdicts(places: Places, role: Role, *questions: ReadNote, late: bool = False) -> list[Actor | Exception]:
    node = Fixture()
    base = node.serving()
    serving = Serving(
        "notes", base.node, POLICY, base.parts, {}, Late() if late else base.wait_for, wait_seconds=0, above=places
    )
    asked = serving.admit(KEEPER, node.headers(Actor(UUID(int=9), (role,))))
    return await judged(serving, asked, "notes.read", questions)


async def test_a_role_on_the_keeper_or_on_the_unit_itself_costs_no_look_at_the_tree() -> None:
    places = Places()

    [first] = await verdicts(places, Role("staff", KEEPER, None), ReadNote(note_id=CELL))
    [second] = await verdicts(places, Role("staff", KEEPER, CELL), ReadNote(note_id=CELL))

    assert isinstance(first, Actor)
    assert isinstance(second, Actor)
    assert places.asked == []


async def test_a_role_above_reaches_down_by_one_look_for_the_whole_request() -> None:
    places = Places()

    below, beside = await verdicts(places, Role("staff", KEEPER, WARD), ReadNote(note_id=CELL), ReadNote(note_id=OTHER))

    assert isinstance(below, Actor)
    assert isinstance(beside, Refused)
    assert places.asked == [(KEEPER, {CELL, OTHER}, NOON.date())]


async def test_a_role_of_yesterday_allows_nothing_today() -> None:
    [verdict] = await verdicts(Places(), Role("staff", KEEPER, None, None, date(2026, 3, 30)), ReadNote(note_id=CELL))

    assert isinstance(verdict, Refused)


async def test_who_has_just_moved_a_unit_waits_until_that_is_known_here() -> None:
    question = ReadNote(note_id=CELL, after={f"{KEEPER}.registry": 5})

    [verdict] = await verdicts(Places(), Role("staff", KEEPER, WARD), question, late=True)

    assert isinstance(verdict, Unavailable)
    assert verdict.code == "not_yet_applied"
