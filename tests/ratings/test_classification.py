"""Rounds of classification: proposed by those rated, decided as one list by the authority above, appealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.ratings.domain import (
    Base,
    Below,
    ClassificationRound,
    CountsAs,
    Decider,
    Enforcement,
    Graded,
    GroupBy,
    Objects,
    Outcome,
)
from services.ratings.domain.conditions import conditions
from services.ratings.domain.period import days_of
from services.ratings.domain.schemes import scheme_of
from services.ratings.main import SCHEMES
from tests.ratings.given import (
    DECIDED_ON,
    DECIDER,
    NEW_YEAR,
    REASON,
    SECRETARY,
    SIX,
    WARD,
    a_decision,
    a_judge,
    a_proposal,
    a_quota,
    a_round,
    an_id,
    at,
    decided,
    happened,
    proposed,
    replayed,
)

WARNS = a_quota(enforcement=Enforcement.WARN)
TWO_OF_SIX = SIX | {"CB-2": "EXCELLENT"}


def grade_of(made: ClassificationRound, name: str) -> str:
    return made.decisions.on("all").by_object[an_id(name)]


def test_a_decision_tells_every_grade_the_counts_and_the_arithmetic() -> None:
    made = decided(a_round(), SIX)

    decision = made.decisions.on("all")
    assert {count.grade: count.count for count in decision.counts} == {
        "EXCELLENT": 1,
        "COMPLETED_WELL": 5,
        "COMPLETED": 0,
        "NOT_COMPLETED": 0,
    }
    assert (decision.quota.base_count, decision.quota.cap, decision.quota.largest) == (5, 1, 1)


def test_more_than_the_quota_is_refused_with_its_arithmetic() -> None:
    with pytest.raises(Refused, match="quota_exceeded") as refused:
        decided(a_round(), TWO_OF_SIX)

    assert refused.value.numbers == {
        "excellent": 2,
        "cap": 0,
        "percent": "20",
        "base": "good_only",
        "base_count": 4,
        "largest": 1,
    }


def test_where_the_policy_warns_more_needs_a_reason_and_stays_visible() -> None:
    judge = a_judge(policy=WARNS)
    with pytest.raises(Refused, match="quota_reason_missing"):
        decided(a_round(), TWO_OF_SIX, judge=judge)

    made = decided(a_round(), TWO_OF_SIX, judge=judge, reason=REASON)

    assert made.decisions.on("all").quota.exceeded
    assert made.decisions.on("all").reason == REASON


@pytest.mark.parametrize(
    ("grades", "code"),
    [
        ({"CB-1": "COMPLETED"}, "list_incomplete"),
        ({"CB-1": "COMPLETED", "CB-2": "COMPLETED", "CB-9": "COMPLETED"}, "list_names_what_was_not_proposed"),
        ({}, "list_incomplete"),
    ],
)
def test_one_decision_covers_exactly_the_proposed_list(grades: dict[str, str], code: str) -> None:
    made = proposed(a_round(), "CB-1", "CB-2")

    with pytest.raises(Refused, match=code):
        made.decide(a_decision(made, grades), judge=a_judge(), decider=DECIDER, today=NEW_YEAR)


def test_nothing_proposed_is_nothing_to_decide_on() -> None:
    made = a_round()

    with pytest.raises(Refused, match="nothing_proposed"):
        made.decide(a_decision(made, {}), judge=a_judge(), decider=DECIDER, today=NEW_YEAR)


def test_what_nobody_has_proposed_is_not_taken_back() -> None:
    made = proposed(a_round(), "CB-1")

    with pytest.raises(Refused, match="not_proposed"):
        made.withdraw_proposal(an_id("CB-9"), REASON, by=GroupBy.AUTHORITY)


@pytest.mark.parametrize("own", [SECRETARY, WARD])
def test_nobody_decides_on_his_own_classification(own: UUID) -> None:
    made = a_round(objects=Objects.INDIVIDUAL)
    made.propose(a_proposal("own", object_id=own), by=GroupBy.AUTHORITY, today=DECIDED_ON)
    decision = replace(a_decision(made, {}), grades=[Graded(own, "COMPLETED")])

    with pytest.raises(Refused, match="own_classification"):
        made.decide(decision, judge=a_judge(), decider=DECIDER, today=NEW_YEAR)


@pytest.mark.parametrize(
    ("kind", "own"), [(Objects.ORGANISATION, True), (Objects.COLLECTIVE, True), (Objects.INDIVIDUAL, False)]
)
def test_who_belongs_to_a_unit_decides_neither_on_it_nor_on_its_collectives(kind: Objects, own: bool) -> None:
    made = a_round(objects=kind)
    made.propose(a_proposal("object", unit_id=an_id("CB-1")), by=GroupBy.AUTHORITY, today=DECIDED_ON)
    decider = Decider(SECRETARY, frozenset({an_id("CB-1")}))
    decision = a_decision(made, {"object": "COMPLETED"})

    if own:
        with pytest.raises(Refused, match="own_classification"):
            made.decide(decision, judge=a_judge(), decider=decider, today=NEW_YEAR)
    made.decide(decision, judge=a_judge(), decider=DECIDER if own else decider, today=NEW_YEAR)
    made.appeal(an_id("object"), REASON)

    if own:
        with pytest.raises(Refused, match="own_classification"):
            made.answer_appeal(
                an_id("object"), None, NEW_YEAR, REASON, judge=a_judge(), decider=decider, today=NEW_YEAR
            )
    made.answer_appeal(
        an_id("object"),
        None,
        NEW_YEAR,
        REASON,
        judge=a_judge(),
        decider=DECIDER if own else decider,
        today=NEW_YEAR,
    )
    if own:
        with pytest.raises(Refused, match="own_classification"):
            made.withdraw_answer(an_id("object"), REASON, judge=a_judge(), decider=decider)
        with pytest.raises(Refused, match="own_classification"):
            made.withdraw_decision("all", REASON, decider=decider)


def test_a_decision_is_not_dated_ahead() -> None:
    made = proposed(a_round(), "CB-1")

    with pytest.raises(Refused, match="decided_on_in_the_future"):
        made.decide(a_decision(made, {"CB-1": "COMPLETED"}), judge=a_judge(), decider=DECIDER, today=date(2024, 12, 1))


def test_a_year_is_not_decided_on_before_it_is_nearly_over() -> None:
    made = proposed(a_round(), "CB-1")
    early = replace(a_decision(made, {"CB-1": "COMPLETED"}), decided_on=date(2024, 11, 30))

    with pytest.raises(Refused, match="classified_period_not_over") as refused:
        made.decide(early, judge=a_judge(), decider=DECIDER, today=NEW_YEAR)

    assert refused.value.numbers == {"period": "2024", "since": "2024-12-01"}
    made.decide(replace(early, decided_on=date(2024, 12, 1)), judge=a_judge(), decider=DECIDER, today=NEW_YEAR)


def test_a_group_is_decided_once_until_the_decision_is_withdrawn() -> None:
    made = decided(a_round(), SIX)
    with pytest.raises(Refused, match="group_already_decided"):
        decided(made, SIX)

    made.withdraw_decision("all", REASON, decider=DECIDER)
    decided(made, SIX | {"CB-1": "COMPLETED_WELL"})

    assert grade_of(made, "CB-1") == "COMPLETED_WELL"


def test_what_was_not_decided_cannot_be_withdrawn() -> None:
    with pytest.raises(Refused, match="not_decided"):
        proposed(a_round(), "CB-1").withdraw_decision("all", REASON, decider=DECIDER)


def test_an_object_is_proposed_once_until_it_is_withdrawn() -> None:
    made = proposed(a_round(), "CB-1")
    with pytest.raises(Refused, match="already_proposed"):
        proposed(made, "CB-1")

    made.withdraw_proposal(an_id("CB-1"), REASON, by=GroupBy.AUTHORITY)
    made.propose(a_proposal("CB-1", "EXCELLENT"), by=GroupBy.AUTHORITY, today=DECIDED_ON)

    assert made.proposals.one(an_id("CB-1")).grade == "EXCELLENT"


def test_a_decided_group_takes_no_proposal_and_gives_none_back() -> None:
    made = decided(a_round(), SIX)

    with pytest.raises(Refused, match="group_already_decided"):
        proposed(made, "CB-7")
    with pytest.raises(Refused, match="group_already_decided"):
        made.withdraw_proposal(an_id("CB-1"), REASON, by=GroupBy.AUTHORITY)


def test_a_policy_that_groups_otherwise_decides_nobody_a_second_time() -> None:
    made, judge = decided(a_round(), SIX), a_judge(policy=a_quota(group_by=GroupBy.UNIT_KIND))

    with pytest.raises(Refused, match="group_already_decided") as refused:
        made.decide(a_decision(made, SIX, judge=judge, group="cell"), judge=judge, decider=DECIDER, today=NEW_YEAR)
    with pytest.raises(Refused, match="group_already_decided"):
        made.withdraw_proposal(an_id("CB-1"), REASON, by=GroupBy.UNIT_KIND)

    assert refused.value.numbers == {"group": "all"}


def test_nothing_is_proposed_for_a_period_that_has_not_begun() -> None:
    with pytest.raises(Refused, match="period_not_begun"):
        a_round("2025").propose(a_proposal("CB-1"), by=GroupBy.AUTHORITY, today=DECIDED_ON)


@pytest.mark.parametrize(
    ("by", "group"),
    [
        (GroupBy.AUTHORITY, "all"),
        (GroupBy.UNIT_KIND, "cell"),
        (GroupBy.CELL_TYPE_GROUP, "residential"),
        (GroupBy.DECLARED, "remote"),
    ],
)
def test_the_policy_says_who_is_held_against_whom(by: GroupBy, group: str) -> None:
    assert a_proposal("CB-1", group="remote").peers(by) == group
    assert a_proposal("CB-1", cell_type_group=None, unit_kind="", group=None).peers(by) == "all"


def test_each_group_has_a_quota_of_its_own() -> None:
    judge, made = a_judge(policy=a_quota(group_by=GroupBy.CELL_TYPE_GROUP)), a_round()
    for name in TWO_OF_SIX:
        kind = "residential" if name in ("CB-1", "CB-3", "CB-4") else "schools"
        made.propose(a_proposal(name, cell_type_group=kind), by=GroupBy.CELL_TYPE_GROUP, today=DECIDED_ON)
    grades = {name: TWO_OF_SIX[name] for name in ("CB-1", "CB-3", "CB-4")}

    with pytest.raises(Refused, match="quota_exceeded") as refused:
        made.decide(
            a_decision(made, grades, judge=judge, group="residential"), judge=judge, decider=DECIDER, today=NEW_YEAR
        )

    assert refused.value.numbers["base_count"] == 2


def test_an_appeal_that_is_upheld_changes_nothing() -> None:
    made = decided(a_round(), SIX)
    made.appeal(an_id("CB-2"), REASON)

    answer = made.answer_appeal(an_id("CB-2"), None, NEW_YEAR, REASON, judge=a_judge(), decider=DECIDER, today=NEW_YEAR)

    assert (answer.outcome, grade_of(made, "CB-2")) == (Outcome.UPHELD, "COMPLETED_WELL")


def test_an_appeal_that_changes_a_grade_judges_the_whole_group_anew() -> None:
    made = decided(a_round(), SIX)
    made.appeal(an_id("CB-1"), REASON)

    answer = made.answer_appeal(
        an_id("CB-1"), "COMPLETED_WELL", NEW_YEAR, REASON, judge=a_judge(), decider=DECIDER, today=NEW_YEAR
    )

    assert (answer.outcome, answer.former_grade, answer.grade) == (Outcome.CHANGED, "EXCELLENT", "COMPLETED_WELL")
    assert made.decisions.on("all").quota.base_count == 6


def test_an_appeal_cannot_break_the_quota() -> None:
    made = decided(a_round(), SIX)
    made.appeal(an_id("CB-2"), REASON)

    with pytest.raises(Refused, match="quota_exceeded"):
        made.answer_appeal(
            an_id("CB-2"), "EXCELLENT", NEW_YEAR, REASON, judge=a_judge(), decider=DECIDER, today=NEW_YEAR
        )


def test_an_appeal_is_made_once_and_may_be_taken_back() -> None:
    made = decided(a_round(), SIX)
    made.appeal(an_id("CB-2"), REASON)
    with pytest.raises(Refused, match="already_appealed"):
        made.appeal(an_id("CB-2"), REASON)

    made.withdraw_appeal(an_id("CB-2"), REASON)

    made.appeal(an_id("CB-2"), REASON)


def test_what_was_not_decided_is_not_appealed_against() -> None:
    with pytest.raises(Refused, match="not_decided_yet"):
        proposed(a_round(), "CB-1").appeal(an_id("CB-1"), REASON)


def test_there_is_no_answer_without_an_open_appeal() -> None:
    made = decided(a_round(), SIX)

    with pytest.raises(Refused, match="no_open_appeal"):
        made.answer_appeal(an_id("CB-1"), None, NEW_YEAR, REASON, judge=a_judge(), decider=DECIDER, today=NEW_YEAR)
    with pytest.raises(Refused, match="no_open_appeal"):
        made.withdraw_appeal(an_id("CB-1"), REASON)


def test_an_appeal_is_answered_by_somebody_else_after_the_decision_and_not_ahead() -> None:
    made = decided(a_round(), SIX)
    made.appeal(an_id("CB-1"), REASON)

    with pytest.raises(Refused, match="own_classification"):
        made.answer_appeal(
            an_id("CB-1"), None, NEW_YEAR, REASON, judge=a_judge(), decider=Decider(an_id("CB-1")), today=NEW_YEAR
        )
    with pytest.raises(Refused, match="answered_before_decided"):
        made.answer_appeal(
            an_id("CB-1"), None, date(2024, 12, 1), REASON, judge=a_judge(), decider=DECIDER, today=NEW_YEAR
        )
    with pytest.raises(Refused, match="answered_in_the_future"):
        made.answer_appeal(an_id("CB-1"), None, NEW_YEAR, REASON, judge=a_judge(), decider=DECIDER, today=DECIDED_ON)


def test_a_withdrawn_decision_takes_its_appeals_with_it() -> None:
    made = decided(a_round(), SIX)
    made.appeal(an_id("CB-1"), REASON)
    made.withdraw_decision("all", REASON, decider=DECIDER)

    decided(made, SIX)

    made.appeal(an_id("CB-1"), REASON)


@pytest.mark.parametrize(
    ("period", "scheme"),
    [
        ("2016", "clean_strong_2014"),
        ("2018", "tasks_2018"),
        ("2023", "tasks_2023"),
        ("2025", "tasks_2025"),
        ("2025-Q3", "tasks_2025"),
    ],
)
def test_a_period_is_read_under_the_scheme_of_its_time(period: str, scheme: str) -> None:
    assert scheme_of(SCHEMES, period).key == scheme


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ("2009", "no_scheme_that_period"),
        ("2025-Q2", "no_quarters_in_scheme"),
        ("2024-Q5", "period_unknown"),
        ("24", "period_unknown"),
        ("20２４", "period_unknown"),
    ],
)
def test_a_period_that_no_source_knows_is_refused(period: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        scheme_of(SCHEMES, period)


def test_a_period_has_a_first_and_a_last_day() -> None:
    assert days_of("2024") == (date(2024, 1, 1), date(2024, 12, 31))
    assert days_of("2025-Q3") == (date(2025, 7, 1), date(2025, 9, 30))
    assert days_of("2025-Q4") == (date(2025, 10, 1), date(2025, 12, 31))


def test_the_grades_of_2016_are_told_under_their_own_names_and_the_quota_only_warns() -> None:
    grades = {f"CB-{number}": "COMPLETED_WELL" for number in range(10)}
    grades |= {f"CB-{number}": "CLEAN_STRONG" for number in range(10, 17)}
    grades |= {f"CB-{number}": "EXEMPLARY_CLEAN_STRONG" for number in range(17, 19)}

    decision = decided(a_round("2016"), grades).decisions.on("all")

    assert [count.count for count in decision.counts] == [2, 7, 10, 0, 0]
    assert decision.quota.enforcement is Enforcement.WARN
    assert scheme_of(SCHEMES, "2016").grades["EXEMPLARY_CLEAN_STRONG"].part_of == "CLEAN_STRONG"


def test_a_grade_of_another_scheme_is_refused() -> None:
    made = proposed(a_round(), "CB-1")

    with pytest.raises(Refused, match="grade_unknown"):
        a_decision(made, {"CB-1": "CLEAN_STRONG"})


@pytest.mark.parametrize(
    ("below", "met"),
    [
        (Below(20, 20, 16), [True, True]),
        (Below(20, 19, 15), [False, False]),
        (None, [None, None]),
        (Below(0, 0, 0), [None, None]),
    ],
)
def test_the_highest_grade_needs_all_below_completed_and_four_fifths_well(
    below: Below | None, met: list[bool | None]
) -> None:
    scheme = scheme_of(SCHEMES, "2024")

    found = conditions(scheme, scheme.grades["EXCELLENT"], below, None)

    assert [one.met for one in found] == met
    assert [one.numbers["percent"] for one in found] == [100, 80]


def test_other_grades_have_no_condition_below_and_a_person_has_nobody_below() -> None:
    scheme = scheme_of(SCHEMES, "2024")

    assert conditions(scheme, scheme.grades["COMPLETED_WELL"], Below(2, 1, 0), None) == []
    assert conditions(scheme, scheme.grades["EXCELLENT"], None, None, individual=True) == []


@pytest.mark.parametrize(("points", "met"), [("90", True), ("89.99", False), (None, None)])
def test_since_2025_a_grade_needs_its_points(points: str | None, met: bool | None) -> None:
    scheme = scheme_of(SCHEMES, "2025-Q3")
    known = Decimal(points) if points else None

    *_, found = conditions(scheme, scheme.grades["EXCELLENT"], None, known)

    assert (found.key, found.met, found.numbers) == ("points", met, {"at_least": 90})


def test_those_below_add_up() -> None:
    with pytest.raises(Refused, match="below_does_not_add_up"):
        Below(20, 16, 17).check()


@given(
    st.lists(st.sampled_from(["EXCELLENT", "COMPLETED_WELL", "COMPLETED", "NOT_COMPLETED"]), min_size=1, max_size=30),
    st.sampled_from(Base),
)
def test_no_decided_list_exceeds_and_its_parts_are_the_whole(given: list[str], base: Base) -> None:
    judge = a_judge(policy=a_quota(base))
    grades = {f"CB-{number}": grade for number, grade in enumerate(given)}
    with at():
        made = proposed(a_round(), *grades)
        decision = a_decision(made, grades, judge=judge)
        if decision.quota.exceeded:
            with pytest.raises(Refused, match="quota_exceeded"):
                made.decide(decision, judge=judge, decider=DECIDER, today=NEW_YEAR)
        else:
            made.decide(decision, judge=judge, decider=DECIDER, today=NEW_YEAR)

    assert sum(count.count for count in decision.counts) == decision.quota.rated == len(given)
    assert ("all" in made.decisions) is (decision.quota.excellent <= decision.quota.cap)
    assert replayed(happened(made)) == made


def test_counts_as_names_every_grade_of_every_scheme() -> None:
    assert all({grade.counts_as for grade in scheme.grades.values()} == set(CountsAs) for scheme in SCHEMES)
