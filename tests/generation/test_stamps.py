"""A story that is filled in for a cell is what its commands would have stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

import pytest

from contracts.meetings import MeetingHeld
from contracts.ratings import CellRated
from services.chassis.call import Actor
from services.registry.domain import id_of_unit
from sinhhoat.generation.deciding import GatheringKeeper, decide, stamp_of
from sinhhoat.generation.deciding import _prepared as prepared
from sinhhoat.generation.plan import ENDLESS
from sinhhoat.generation.stamps import Lifetime, Stamp, Stamped, Underivable
from tests.generation.given import SMALL, made

LONG_AGO = date(1990, 1, 1)
WHOLE = Lifetime(LONG_AGO, ENDLESS, SMALL.years)


@pytest.mark.parametrize("number", [0, 3])
async def test_filled_in_for_another_cell_it_is_to_the_last_byte_what_is_decided_for_it(number: int) -> None:
    of = await made(stories=0)
    stamp = await stamp_of(SMALL, number, of.standards, of.constants)
    other = GatheringKeeper("other", of.standards)
    ids = stamp.ids(await prepared(other, SMALL))

    decided = await decide(other, stamp.story, ids)

    filled = {one.stamp.act.name: one.submission for one in stamp.filled(ids, WHOLE)}
    assert filled == {name: replace(one, at=one.instant) for name, one in decided.items()}
    assert len(filled) > 60


async def test_no_id_of_the_cell_that_it_was_decided_for_is_left_in_it() -> None:
    stamp = (await made(stories=1)).stamps[0]
    former = id_of_unit("story-0", "CB")

    stored = [event for one in _filled(stamp) for event in one.submission.events]

    for written in (str(former).encode(), former.hex.encode()):
        assert not any(written in event.state or written in (event.wire or b"") for event in stored)


async def test_an_id_that_nobody_derives_ends_the_making_of_the_stamp() -> None:
    of = await made(stories=0)

    with pytest.raises(Underivable):
        await stamp_of(SMALL, 0, of.standards, set())


async def test_a_cell_that_ends_has_nothing_from_that_day_on() -> None:
    stamp, bound = (await made(stories=1)).stamps[0], SMALL.bounds()[2]

    filled = _filled(stamp, replace(WHOLE, ends=bound))

    held = [MeetingHeld.model_validate_json(wire) for wire in _told(filled, "meetings.MeetingHeld.v1")]
    assert {one.held_on < bound for one in held} == {True}
    assert len(held) < len(_told(_filled(stamp), "meetings.MeetingHeld.v1"))


async def test_a_cell_that_begins_later_has_every_history_from_its_first_version_on() -> None:
    stamp, bound = (await made(stories=1)).stamps[0], SMALL.bounds()[2]

    filled = _filled(stamp, replace(WHOLE, begins=bound))

    seen: dict[UUID, int] = {}
    for one in filled:
        if one.service == "registry":
            continue
        for event in one.submission.events:
            assert event.originator_version == seen.get(event.originator_id, 0) + 1
            seen[event.originator_id] = event.originator_version
    rolls = [event.originator_version for one in filled if one.service == "registry" for event in one.submission.events]
    # The first version of a unit is its establishment, which the ward tells of.
    assert rolls == list(range(2, 2 + len(SMALL.bounds()) - 1 - 2))


async def test_without_an_observer_nobody_has_visited_or_scored_as_one() -> None:
    stamp = (await made(stories=1)).stamps[0]

    filled = _filled(stamp, replace(WHOLE, observed=()))

    assert not _told(filled, "assignments.VisitMade.v1")
    raters = {CellRated.model_validate_json(wire).rater for wire in _told(filled, "ratings.CellRated.v1")}
    assert "observer" not in raters
    assert _told(_filled(stamp), "assignments.VisitMade.v1")


def _filled(stamp: Stamp, lifetime: Lifetime = WHOLE) -> list[Stamped]:
    nobody = Actor(uuid5(LATER, "somebody"), ())
    given = {key: uuid5(LATER, key) for key in ("cell", "root", *(f"observer {year}" for year in SMALL.years))}
    return list(stamp.filled(stamp.ids({**given, "staff": nobody.person_id}), lifetime))


LATER = UUID("5a0a36c9-93a1-4a43-8f4e-6f1f6a4f1f33")


def _told(filled: list[Stamped], contract: str) -> list[bytes]:
    events = [event for one in filled for event in one.submission.events]
    return [event.wire for event in events if event.contract == contract and event.wire]
