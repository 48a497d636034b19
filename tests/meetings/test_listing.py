"""Good practice, guidance and gatherings listed from a real database: empty, taken back, corrected, page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.gatherings import CorrectGathering, ListGatherings, RecordGathering, Tally, WithdrawGathering
from contracts.given import ListGoodPractices, ListGuidance, PracticeSide
from contracts.guidance import (
    GuidanceTakenUp,
    IssueGuidance,
    RecordGoodPractice,
    ShareGoodPractice,
    TakingUpRedated,
    TakingUpWithdrawn,
    WithdrawGoodPractice,
    WithdrawGuidance,
    WithdrawSharing,
)
from contracts.message import Command, Query
from contracts.pages import Mark
from contracts.registry import UnitEstablished, UnitMoved
from contracts.texts import TextRef
from services.chassis.call import Actor
from services.chassis.feed import Feed
from services.meetings.main import SERVICE, TREE, of_keeper
from services.meetings.replicas.listed import ListedReplica
from services.meetings.replicas.lists import ReplicatedLists
from sinhhoat.stack import Endpoints
from tests.desk import Desk, an_empty_place, code, holding, told_by
from tests.meetings.given import an_id

pytestmark = pytest.mark.connected

DISTRICT, WARD, CELL, OTHER_CELL, FAR = (
    an_id(name) for name in ("district", "ward", "cell", "another cell", "a cell of the district")
)
CODES = {DISTRICT: "HU", WARD: "DU-1", CELL: "CB-01", OTHER_CELL: "CB-02", FAR: "CB-07"}
AS_OF = date(2024, 3, 31)
WHY = "Ghi nhầm."


@pytest.fixture
async def desk(module_endpoints: Endpoints) -> AsyncIterator[Desk]:
    """A district with a ward of two cells, and a cell of its own."""
    async with an_empty_place(module_endpoints, SERVICE) as place:
        parents = {DISTRICT: None, WARD: DISTRICT, CELL: WARD, OTHER_CELL: WARD, FAR: DISTRICT}
        units = [established(unit_id, parent_id) for unit_id, parent_id in parents.items()]
        told = told_by(Feed(place.keeper, "registry"), *units)
        await place.told(TREE, told)
        await place.told(ListedReplica(), told)
        yield Desk(place, of_keeper(place.repository, place.pool, place.keeper))


def established(unit_id: UUID, parent_id: UUID | None) -> UnitEstablished:
    return UnitEstablished(
        unit_id=unit_id,
        code=CODES[unit_id],
        name="Tổ chức đảng",
        kind="cell" if unit_id in {CELL, OTHER_CELL, FAR} else "committee",
        level=None,
        cell_type=None,
        parent_id=parent_id,
        established_on=date(2010, 1, 1),
    )


def staff(desk: Desk) -> Actor:
    return holding(desk.place.keeper, "staff")


async def done(desk: Desk, command: Command) -> dict[str, Any]:
    """What was decided."""
    outcome = await desk.one(command, by=staff(desk))
    assert code(outcome) == "accepted", outcome
    return outcome.decided


class Reading:
    """Tells the lists of what has happened since they were told last."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._read = desk, 0

    async def on(self) -> None:
        await self._desk.place.told(ListedReplica(), above=self._read)
        self._read = (await self._desk.place.store.head()).position


async def asked(desk: Desk, query: Query, by: Actor | None = None) -> dict[str, Any]:
    reply = await desk.ask(query, by=by or staff(desk))
    assert reply.answer is not None, reply
    return reply.answer


