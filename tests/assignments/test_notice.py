"""What a notice is and what may be done with it."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assignments.domain.assignment import Assignment, Assignments
from services.assignments.domain.change import Change, MeetingChange
from services.assignments.domain.notice import Notice
from services.assignments.domain.pairs import Pair
from services.assignments.domain.structure import Structure, Unit
from services.chassis.errors import Refused
from tests.assignments.given import (
    ANOTHER,
    COMMITTEE,
    ESTABLISHED_ON,
    ISSUED_ON,
    KEEPER,
    LAST_DAY,
    MEETING,
    OBSERVER,
    OWN_CELL,
    POLICE_CELL,
    QUARTER_CELL,
    REASON,
    SCHOOL_CELL,
    a_cell,
    a_pair,
    a_structure,
    an_id,
    at,
    each,
    happened,
    issued,
)

SUMMER = date(2019, 6, 30)


def the_assignment(notice: Notice) -> tuple[UUID, Assignment]:
    return next(iter(notice.assignments.items()))


def a_change(former: datetime, then: datetime | None = None) -> MeetingChange:
    return MeetingChange(MEETING, Change.RESCHEDULED if then else Change.CANCELLED, former, then, "Nhà văn hóa ấp 3")


def test_a_notice_assigns_all_its_pairs_at_once() -> None:
    notice = issued(a_pair(QUARTER_CELL), a_pair(SCHOOL_CELL), a_pair(QUARTER_CELL, ANOTHER))

    names = [type(event).__name__ for event in happened(notice)]
    assert names == ["Issued", "ObserverAssigned", "ObserverAssigned", "ObserverAssigned"]
    assert [one.cell_id for one in notice.assignments.values()] == [QUARTER_CELL, SCHOOL_CELL, QUARTER_CELL]


def test_whoever_knows_issuer_number_year_and_pair_knows_the_ids() -> None:
    notice = issued(a_pair(QUARTER_CELL))

    assert notice.id == Notice.create_id(KEEPER, COMMITTEE, "01-TB/HU", LAST_DAY)
    assert notice.id == Notice.create_id(KEEPER, COMMITTEE, "01-tb/ hu", LAST_DAY)
    assert list(notice.assignments) == [uuid5(notice.id, f"{OBSERVER}:{QUARTER_CELL}:2019-01-02")]


def test_one_number_of_two_keepers_of_two_committees_or_of_two_years_is_another_notice() -> None:
    ids = {
        Notice.create_id("hoc-mon", COMMITTEE, "01-TB/ĐU", ISSUED_ON),
        Notice.create_id("tan-dinh", COMMITTEE, "01-TB/ĐU", ISSUED_ON),
        Notice.create_id("hoc-mon", an_id("another committee"), "01-TB/ĐU", ISSUED_ON),
        Notice.create_id("hoc-mon", COMMITTEE, "01-TB/ĐU", date(2020, 1, 2)),
    }

    assert len(ids) == 4


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        (a_pair(OWN_CELL), "own_cell", "pairs.1.cell_id"),
        (a_pair(SCHOOL_CELL), "pair_twice", "pairs.1.cell_id"),
        (a_pair(from_on=SUMMER, until_on=ISSUED_ON), "period_reversed", "pairs.1.until_on"),
        (a_pair(an_id("nowhere")), "cell_unknown", "pairs.1.cell_id"),
        (a_pair(COMMITTEE), "cell_unknown", "pairs.1.cell_id"),
        (a_pair(an_id("gone")), "cell_not_there_that_day", "pairs.1.cell_id"),
    ],
)
def test_one_wrong_pair_refuses_the_whole_notice_and_is_named(wrong: Pair, code: str, field: str) -> None:
    structure = a_structure(gone=a_cell("SCHOOL", dissolved_on=ISSUED_ON))

    with pytest.raises(Refused) as refused:
        issued(a_pair(SCHOOL_CELL), wrong, structure=structure)

    assert (refused.value.code, refused.value.field) == (code, field)


def test_people_count_the_pairs_from_one() -> None:
    with pytest.raises(Refused) as refused:
        issued(a_pair(SCHOOL_CELL), a_pair(QUARTER_CELL), a_pair(SCHOOL_CELL))

    assert refused.value.field == "pairs.2.cell_id"
    assert refused.value.numbers == {"pair": 3, "first": 1}


def test_an_own_cell_declared_once_counts_for_every_pair_of_the_observer() -> None:
    silent = a_pair(OWN_CELL, own_cell_id=None)

    with pytest.raises(Refused, match="own_cell"):
        issued(silent, a_pair(QUARTER_CELL))


def test_one_cell_in_two_periods_of_the_year_is_no_double() -> None:
    notice = issued(a_pair(until_on=SUMMER), a_pair(from_on=date(2019, 7, 1)))

    assert len(notice.assignments) == 2


@pytest.mark.parametrize(("established_on", "dissolved_on"), [(date(2019, 1, 3), None), (ESTABLISHED_ON, ISSUED_ON)])
def test_a_committee_that_is_not_there_that_day_issues_nothing(established_on: date, dissolved_on: date | None) -> None:
    structure = a_structure(passing=Unit("committee", [(established_on, dissolved_on)], {}))

    with pytest.raises(Refused, match="issuer_not_there_that_day") as refused:
        issued(issuer_id=an_id("passing"), structure=structure)

    assert refused.value.numbers == {"day": "2019-01-02"}


@pytest.mark.parametrize(
    ("issuer", "code"), [(QUARTER_CELL, "issuer_not_a_committee"), (an_id("nobody"), "issuer_unknown")]
)
def test_only_a_committee_that_is_known_issues(issuer: UUID, code: str) -> None:
    with pytest.raises(Refused, match=code):
        issued(issuer_id=issuer)


def test_a_released_observer_is_no_longer_in_force_from_that_day_on() -> None:
    notice = issued()
    assignment_id, _ = the_assignment(notice)

    with at():
        notice.release(assignment_id, SUMMER, REASON)

    _, left = the_assignment(notice)
    assert left.in_force_on(date(2019, 6, 29))
    assert not left.in_force_on(SUMMER)


def test_an_assignment_may_be_taken_back_from_its_first_day() -> None:
    notice = issued()
    assignment_id, _ = the_assignment(notice)

    with at():
        notice.release(assignment_id, ISSUED_ON, REASON)

    assert not the_assignment(notice)[1].in_force_on(ISSUED_ON)


def test_nobody_is_released_twice() -> None:
    notice = issued()
    assignment_id, _ = the_assignment(notice)
    with at():
        notice.release(assignment_id, SUMMER, REASON)

        with pytest.raises(Refused, match="observer_already_released"):
            notice.release(assignment_id, SUMMER, REASON)


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2020, 1, 1)])
def test_the_day_of_release_lies_within_the_assignment(day: date) -> None:
    notice = issued()
    assignment_id, _ = the_assignment(notice)

    with pytest.raises(Refused) as refused:
        notice.release(assignment_id, day, REASON)

    assert refused.value.numbers == {"from_on": "2019-01-02", "until_on": "2019-12-31"}


def test_an_assignment_of_another_notice_is_not_there() -> None:
    with pytest.raises(Refused, match="not_there"):
        issued().release(an_id("another's"), SUMMER, REASON)


def test_an_observer_is_told_of_a_move_into_his_time_and_of_one_out_of_it() -> None:
    notice = issued(a_pair(from_on=date(2019, 7, 1)))
    assignment_id, _ = the_assignment(notice)
    june, july = datetime(2019, 6, 3, 7, tzinfo=UTC), datetime(2019, 7, 3, 7, tzinfo=UTC)

    with at():
        notice.notify(assignment_id, a_change(june, july))
        notice.notify(assignment_id, a_change(july, june))

    assert [type(event).__name__ for event in happened(notice)][-2:] == ["ObserverNotified", "ObserverNotified"]


def test_nobody_is_told_of_what_falls_outside_his_time() -> None:
    notice = issued(a_pair(from_on=date(2019, 7, 1)))
    assignment_id, _ = the_assignment(notice)

    with pytest.raises(Refused, match="assignment_not_in_force"):
        notice.notify(assignment_id, a_change(datetime(2019, 6, 3, 7, tzinfo=UTC)))


def test_the_day_of_a_meeting_is_the_one_in_viet_nam() -> None:
    late_evening_before = datetime(2019, 6, 30, 18, tzinfo=UTC)

    assert a_change(late_evening_before).days == [date(2019, 7, 1)]


def test_what_was_released_is_no_pair_any_more_from_that_day_on() -> None:
    notice = issued(a_pair(QUARTER_CELL), a_pair(POLICE_CELL), a_pair(SCHOOL_CELL, ANOTHER))
    with at():
        notice.release(next(iter(notice.assignments)), SUMMER, REASON)

    kept = [a_pair(POLICE_CELL, own_cell_id=None), a_pair(SCHOOL_CELL, ANOTHER, own_cell_id=None)]
    assert notice.assignments.pairs_from(SUMMER) == kept
    until = a_pair(QUARTER_CELL, own_cell_id=None, until_on=date(2019, 6, 29))
    assert notice.assignments.pairs_from(date(2019, 6, 29)) == [until, *kept]


WARD = an_id("ward")


def below_a_ward(cell_id: UUID) -> Structure:
    """The cell under a ward's committee, which is under the district's; from July on directly under the district's."""
    structure = a_structure(ward=Unit("committee", [(ESTABLISHED_ON, None)], {}))
    parents = {**structure.parents, cell_id: {ESTABLISHED_ON: WARD, date(2019, 7, 1): COMMITTEE}}
    return Structure(structure.units, structure.catalogues, parents)


