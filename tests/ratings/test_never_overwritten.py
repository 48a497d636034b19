"""Whatever is said of a meeting's ratings, and in whichever order: each that was ever given is still there to be read.

Random commands of all who rate a meeting, and of those who answer for rubrics and the month, go to the real service;
a book beside it keeps what was accepted, by rules of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.four_goods import AdoptFourGoodsRubric, FourGoodsRated, RateFourGoods, WithdrawFourGoodsRating
from contracts.message import Command, CommandOutcome
from contracts.ratings import (
    CellRated,
    ConfirmRating,
    ContestRating,
    RateMeeting,
    RatingAnswerWithdrawn,
    RatingRevised,
    ReviseRating,
    UpholdRating,
    WithdrawContest,
    WithdrawContestAnswer,
    WithdrawRating,
    WithdrawRestingRatings,
    WithdrawRubric,
)
from contracts.texts import TextRef
from services.chassis.call import Actor, service_actor
from services.chassis.event_store import Repository
from services.ratings.domain import CellRating, MonthRating, Rater
from services.ratings.main import SERVICE, application
from services.ratings.replicas import GivenReplica, MeetingReplica
from sinhhoat.stack import Endpoints
from tests.desk import NOON, Desk, Place, an_empty_place, holding, told_by
from tests.ratings.given import OBSERVER, an_id
from tests.ratings.test_application import HELD_ON, JANUARY, a_rubric, assignments, held, meetings, visited
from tests.ratings.test_raced import wish

pytestmark = pytest.mark.connected

STEADY = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
NUMBERS = count()
REASON = {"reason": "Xem lại."}
RATERS = {"self": None, "superior": None, "observer": OBSERVER, "other observer": an_id("other observer")}
"""Whose ratings of one meeting stand side by side, and as whom an observer has one of his own."""

YEAR_2023 = date(2023, 1, 1)
FOUR_GOODS = AdoptFourGoodsRubric.model_validate(
    wish(AdoptFourGoodsRubric) | {"command_id": uuid4(), "effective_from": YEAR_2023}
)
GOODS = {one.key: int(one.max_points or 0) for one in FOUR_GOODS.criteria}
WHAT = (
    *["rate", "rate", "confirm", "contest", "contest", "contest", "uphold", "revise", "revise", "withdraw"],
    *["withdraw contest", "withdraw answer", "withdraw answer", "rest", "month", "month back", "rubric", "rubric back"],
)
Said = tuple[str, str, int]
SAID = st.lists(
    st.tuples(st.sampled_from(WHAT), st.sampled_from(["self", *RATERS]), st.integers(0, 100)), min_size=25, max_size=40
)
FIRST: list[Said] = [("rate", name, number) for number, name in enumerate(RATERS)]


class Given(NamedTuple):
    """A score as it was given."""

    points: Mapping[str, Decimal]
    total: Decimal | None
    grade: str


@dataclass
class Book:
    """What was accepted: by rating, every score in its order, and the one that counts, if any."""

    given: dict[UUID, list[Given]] = field(default_factory=lambda: defaultdict(list))
    counts: dict[UUID, Given | None] = field(default_factory=dict)
    _before: dict[UUID, Given | None] = field(default_factory=dict)
    _contested: set[UUID] = field(default_factory=set)

    def gives(self, rating_id: UUID, score: Given) -> None:
        assert self.counts.get(rating_id) is None, "a rating that counts was overwritten"
        self._takes(rating_id, score)

    def contests(self, rating_id: UUID) -> None:
        assert self.counts.get(rating_id) is not None
        self._contested.add(rating_id)

    def revises(self, rating_id: UUID, score: Given) -> None:
        self.upholds(rating_id)
        self._takes(rating_id, score)

    def upholds(self, rating_id: UUID) -> None:
        assert rating_id in self._contested, "a rating that nobody contests was answered for"
        self._contested.remove(rating_id)
        self._before[rating_id] = self.counts[rating_id]

    def takes_answer_back(self, rating_id: UUID) -> None:
        """The score from before the answer counts again, and is told again."""
        former = self._before.pop(rating_id)
        assert former is not None
        self._contested.add(rating_id)
        self._takes(rating_id, former)

    def takes_contest_back(self, rating_id: UUID) -> None:
        self._contested.remove(rating_id)

    def withdraws(self, rating_id: UUID) -> None:
        self.counts[rating_id] = None
        self._contested.discard(rating_id)

    def _takes(self, rating_id: UUID, score: Given) -> None:
        self.given[rating_id].append(score)
        self.counts[rating_id] = score


@dataclass
class Meeting:
    """One meeting, those who rate it, and the book; `rows` are the stored ones as they were when they were made."""

    desk: Desk
    number: int
    book: Book = field(default_factory=Book)
    rows: dict[UUID, list[Any]] = field(default_factory=lambda: defaultdict(list))

    @property
    def place(self) -> Place:
        return self.desk.place

    @property
    def cell(self) -> UUID:
        return an_id(f"{self.place.keeper} cell {self.number}")

    @property
    def meeting_id(self) -> UUID:
        return an_id(f"{self.place.keeper} meeting {self.number}")

    @property
    def ratings(self) -> dict[str, UUID]:
        """The rating of each who may rate it, and the cell's own of its month."""
        of_raters = {
            name: CellRating.create_id(self.meeting_id, self.cell, Rater(name.split()[-1]), person)
            for name, person in RATERS.items()
        }
        return of_raters | {"month": MonthRating.create_id(self.cell, JANUARY)}

    async def begin(self) -> None:
        """It was held, and two observers have visited it."""
        of_this = {"meeting_id": self.meeting_id, "cell_id": self.cell}
        above = self.number * 10
        await self.place.told(
            MeetingReplica(), told_by(meetings(self.place), held().model_copy(update=of_this), above=above)
        )
        for number, name in enumerate(("observer", "other observer")):
            visit = {"visit_id": an_id(f"{self.meeting_id} {name}"), "person_id": RATERS[name]}
            told = told_by(assignments(self.place), visited().model_copy(update=of_this | visit), above=above + number)
            await self.place.told(MeetingReplica(), told)

    def speaker(self, name: str) -> Actor:
        """Who may speak for this rater."""
        role = {"self": "secretary", "superior": "committee"}.get(name, "observer")
        return holding(self.place.keeper, role, self.cell if name == "self" else None, RATERS[name] or an_id(name))

    async def say(self, said: Said) -> None:
        what, name, number = said
        rating_id = self.ratings[name]
        command = self._command(what, name, number)
        by = self.speaker("superior" if what == "confirm" else name)
        if what in {"contest", "withdraw contest"}:
            by = self.speaker("self" if name == "superior" else "superior")
        if what.startswith("rubric"):
            by = holding(self.place.keeper, "staff")
        if what.startswith("month"):
            by = self.speaker("self")
        if what == "rest":
            await self._read_own()
            by = service_actor("ratings", [self.place.keeper])
        outcome = await self.desk.one(command, by=by)
        assert outcome.outcome in {"accepted", "refused"}
        if outcome.outcome == "accepted":
            self._note(what, rating_id, command, outcome)
        await self._look()

    def _command(self, what: str, name: str, number: int) -> Command:
        about: dict[str, Any] = {"command_id": uuid4(), "cell_id": self.cell}
        of_rating = about | {"rating_id": self.ratings[name]} | REASON
        points = {"conduct": Decimal(number % 61), "closing": Decimal(number % 41)}
        of_meeting = about | {"meeting_id": self.meeting_id}
        day = HELD_ON - timedelta(days=1 + number)
        match what:
            case "rate":
                return RateMeeting(**of_meeting, rater=name.split()[-1], points=points)
            case "confirm":
                return ConfirmRating(**of_meeting)
            case "contest":
                return ContestRating(**of_rating)
            case "uphold":
                return UpholdRating(**of_rating)
            case "revise":
                return ReviseRating(**of_rating, points=points)
            case "withdraw":
                return WithdrawRating(**of_rating)
            case "withdraw contest":
                return WithdrawContest(**of_rating)
            case "withdraw answer":
                return WithdrawContestAnswer(**of_rating)
            case "month":
                return RateFourGoods(**of_meeting, points={key: number % (most + 1) for key, most in GOODS.items()})
            case "month back":
                return WithdrawFourGoodsRating(**about, month=JANUARY, **REASON)
            case "rubric":
                return a_rubric(day, conduct=number + 60)
            case "rubric back":
                kind: dict[str, Any] = {"meeting_kind": "regular", "effective_from": day}
                return WithdrawRubric(command_id=uuid4(), **kind, **REASON)
            case _:
                return self._rest(name)

    def _rest(self, name: str) -> WithdrawRestingRatings:
        """The meeting was withdrawn, or the visit of one of the observers."""
        return WithdrawRestingRatings(
            command_id=uuid4(),
            meeting_id=self.meeting_id,
            observer_id=RATERS[name],
            withdrawn_at=NOON + timedelta(days=1),
            reason=TextRef(text_id=UUID(int=1), sha256="00" * 32),
        )

    async def _read_own(self) -> None:
        """The replica of our own scores has read them all."""
        await self.place.pool.execute("DELETE FROM ratings_given.score WHERE keeper = $1", self.place.keeper)
        await self.place.told(GivenReplica())

    def _note(self, what: str, rating_id: UUID, command: Command, outcome: CommandOutcome) -> None:
        """By the book's own rules, not by the service's."""
        decided = outcome.decided
        if what == "month":
            assert isinstance(command, RateFourGoods)
            score = Given(command.points, sum(command.points.values(), Decimal(0)), str(decided["good"]))
            self.book.gives(self.ratings["month"], score)
        elif what == "month back":
            self.book.withdraws(self.ratings["month"])
        elif what in {"rate", "revise", "confirm"}:
            of = self.ratings["superior"] if what == "confirm" else rating_id
            own = self.book.counts.get(self.ratings["self"])
            points = own.points if what == "confirm" and own else getattr(command, "points", {})
            takes = self.book.revises if what == "revise" else self.book.gives
            takes(of, Given(points, Decimal(decided["total"]), decided["grade"]))
        elif what in (simply := self._simply()):
            simply[what](rating_id)
        elif what == "rest":
            for one in map(UUID, decided["ratings"]):
                self.book.withdraws(one)

    def _simply(self) -> dict[str, Callable[[UUID], None]]:
        """What the book does of what is said about one rating and nothing else."""
        return {
            "contest": self.book.contests,
            "uphold": self.book.upholds,
            "withdraw contest": self.book.takes_contest_back,
            "withdraw answer": self.book.takes_answer_back,
            "withdraw": self.book.withdraws,
        }

    async def _look(self) -> None:
        """What was stored stays, byte for byte, and new rows come behind it."""
        for rating_id in self.ratings.values():
            now = await self.place.store.history(rating_id)
            assert now[: len(self.rows[rating_id])] == self.rows[rating_id]
            self.rows[rating_id] = now


