"""Which cause moved which figures: one revision for each cause that moved any, exact between two vectors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.reactions.causes import Counted, Revision, Sums, Vector, counted, in_order, moves, revisions
from services.reporting.read_models.touched import Touch
from tests.reporting.history import BEGINNING

NOTHING_KNOWN = {"meetings": 0, "ratings": 0}
SERVICES = tuple(NOTHING_KNOWN)


class Ledger:
    """Events that add to one figure each, in the order in which they were recorded."""

    def __init__(self, *happened: tuple[str, str, int]) -> None:
        """Service, cause, and what it adds to the figure of its service."""
        self.touches: list[Touch] = []
        self._adds: dict[tuple[str, int], int] = {}
        heads = dict(NOTHING_KNOWN)
        for number, (service, cause, adds) in enumerate(happened):
            heads[service] += 1
            at = BEGINNING + timedelta(minutes=number)
            self.touches.append(Touch(service, heads[service], cause, at, "a.B.v1", "somebody", None))
            self._adds[service, heads[service]] = adds
        self.vector = heads

    async def counted_at(self, vector: Vector) -> Sums:
        sums = {
            of: sum(adds for (service, at), adds in self._adds.items() if service == of and at <= vector[of])
            for of in SERVICES
        }
        return {service: (value, 0) for service, value in sums.items() if value}

    async def counted(self, *services: str) -> Counted:
        """What a report sees that counts these services alone, or all."""

        async def of_report(vector: Vector) -> Sums:
            sums = await self.counted_at(vector)
            return {key: pair for key, pair in sums.items() if not services or key in services}

        return await counted(self.touches, NOTHING_KNOWN, of_report)

    async def revisions(self) -> list[Revision]:
        found = await self.counted()
        return revisions(found, in_order([found]))


def told(found: Sequence[Revision]) -> list[tuple[str, int, dict[str, tuple[int, int]]]]:
    """Cause, how many events, and the figures with their old and new numerators."""
    return [(one.cause, len(one.touches), {m.key: (m.old[0], m.new[0]) for m in one.moves}) for one in found]


async def test_one_late_event_is_one_revision_that_names_what_it_moved() -> None:
    ledger = Ledger(("meetings", "late", 1))

    assert told(await ledger.revisions()) == [("late", 1, {"meetings": (0, 1)})]


async def test_all_the_events_of_one_file_are_one_revision() -> None:
    ledger = Ledger(*[("meetings", "file", 1)] * 300)

    assert told(await ledger.revisions()) == [("file", 300, {"meetings": (0, 300)})]


async def test_two_causes_behind_one_another_are_two_revisions() -> None:
    ledger = Ledger(("meetings", "a", 1), ("meetings", "a", 1), ("meetings", "b", -1))

    assert told(await ledger.revisions()) == [("a", 2, {"meetings": (0, 2)}), ("b", 1, {"meetings": (2, 1)})]


async def test_a_cause_that_moves_no_figure_makes_no_revision() -> None:
    ledger = Ledger(("meetings", "idle", 0), ("meetings", "late", 1), ("ratings", "idle", 0))

    assert told(await ledger.revisions()) == [("late", 1, {"meetings": (0, 1)})]


async def test_what_a_cause_itself_takes_back_moves_nothing() -> None:
    ledger = Ledger(("meetings", "a", 1), ("meetings", "a", -1))

    assert await ledger.revisions() == []


async def test_what_another_cause_takes_back_is_two_revisions() -> None:
    ledger = Ledger(("meetings", "a", 1), ("meetings", "b", -1))

    assert [cause for cause, *_ in told(await ledger.revisions())] == ["a", "b"]


async def test_a_file_that_idle_events_of_others_lie_between_is_one_revision() -> None:
    ledger = Ledger(("meetings", "file", 1), ("meetings", "idle", 0), ("ratings", "file", 2))

    assert told(await ledger.revisions()) == [("file", 2, {"meetings": (0, 1), "ratings": (0, 2)})]


async def test_two_files_that_came_at_the_same_time_are_two_revisions_with_nothing_told_twice() -> None:
    ledger = Ledger(("meetings", "a", 1), ("meetings", "b", 10), ("meetings", "a", 100), ("meetings", "b", 1000))

    first, second = await ledger.revisions()

    assert told([first, second]) == [("a", 3, {"meetings": (0, 111)}), ("b", 1, {"meetings": (111, 1111)})]
    assert [one.cause for one in first.touches] == ["a", "b", "a"]


async def test_where_two_wrote_at_once_a_part_tells_both_under_one_number_and_names_the_other() -> None:
    """In the whole, b is complete before a: in the part, which a moved before b did, a has no number of its own."""
    ledger = Ledger(("meetings", "a", 1), ("meetings", "b", 10), ("ratings", "a", 100))
    whole, part = await ledger.counted(), await ledger.counted("meetings")

    order = in_order([whole, part])

    assert [cause for cause, _ in order] == ["b", "a"]
    assert [(one.cause, one.also) for one in revisions(whole, order)] == [("b", ("a",)), ("a", ())]
    assert [(one.cause, one.also) for one in revisions(part, order)] == [("b", ("a",))]


async def test_a_report_stays_what_it_was_while_its_unit_is_not_known() -> None:
    ledger = Ledger(("meetings", "withdrawn", 1), ("meetings", "there again", 1), ("meetings", "late", 1))

    async def counted_at(vector: Vector) -> Sums | None:
        return None if vector["meetings"] == 1 else await ledger.counted_at(vector)

    found = await counted(ledger.touches, NOTHING_KNOWN, counted_at)

    assert told(revisions(found, in_order([found]))) == [
        ("there again", 1, {"meetings": (0, 2)}),
        ("late", 1, {"meetings": (2, 3)}),
    ]


CAUSES = st.sampled_from(["a", "b", "c", "d"])
HAPPENED = st.lists(st.tuples(st.sampled_from(SERVICES), CAUSES, st.integers(-2, 2)), max_size=30)


@given(HAPPENED)
async def test_the_revisions_add_up_to_what_moved_in_all(happened: list[tuple[str, str, int]]) -> None:
    ledger = Ledger(*happened)

    found = await ledger.revisions()

    reached = found[-1].at if found else NOTHING_KNOWN
    assert all(former.at == later.since for former, later in pairwise(found))
    assert not found or found[0].since == NOTHING_KNOWN
    assert moves(await ledger.counted_at(reached), await ledger.counted_at(ledger.vector)) == ()
    for one in found:
        assert one.moves == moves(await ledger.counted_at(one.since), await ledger.counted_at(one.at)) != ()


@given(HAPPENED)
async def test_no_cause_has_two_revisions_and_each_one_holds_an_event_of_its_cause(
    happened: list[tuple[str, str, int]],
) -> None:
    found = await Ledger(*happened).revisions()

    causes = [one.cause for one in found]
    assert len(causes) == len(set(causes))
    assert all(one.cause in {touch.cause for touch in one.touches} for one in found)


@given(HAPPENED)
async def test_the_order_of_causes_is_the_same_in_every_report_and_each_adds_up(
    happened: list[tuple[str, str, int]],
) -> None:
    ledger = Ledger(*happened)
    reports = [await ledger.counted(), await ledger.counted("meetings"), await ledger.counted("ratings")]

    order = in_order(reports)

    places = {cause: number for number, (cause, _) in enumerate(order)}
    for report in reports:
        found = revisions(report, order)
        numbers = [places[one.cause] for one in found]
        assert numbers == sorted(set(numbers))
        reached = {key: pair for one in found for key, pair in ((move.key, move.new) for move in one.moves)}
        assert moves(report.sums[-1], {**report.sums[0], **reached}) == ()


@given(HAPPENED)
async def test_whatever_moved_a_report_up_to_its_newest_revision_is_named_by_one(
    happened: list[tuple[str, str, int]],
) -> None:
    ledger = Ledger(*happened)
    reports = [await ledger.counted(), await ledger.counted("meetings"), await ledger.counted("ratings")]
    order = in_order(reports)

    for report in reports:
        found = revisions(report, order)
        named = {cause for one in found for cause in (one.cause, *one.also)}
        last = found[-1].touches[-1].recorded_at if found else BEGINNING
        done = [number for number in report.moving if found and report.runs[number].ended_at <= last]
        assert {report.runs[number].cause for number in done} == named