def test_nobody_is_assigned_below_a_committee_on_which_he_sits() -> None:
    sitting = a_pair(QUARTER_CELL, sits_on=frozenset({WARD}))

    with pytest.raises(Refused, match="below_own_committee") as refused:
        issued(a_pair(SCHOOL_CELL), sitting, structure=below_a_ward(QUARTER_CELL))

    assert (refused.value.field, refused.value.numbers) == ("pairs.1.cell_id", {"pair": 2})


def test_a_seat_declared_once_counts_for_every_pair_of_the_observer() -> None:
    elsewhere = a_pair(SCHOOL_CELL, sits_on=frozenset({WARD}))

    with pytest.raises(Refused, match="below_own_committee"):
        issued(a_pair(QUARTER_CELL), elsewhere, structure=below_a_ward(QUARTER_CELL))


def test_the_committee_that_assigns_is_no_hindrance_and_neither_is_one_above_it() -> None:
    of_the_ward = a_pair(QUARTER_CELL, sits_on=frozenset({WARD, COMMITTEE}))

    assert issued(of_the_ward, structure=below_a_ward(QUARTER_CELL), issuer_id=WARD).assignments


def test_a_committee_assigns_to_cells_below_it_only() -> None:
    with pytest.raises(Refused, match="cell_not_below_issuer") as refused:
        issued(a_pair(QUARTER_CELL), a_pair(SCHOOL_CELL), structure=below_a_ward(QUARTER_CELL), issuer_id=WARD)

    assert (refused.value.field, refused.value.numbers) == ("pairs.1.cell_id", {"pair": 2})