TELLING = {kind.contract(): kind for kind in (CellRated, RatingRevised, RatingAnswerWithdrawn)}


def told(rows: list[Any]) -> list[Given]:
    """The scores of one rating, as readers were told of them."""
    return [score for row in rows if row.wire is not None and (score := _score(row.contract, row.wire)) is not None]


def _score(contract: str, wire: bytes) -> Given | None:
    if contract == FourGoodsRated.contract():
        month = FourGoodsRated.model_validate_json(wire)
        return Given(month.points, month.total, str(month.good))
    if contract in TELLING:
        one = TELLING[contract].model_validate_json(wire)
        return Given(one.points, one.total, one.grade)
    return None


async def standing(repository: Repository, rating_id: UUID) -> Given | None:
    """The score that counts, if any does."""
    month = await repository.find(MonthRating, rating_id)
    if month is not None and month.result is not None:
        result = month.result
        return Given(result.points, result.total, str(result.good))
    rating = await repository.find(CellRating, rating_id)
    if rating is None or rating.rated is None or rating.score is None:
        return None
    return Given(rating.score.points, rating.score.total, rating.score.grade)


@pytest.fixture
async def desk(module_endpoints: Endpoints) -> AsyncIterator[Desk]:
    """Rubrics of meetings and of months are in force since 2023."""
    async with an_empty_place(module_endpoints, SERVICE) as place:
        made = Desk(place, application(place.repository, place.pool, place.keeper))
        staff = holding(place.keeper, "staff")
        for command in (a_rubric(YEAR_2023), FOUR_GOODS):
            assert (await made.one(command, by=staff)).outcome == "accepted"
        yield made


