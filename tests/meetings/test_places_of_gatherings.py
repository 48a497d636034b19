"""One gathering of a unit stands at a day and topic, however gatherings are recorded, corrected and taken back."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from contracts.gatherings import CorrectGathering, RecordGathering, WithdrawGathering
from services.chassis.errors import Conflict, Refused
from services.meetings.application import Gatherings
from services.meetings.domain import Gathering
from services.meetings.domain.gathering_record import GatheringRecord, place_of
from services.meetings.replicas.lists import HeldGatherings
from services.meetings.replicas.units import Units
from tests.chassis.event_store.calls import a_call
from tests.meetings.made import WARD
from tests.meetings.remembering import Remembering

PLACES = [(date(2024, 1, 10), "Giao ban"), (date(2024, 1, 11), "Giao ban"), (date(2024, 1, 10), "Đối thoại")]


LATER = datetime(2024, 6, 30, tzinfo=UTC)
T = TypeVar("T")


def at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """What it answers; nothing that it waits for takes any time."""
    with pytest.raises(StopIteration) as done:
        coroutine.send(None)
    answer: T = done.value.value
    return answer


class There(Units):
    """Every unit is there, and below every other."""

    async def require(self, unit_id: UUID, on: date, *, field: str) -> None: ...

    async def require_within(self, unit_id: UUID, above_id: UUID, on: date, *, field: str) -> None: ...


@dataclass
class Listed(HeldGatherings):
    """A list that has these, on whatever day, and lags behind what becomes of them."""

    known: list[UUID]

    async def held_on(self, unit_id: UUID, day: date) -> list[UUID]:
        return self.known


@dataclass
class Told:
    """What was recorded, and where each gathering stands after it. The list has none until it is `listed`."""

    kind: type[Gatherings] = Gatherings
    listed: list[UUID] = field(default_factory=list)
    repository: Remembering = field(default_factory=Remembering)
    known: list[UUID] = field(default_factory=list)

    def record(self, place: int) -> str:
        held_on, topic = PLACES[place]
        return self._sent(RecordGathering(**self._of(held_on=held_on, topic=topic, forms=["seminar"])))

    def correct(self, which: int, place: int, papers: int = 0) -> str:
        held_on, topic = PLACES[place]
        told = self._of(held_on=held_on, topic=topic, forms=["seminar"], papers=papers, reason="Ghi nhầm.")
        return self._sent(CorrectGathering(**told, gathering_id=self.known[which % len(self.known)]))

    def withdraw(self, which: int) -> str:
        return self._sent(
            WithdrawGathering(**self._of(reason="Ghi nhầm."), gathering_id=self.known[which % len(self.known)])
        )

    def standing(self) -> dict[UUID, str]:
        """Where those that count stand."""
        return {one: place for one in self.known if (place := self.place(one))}

    def place(self, one: UUID) -> str | None:
        gathering = at_once(Remembering.load(self._now(), Gathering, one))
        return None if gathering.withdrawn or gathering.recorded is None else gathering.recorded.place

    def _now(self) -> Remembering:
        self.repository.behind = 0
        return self.repository

    def _of(self, **more: Any) -> dict[str, Any]:
        return {"command_id": uuid4(), "unit_id": WARD} | more

    def _sent(self, command: RecordGathering | CorrectGathering | WithdrawGathering) -> str:
        """`accepted`, the code of the refusal, or `conflict`."""
        gatherings = self.kind(self.repository, There(), Listed(self.listed))
        call = a_call(at=LATER)
        match command:
            case RecordGathering():
                outcome = gatherings.record_gathering(command, call)
            case CorrectGathering():
                outcome = gatherings.correct_gathering(command, call)
            case WithdrawGathering():
                outcome = gatherings.withdraw_gathering(command, call)
        try:
            decided = at_once(outcome)
        except Refused as refused:
            return refused.code
        except Conflict:
            return "conflict"
        gathering_id = UUID(decided.decided["gathering_id"])
        if gathering_id not in self.known:
            self.known.append(gathering_id)
        return "accepted"


def test_the_place_that_a_corrected_gathering_left_is_free_and_the_one_it_takes_is_not() -> None:
    told = Told()
    assert [told.record(0), told.correct(0, 1)] == ["accepted", "accepted"]

    assert told.record(1) == "gathering_already_recorded"
    assert told.record(0) == "accepted"
    assert told.record(0) == "gathering_already_recorded"
    assert told.correct(0, 0) == "gathering_already_recorded"
    assert sorted(told.standing().values()) == [place_of(*PLACES[0]), place_of(*PLACES[1])]


def test_a_gathering_comes_back_to_its_first_place_and_leaves_it_again() -> None:
    told = Told()
    told.record(0)
    assert [told.correct(0, 1), told.correct(0, 0), told.record(0)] == [
        "accepted",
        "accepted",
        "gathering_already_recorded",
    ]

    assert [told.correct(0, 2), told.record(0), told.record(1)] == ["accepted"] * 3
    assert told.correct(0, 1) == "gathering_already_recorded"
    assert len(set(told.standing().values())) == 3


def test_a_withdrawn_gathering_frees_the_place_at_which_it_stood() -> None:
    told = Told()
    told.record(0)
    told.correct(0, 1)

    assert [told.withdraw(0), told.record(1), told.record(0)] == ["accepted"] * 3
    assert told.withdraw(0) == "gathering_not_recorded"


def test_an_own_place_that_was_taken_back_is_used_again_under_its_id() -> None:
    told = Told()
    assert [told.record(0), told.withdraw(0), told.record(0)] == ["accepted"] * 3

    assert len(told.known) == 1


@pytest.mark.parametrize("written", [" giao  BAN ", "Giao ban"])
def test_a_topic_written_otherwise_is_the_same_place(written: str) -> None:
    day = PLACES[0][0]

    assert Gathering.create_id(WARD, day, written) == Gathering.create_id(WARD, day, "giao ban")


def test_the_ids_of_places_are_what_they_were() -> None:
    first = Gathering.create_id(
        UUID("9ccd866a97c85af89bb15db757164a1a"), date(2009, 4, 22), "Nâng cao chất lượng hoạt động của chi bộ"
    )

    assert str(first) == "b636481f-fd73-59e6-8609-a921e15af2bd"


class WithoutPlaces(Gatherings):
    """Forgets to take the place to which a gathering is corrected."""

    async def _exchanged(self, gathering: Gathering, record: GatheringRecord) -> list[Gathering]:
        return []


def test_without_taking_its_new_place_two_stand_at_one() -> None:
    told = Told(WithoutPlaces)

    assert [told.record(0), told.correct(0, 1), told.record(1)] == ["accepted"] * 3
    assert set(told.standing().values()) == {place_of(*PLACES[1])}
    assert len(told.standing()) == 2


def as_told_before(*steps: tuple[str, int, int]) -> Told:
    """A history from before places were lent, which the list has read since."""
    told = Told(WithoutPlaces)
    carried_out(told, list(steps))
    told.kind, told.listed = Gatherings, told.known
    return told


def carried_out(told: Told, steps: list[tuple[str, int, int]]) -> None:
    for papers, (what, which, place) in enumerate(steps):
        if what == "record":
            told.record(place)
        elif told.known:
            told.correct(which, place, papers) if what == "correct" else told.withdraw(which)


def test_a_place_that_was_taken_by_a_correction_before_places_were_lent_is_guarded_by_the_list() -> None:
    told = as_told_before(("record", 0, 0), ("correct", 0, 1), ("record", 0, 2))

    assert [told.record(1), told.correct(1, 1)] == ["gathering_already_recorded"] * 2
    assert [told.record(0), told.withdraw(0), told.record(1)] == ["accepted"] * 3
    assert told.correct(1, 1) == "gathering_already_recorded"


def test_two_that_stood_at_one_place_before_are_corrected_apart_and_taken_back() -> None:
    told = as_told_before(("record", 0, 0), ("correct", 0, 1), ("record", 0, 1))
    assert list(told.standing().values()) == [place_of(*PLACES[1])] * 2

    assert [told.correct(1, 1, papers=3), told.correct(0, 2, papers=1), told.withdraw(1)] == ["accepted"] * 3
    assert [told.record(2), told.record(1)] == ["gathering_already_recorded", "accepted"]


OLD_STEPS = st.lists(
    st.tuples(st.sampled_from(["record", "correct", "withdraw"]), st.integers(0, 3), st.integers(0, 2)), max_size=10
)


@settings(max_examples=60)
@examples(OLD_STEPS, OLD_STEPS)
def test_after_any_history_from_before_nothing_comes_to_a_place_that_is_taken(
    before: list[tuple[str, int, int]], since: list[tuple[str, int, int]]
) -> None:
    told = as_told_before(*before)

    for step in since:
        stood = told.standing()
        carried_out(told, [step])
        for gathering_id, place in told.standing().items():
            others = {other for one, other in stood.items() if one != gathering_id}
            assert stood.get(gathering_id) == place or place not in others


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["record", "correct", "withdraw"]),
        st.integers(0, 3),
        st.integers(0, len(PLACES) - 1),
        st.integers(0, 2),
    ),
    min_size=4,
    max_size=16,
)


@settings(max_examples=60)
@examples(STEPS)
def test_no_two_stand_at_one_place_though_commands_decide_on_what_was_some_commands_ago(
    steps: list[tuple[str, int, int, int]],
) -> None:
    told = Told()
    for papers, (what, which, place, behind) in enumerate(steps):
        told.repository.behind = behind
        before = [] if behind else list(told.standing().values())
        if what == "record":
            answer = told.record(place)
        elif not told.known:
            continue
        else:
            answer = told.correct(which, place, papers) if what == "correct" else told.withdraw(which)

        standing = list(told.standing().values())
        assert len(standing) == len(set(standing))
        if what == "record" and not behind:
            assert (answer == "accepted") is (place_of(*PLACES[place]) not in before)