def test_a_cell_that_leaves_the_committee_in_that_time_is_still_assigned() -> None:
    leaving = a_pair(QUARTER_CELL)

    assert issued(leaving, structure=below_a_ward(QUARTER_CELL), issuer_id=WARD).assignments


def test_where_the_cell_stands_on_the_first_day_decides() -> None:
    in_autumn = a_pair(QUARTER_CELL, sits_on=frozenset({WARD}), from_on=date(2019, 9, 1))

    assert issued(in_autumn, structure=below_a_ward(QUARTER_CELL)).assignments


def test_another_observer_goes_on_from_the_day_of_the_replacement() -> None:
    notice = issued()
    former, _ = the_assignment(notice)

    with at():
        repaired = notice.replace(former, a_pair(person_id=ANOTHER, from_on=SUMMER), REASON, a_structure())

    names = [type(event).__name__ for event in happened(notice)][-3:]
    assert names == ["ObserverReleased", "ObserverAssigned", "AssignmentRepaired"]
    for day in (date(2019, 6, 29), SUMMER):
        in_force = [one.person_id for one in notice.assignments.values() if one.in_force_on(day)]
        assert in_force == [OBSERVER if day < SUMMER else ANOTHER]
    assert notice.assignments[repaired].until_on == LAST_DAY


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        (a_pair(from_on=SUMMER), "same_observer"),
        (a_pair(person_id=ANOTHER, own_cell_id=QUARTER_CELL, from_on=SUMMER), "own_cell"),
        (a_pair(person_id=ANOTHER, sits_on=frozenset({WARD}), from_on=SUMMER), "below_own_committee"),
        (a_pair(person_id=ANOTHER, from_on=date(2020, 1, 1)), "released_outside_period"),
    ],
)
def test_the_rules_of_the_notice_hold_for_whoever_takes_over(pair: Pair, code: str) -> None:
    notice = issued(structure=below_a_ward(QUARTER_CELL))

    with at(), pytest.raises(Refused, match=code):
        notice.replace(the_assignment(notice)[0], pair, REASON, below_a_ward(QUARTER_CELL))