async def test_a_unit_sees_what_it_does_well_and_to_whom_that_went_and_what_was_passed_on_to_it(desk: Desk) -> None:
    async def practice(unit_id: UUID, title: str, day: date) -> UUID:
        command = RecordGoodPractice(
            command_id=uuid4(), unit_id=unit_id, title=title, theme="Dân vận", recorded_on=day, content=f"Là {title}."
        )
        return UUID((await done(desk, command))["practice_id"])

    async def shared(practice_id: UUID, sharer_id: UUID, *with_unit_ids: UUID) -> None:
        day = date(2024, 3, 1)
        units = list(with_unit_ids)
        share = {"sharer_id": sharer_id, "practice_id": practice_id, "with_unit_ids": units, "shared_on": day}
        await done(desk, ShareGoodPractice.model_validate({"command_id": uuid4(), **share}))

    async def seen(unit_id: UUID, side: PracticeSide | None, as_of: date = AS_OF) -> list[tuple[str, list[str]]]:
        by = holding(desk.place.keeper, "secretary", unit_id)
        answer = await asked(desk, ListGoodPractices(unit_id=unit_id, as_of=as_of, side=side), by)
        for one in answer["practices"]:
            assert one["content"]["text"] == f"Là {one['title']}."
            assert one["passed_on_to"] == len(one["passed_on"])
        return [(one["title"], sorted(to["unit_code"] for to in one["passed_on"])) for one in answer["practices"]]

    reading = Reading(desk)
    ours, theirs = await practice(CELL, "A", date(2024, 1, 10)), await practice(FAR, "B", date(2024, 2, 1))
    await shared(ours, WARD, OTHER_CELL)
    await shared(ours, DISTRICT, FAR)
    await shared(theirs, DISTRICT, CELL, OTHER_CELL)
    await reading.on()

    assert await seen(CELL, "recorded") == [("A", ["CB-02", "CB-07"])]
    assert await seen(CELL, "received") == [("B", ["CB-01"])]
    assert await seen(OTHER_CELL, None) == [("B", ["CB-02"]), ("A", ["CB-02"])]
    assert await seen(OTHER_CELL, "recorded") == []
    assert await seen(WARD, None) == [("B", ["CB-01", "CB-02"]), ("A", ["CB-02", "CB-07"])]
    assert await seen(CELL, None, date(2024, 2, 29)) == [("A", [])]
    [told] = (await asked(desk, ListGoodPractices(unit_id=CELL, as_of=AS_OF, side="received")))["practices"]
    assert told["passed_on"] == [
        {
            "unit_id": str(CELL),
            "unit_code": "CB-01",
            "sharer_id": str(DISTRICT),
            "sharer_code": "HU",
            "shared_on": "2024-03-01",
        }
    ]

    back = {"sharer_id": DISTRICT, "practice_id": theirs, "with_unit_id": CELL, "reason": WHY}
    await done(desk, WithdrawSharing.model_validate({"command_id": uuid4(), **back}))
    await done(desk, WithdrawGoodPractice(command_id=uuid4(), unit_id=CELL, practice_id=ours, reason=WHY))
    await reading.on()
    assert await seen(CELL, None) == []
    assert await seen(WARD, None) == [("B", ["CB-02"])]


async def test_a_cell_sees_the_guidance_of_a_month_or_quarter_and_which_meeting_took_it_up(desk: Desk) -> None:
    async def guidance(number: str, issuer_id: UUID, begins_on: date, **said: Any) -> UUID:
        document = {"issuer_id": issuer_id, "number": number, "title": "Định hướng", "issued_on": date(2024, 1, 2)}
        what = {"command_id": uuid4(), **document, "period": "month", "begins_on": begins_on, **said}
        return UUID((await done(desk, IssueGuidance.model_validate(what)))["guidance_id"])

    async def seen(cell_id: UUID = CELL, month: int = 1, months: int = 1, **said: Any) -> list[tuple[str, str | None]]:
        query = ListGuidance(cell_id=cell_id, month=date(2024, month, 15), months=months, **said)
        answer = await asked(desk, query, holding(desk.place.keeper, "secretary", cell_id))
        return [(one["number"], one["taken_up_on"]) for one in answer["guidance"]]

    reading = Reading(desk)
    await guidance("NAM", DISTRICT, date(2024, 1, 1), period="year", text="Cả năm.")
    january = await guidance("01", WARD, date(2024, 1, 1))
    february = await guidance("02", WARD, date(2024, 2, 1))
    await guidance("X", DISTRICT, date(2024, 1, 1), for_unit_id=FAR)
    gone = await guidance("SAI", WARD, date(2024, 1, 1))
    await done(desk, WithdrawGuidance(command_id=uuid4(), issuer_id=WARD, guidance_id=gone, reason=WHY))
    await reading.on()
    of = {"guidance_id": january, "cell_id": CELL, "meeting_id": an_id("meeting")}
    now, own = {"taken_up_on": date(2024, 1, 5)}, Feed(desk.place.keeper, "meetings")
    await desk.place.told(ListedReplica(), told_by(own, GuidanceTakenUp.model_validate(of | now)))

    assert sorted(await seen()) == [("01", "2024-01-05"), ("NAM", None)]
    assert (await seen(months=3))[0] == ("02", None)
    assert sorted(await seen(months=3, taken_up=False)) == [("02", None), ("NAM", None)]
    assert await seen(taken_up=True) == [("01", "2024-01-05")]
    assert sorted(await seen(OTHER_CELL)) == [("01", None), ("NAM", None)]
    assert sorted(await seen(FAR)) == [("NAM", None), ("X", None)]
    assert await seen(month=12) == [("NAM", None)]
    [yearly] = (await asked(desk, ListGuidance(cell_id=CELL, month=date(2024, 12, 1))))["guidance"]
    assert (yearly["issuer_code"], yearly["text"]["text"]) == ("HU", "Cả năm.")

    ref = TextRef(text_id=an_id("words"), sha256="00" * 32)
    redated = TakingUpRedated.model_validate(
        of | {"former_taken_up_on": date(2024, 1, 5), "taken_up_on": date(2024, 1, 6), "reason": ref}
    )
    await desk.place.told(ListedReplica(), told_by(own, redated))
    moved = UnitMoved(unit_id=CELL, parent_id=DISTRICT, effective_on=date(2024, 2, 1))
    await desk.place.told(TREE, told_by(Feed(desk.place.keeper, "registry"), moved, above=5))
    assert sorted(await seen(months=3)) == [("01", "2024-01-06"), ("NAM", None)]

    back = {"guidance_id": february, "cell_id": CELL, "meeting_id": an_id("meeting")}
    late = GuidanceTakenUp.model_validate(back | {"taken_up_on": date(2024, 1, 31)})
    await desk.place.told(ListedReplica(), told_by(own, late))
    assert ("02", "2024-01-31") in await seen(month=2)
    mistaken = TakingUpWithdrawn.model_validate(back | {"taken_up_on": date(2024, 1, 31), "reason": ref})
    await desk.place.told(ListedReplica(), told_by(own, mistaken))
    assert await seen(month=2) == [("NAM", None)]