@STEADY
@given(said=SAID)
async def test_every_rating_that_was_ever_given_is_still_told_as_it_was_given_and_none_is_another_raters(
    desk: Desk, said: list[Said]
) -> None:
    meeting = Meeting(desk, next(NUMBERS))
    await meeting.begin()

    for one in [*FIRST, *said]:
        await meeting.say(one)

    scores = {name: told(meeting.rows[rating_id]) for name, rating_id in meeting.ratings.items()}
    counting = {name: await standing(desk.place.repository, rating_id) for name, rating_id in meeting.ratings.items()}
    assert scores == {name: meeting.book.given[rating_id] for name, rating_id in meeting.ratings.items()}
    assert counting == {name: meeting.book.counts.get(rating_id) for name, rating_id in meeting.ratings.items()}


async def test_a_rating_that_is_given_over_another_one_is_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rate = CellRating.rate

    def rate_over(rating: CellRating, *said: Any, **more: Any) -> Any:
        rating.rated = None
        return rate(rating, *said, **more)

    monkeypatch.setattr(CellRating, "rate", rate_over)
    meeting = Meeting(desk, next(NUMBERS))
    await meeting.begin()
    await meeting.say(("rate", "self", 10))

    with pytest.raises(AssertionError, match="overwritten"):
        await meeting.say(("rate", "self", 20))