def test_whoever_attends_the_cell_anyway_replaces_nobody_there() -> None:
    notice = issued(a_pair(), a_pair(person_id=ANOTHER))

    with at(), pytest.raises(Refused, match="already_assigned_to_cell"):
        notice.replace(the_assignment(notice)[0], a_pair(person_id=ANOTHER, from_on=SUMMER), REASON, a_structure())


def test_whoever_was_taken_out_on_his_first_day_takes_over_again_under_another_id() -> None:
    notice = issued()
    former, _ = the_assignment(notice)
    with at():
        second = notice.replace(former, a_pair(person_id=ANOTHER, from_on=SUMMER), REASON, a_structure())
        third = notice.replace(second, a_pair(person_id=an_id("third"), from_on=SUMMER), REASON, a_structure())
        fourth = notice.replace(third, a_pair(person_id=ANOTHER, from_on=SUMMER), REASON, a_structure())

    assert second == uuid5(notice.id, f"{ANOTHER}:{QUARTER_CELL}:{SUMMER}")
    assert fourth == uuid5(notice.id, f"{ANOTHER}:{QUARTER_CELL}:{SUMMER}:2")
    assert [key for key, one in notice.assignments.items() if one.in_force_on(LAST_DAY)] == [fourth]


def test_whoever_attends_until_later_is_not_assigned_from_before() -> None:
    notice = issued(a_pair(), a_pair(person_id=ANOTHER))
    former, other = notice.assignments
    with at():
        notice.release(other, date(2019, 9, 1), REASON)

        with pytest.raises(Refused, match="already_assigned_to_cell"):
            notice.replace(former, a_pair(person_id=ANOTHER, from_on=SUMMER), REASON, a_structure())
        notice.replace(former, a_pair(person_id=ANOTHER, from_on=date(2019, 9, 1)), REASON, a_structure())


@pytest.mark.parametrize(
    ("pair", "code", "field"),
    [
        (a_pair(person_id=ANOTHER, own_cell_id=SCHOOL_CELL, from_on=SUMMER), "own_cell_among_others", "own_cell_id"),
        (
            a_pair(person_id=ANOTHER, sits_on=frozenset({an_id("ward")}), from_on=SUMMER),
            "below_own_committee_among_others",
            "sits_on",
        ),
    ],
)
def test_whoever_takes_over_is_checked_over_all_his_pairs_of_the_notice(pair: Pair, code: str, field: str) -> None:
    notice = issued(a_pair(QUARTER_CELL), a_pair(SCHOOL_CELL, ANOTHER), structure=below_a_ward(SCHOOL_CELL))

    with at(), pytest.raises(Refused, match=f"^{code}$") as refused:
        notice.replace(the_assignment(notice)[0], pair, REASON, below_a_ward(SCHOOL_CELL))

    assert (refused.value.field, refused.value.numbers) == (field, {"cell_id": str(SCHOOL_CELL)})