async def test_gatherings_are_listed_page_by_page_as_they_were_corrected(desk: Desk) -> None:
    async def held(unit_id: UUID, topic: str, day: date, **said: Any) -> dict[str, Any]:
        record = {"command_id": uuid4(), "unit_id": unit_id, "forms": ["seminar"], "topic": topic, "held_on": day}
        return await done(desk, RecordGathering.model_validate(record | said))

    async def seen(unit_id: UUID, **said: Any) -> list[str]:
        by = holding(desk.place.keeper, "committee", unit_id)
        answer = await asked(desk, ListGatherings.model_validate({"unit_id": unit_id, "as_of": AS_OF, **said}), by)
        return [one["topic"] for one in answer["gatherings"]]

    reading = Reading(desk)
    first = await held(WARD, "A", date(2024, 1, 5), opinions=Tally(total=16), conclusions="Nhân rộng.")
    await held(WARD, "B", date(2024, 2, 5), forms=["dialogue", "themed_briefing"])
    await held(DISTRICT, "C", date(2024, 2, 5))
    wrong = await held(WARD, "D", date(2024, 3, 5))
    again = {"unit_id": WARD, "forms": ["seminar"], "topic": "A", "held_on": date(2024, 1, 6), "papers": 2}
    correct = {"command_id": uuid4(), **first, **again, "opinions": Tally(total=17), "reason": WHY}
    await done(desk, CorrectGathering.model_validate(correct))
    await done(desk, WithdrawGathering.model_validate({"command_id": uuid4(), **wrong, "unit_id": WARD, "reason": WHY}))
    await reading.on()

    assert await seen(WARD) == ["B", "A"]
    assert await seen(WARD, forms=["dialogue", "interim_review"]) == ["B"]
    assert await seen(WARD, as_of=date(2024, 2, 4)) == ["A"]
    assert await seen(WARD, from_on=date(2024, 1, 7)) == ["B"]
    assert await seen(CELL) == []
    [corrected] = (await asked(desk, ListGatherings(unit_id=WARD, as_of=date(2024, 1, 6))))["gatherings"]
    assert (corrected["held_on"], corrected["unit_code"], corrected["corrections"]) == ("2024-01-06", "DU-1", 1)
    assert (corrected["papers"], corrected["opinions"]["total"]) == (2, 17)
    assert [
        await ReplicatedLists(TREE, desk.place.pool, desk.place.keeper).held_on(WARD, day)
        for day in (date(2024, 1, 5), date(2024, 1, 6), date(2024, 3, 5))
    ] == [[], [UUID(first["gathering_id"])], []]
    words = await desk.place.store.text(UUID(corrected["conclusions_text_id"]))
    assert words is not None
    assert words.text == "Nhân rộng."

    everything, paged, mark = await seen(DISTRICT), list[str](), None
    for _ in everything:
        query = ListGatherings(unit_id=DISTRICT, as_of=AS_OF, beyond=mark, limit=1)
        answer = await asked(desk, query)
        paged += [one["topic"] for one in answer["gatherings"]]
        mark = Mark.model_validate(answer["more"]) if answer["more"] else None
    assert (paged, mark, sorted(everything)) == (everything, None, ["A", "B", "C"])


async def test_the_lists_of_a_foreign_unit_are_refused_and_so_is_a_unit_that_is_not_there(desk: Desk) -> None:
    async def answers(unit_id: UUID, by: Actor) -> list[str]:
        questions = (
            ListGoodPractices(unit_id=unit_id, as_of=AS_OF),
            ListGuidance(cell_id=unit_id, month=AS_OF),
            ListGatherings(unit_id=unit_id, as_of=AS_OF),
        )
        return [code(await desk.ask(question, by=by)) for question in questions]

    other = holding(desk.place.keeper, "secretary", OTHER_CELL)
    assert await answers(CELL, other) == ["not_allowed"] * 3
    assert await answers(WARD, other) == ["not_allowed"] * 3
    assert await answers(CELL, holding(desk.place.keeper, "committee", WARD)) == ["answered"] * 3
    assert await answers(an_id("nowhere"), other) == ["not_allowed"] * 3
    assert await answers(an_id("nowhere"), staff(desk)) == ["unit_unknown"] * 3