def test_pairs_of_others_and_those_that_ended_hinder_nobody_who_takes_over() -> None:
    notice = issued(
        a_pair(QUARTER_CELL), a_pair(SCHOOL_CELL, ANOTHER, until_on=date(2019, 3, 31)), a_pair(SCHOOL_CELL, OBSERVER)
    )

    with at():
        notice.replace(
            the_assignment(notice)[0],
            a_pair(person_id=ANOTHER, own_cell_id=SCHOOL_CELL, from_on=SUMMER),
            REASON,
            a_structure(),
        )

    assert len(notice.assignments.pairs_from(SUMMER)) == 2


@pytest.mark.parametrize(
    ("pair", "field"),
    [
        (a_pair(person_id=ANOTHER, own_cell_id=QUARTER_CELL, from_on=SUMMER), "own_cell_id"),
        (a_pair(person_id=ANOTHER, sits_on=frozenset({an_id("ward")}), from_on=SUMMER), "sits_on"),
    ],
)
def test_what_is_wrong_with_whoever_takes_over_is_said_of_a_field_of_the_command(pair: Pair, field: str) -> None:
    notice = issued(structure=below_a_ward(QUARTER_CELL))

    with at(), pytest.raises(Refused) as refused:
        notice.replace(the_assignment(notice)[0], pair, REASON, below_a_ward(QUARTER_CELL))

    assert refused.value.field == field


def test_a_notice_of_tomorrow_is_not_issued_today() -> None:
    with pytest.raises(Refused, match="issued_in_the_future") as refused:
        Notice.issue(KEEPER, "02", COMMITTEE, date(2019, 1, 3), True, [a_pair()], a_structure(), today=ISSUED_ON)

    assert (refused.value.field, refused.value.numbers) == ("issued_on", {"today": "2019-01-02"})


def test_a_release_taken_back_leaves_the_assignment_as_it_was() -> None:
    notice = issued()
    assignment_id, before = the_assignment(notice)
    with at():
        notice.release(assignment_id, SUMMER, REASON)
        notice.withdraw_release(assignment_id, REASON)

        assert notice.assignments[assignment_id] == before
        with pytest.raises(Refused, match="observer_not_released"):
            notice.withdraw_release(assignment_id, REASON)
        notice.release(assignment_id, date(2019, 7, 1), REASON)

    taken_back = happened(notice)[-2]
    assert isinstance(taken_back, Notice.ReleaseWithdrawn)
    assert (taken_back.from_on, taken_back.until_on, taken_back.released_on) == (ISSUED_ON, LAST_DAY, SUMMER)


def test_with_a_release_taken_back_whoever_took_the_place_never_was_in_force() -> None:
    notice = issued()
    former, before = the_assignment(notice)
    other = a_pair(person_id=ANOTHER, from_on=SUMMER)
    with at():
        successor = notice.replace(former, other, REASON, a_structure())
        notice.withdraw_release(former, REASON)

    names = [type(event).__name__ for event in happened(notice)][-2:]
    assert names == ["ObserverReleased", "ReleaseWithdrawn"]
    assert notice.assignments[former] == before
    days = (ISSUED_ON, SUMMER, LAST_DAY)
    assert not any(notice.assignments[successor].in_force_on(day) for day in days)
    with at():
        again = notice.replace(former, other, REASON, a_structure())
    assert again != successor


def test_what_became_of_a_successor_since_is_taken_back_first() -> None:
    notice = issued()
    former, _ = the_assignment(notice)
    with at():
        second = notice.replace(former, a_pair(person_id=ANOTHER, from_on=SUMMER), REASON, a_structure())
        notice.replace(second, a_pair(person_id=an_id("third"), from_on=date(2019, 9, 1)), REASON, a_structure())

        with pytest.raises(Refused, match="successor_released") as refused:
            notice.withdraw_release(former, REASON)
        notice.withdraw_release(second, REASON)
        notice.withdraw_release(former, REASON)

    assert refused.value.numbers == {"released_on": "2019-09-01"}
    assert [key for key, one in notice.assignments.items() if one.in_force_on(LAST_DAY)] == [former]


def test_whoever_replaced_a_successor_on_its_first_day_is_taken_back_with_it() -> None:
    notice = issued()
    former, _ = the_assignment(notice)
    with at():
        second = notice.replace(former, a_pair(person_id=ANOTHER, from_on=SUMMER), REASON, a_structure())
        notice.replace(second, a_pair(person_id=an_id("third"), from_on=SUMMER), REASON, a_structure())

        notice.withdraw_release(former, REASON)

    assert [key for key, one in notice.assignments.items() if one.in_force_on(LAST_DAY)] == [former]


def test_a_release_is_not_taken_back_where_he_was_assigned_to_the_cell_again() -> None:
    notice = issued(a_pair(), a_pair(person_id=ANOTHER))
    first, second = notice.assignments
    with at():
        notice.release(first, SUMMER, REASON)
        notice.replace(second, a_pair(from_on=date(2019, 9, 1)), REASON, a_structure())

        with pytest.raises(Refused, match="already_assigned_to_cell"):
            notice.withdraw_release(first, REASON)


STEPS = st.tuples(st.sampled_from(["release", "replace", "withdraw"]), st.integers(0, 9), st.dates(ISSUED_ON, LAST_DAY))


@given(st.lists(STEPS, max_size=12))
def test_no_history_assigns_anybody_to_a_cell_twice_on_a_day(steps: list[tuple[str, int, date]]) -> None:
    notice = issued(a_pair(), a_pair(person_id=ANOTHER), a_pair(SCHOOL_CELL))
    people = [OBSERVER, ANOTHER, an_id("third")]
    for step, which, day in steps:
        key = list(notice.assignments)[which % len(notice.assignments)]
        joining = a_pair(notice.assignments[key].cell_id, people[which % 3], from_on=day)
        known, pending = Assignments(notice.assignments), len(happened(notice))
        with at():
            try:
                if step == "release":
                    notice.release(key, day, REASON)
                elif step == "withdraw":
                    notice.withdraw_release(key, REASON)
                else:
                    notice.replace(key, joining, REASON, a_structure())
            except Refused:
                # A refused command is not saved: what it had changed is gone with it.
                notice.assignments = known
                del notice._pending_events[pending:]
        for one in notice.assignments.values():
            assert not one.in_force_on(one.from_on) or one.last_day <= LAST_DAY
        for other in (ISSUED_ON, day, LAST_DAY):
            on = [(one.person_id, one.cell_id) for one in notice.assignments.values() if one.in_force_on(other)]
            assert len(on) == len(set(on))


def test_nothing_is_done_any_more_with_a_notice_that_was_taken_back() -> None:
    notice = issued()
    assignment_id, _ = the_assignment(notice)
    with at():
        notice.withdraw(REASON)

        for change in each(
            lambda: notice.withdraw(REASON),
            lambda: notice.release(assignment_id, SUMMER, REASON),
            lambda: notice.withdraw_release(assignment_id, REASON),
            lambda: notice.notify(assignment_id, a_change(datetime(2019, 6, 3, 7, tzinfo=UTC))),
        ):
            with pytest.raises(Refused, match="notice_withdrawn"):
                change()


def test_a_number_issued_again_is_another_edition() -> None:
    first, second = (Notice.create_id(KEEPER, COMMITTEE, "01", ISSUED_ON, edition) for edition in (1, 2))

    assert first == Notice.create_id(KEEPER, COMMITTEE, "01", ISSUED_ON)
    assert first != second
