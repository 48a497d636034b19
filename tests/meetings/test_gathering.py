"""A gathering is recorded as it was counted: what nobody counted is said to be not counted, and nothing is made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.meetings.domain import Gathering, GatheringForm, GatheringRecord, ReviewPeriod, Share, Tally
from services.meetings.domain.gathering_record import REVIEWS
from tests.meetings.given import REASON, an_id, happened, names
from tests.meetings.made import SIXTEEN, THEMES, TODAY, WARD, a_review, a_seminar, held


def refused(record: GatheringRecord) -> str:
    with pytest.raises(Refused) as no:
        Gathering(WARD, record.held_on, record.topic).record(record, today=TODAY)
    return no.value.code


def test_sixteen_opinions_whose_themes_nobody_counted_stay_sixteen_not_split() -> None:
    gathering = held()

    assert gathering.recorded is not None
    opinions = gathering.recorded.opinions
    assert (opinions.total, opinions.not_counted) == (16, 16)
    assert [part.count for part in opinions.parts] == [None, None, None]


def test_a_review_keeps_the_name_of_its_period_beside_the_real_days() -> None:
    gathering = held(a_review())

    assert gathering.recorded is not None
    assert gathering.recorded.papers == 3
    assert gathering.recorded.period == ReviewPeriod("03 năm", date(2021, 12, 6), date(2024, 6, 20))


def test_one_gathering_is_of_several_forms() -> None:
    both = [GatheringForm.THEMED_BRIEFING, GatheringForm.DIALOGUE]

    assert held(a_seminar(forms=both)).standing().forms == both


@examples(st.none() | st.integers(0, 60), st.lists(st.none() | st.integers(0, 30), max_size=6))
def test_parts_never_exceed_the_total_and_the_rest_is_exact(total: int | None, counts: list[int | None]) -> None:
    tally = Tally.of(total, [Share(f"phần {place}", count) for place, count in enumerate(counts)])
    counted = [count for count in counts if count is not None]
    right = sum(counted) <= total if total is not None else not counted

    if not right:
        with pytest.raises(Refused, match=r"parts_above_total|parts_without_total"):
            tally.check("opinions")
        return
    tally.check("opinions")

    assert tally.not_counted is None if total is None else tally.not_counted == total - sum(counted)


BACKWARDS = replace(a_review(), period=ReviewPeriod("năm", date(2024, 2, 1), date(2024, 1, 1)))


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (a_seminar(held_on=TODAY + timedelta(days=1)), "day_in_the_future"),
        (a_seminar(forms=[GatheringForm.SEMINAR, GatheringForm.SEMINAR]), "form_named_twice"),
        (a_seminar(papers=1, paper_titles=["Một", "Hai"]), "titles_above_papers"),
        (a_seminar(opinions=Tally.of(2, [Share("A", 2), Share("B", 1)])), "parts_above_total"),
        (a_seminar(participants=Tally.of(None, [Share("A", 2)])), "parts_without_total"),
        (a_seminar(opinions=Tally.of(9, [*THEMES, Share(THEMES[0].name.upper(), None)])), "part_named_twice"),
        (BACKWARDS, "period_ends_before_it_begins"),
        *((a_seminar(forms=[form]), "review_without_period") for form in REVIEWS),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(record: GatheringRecord, code: str) -> None:
    assert refused(record) == code


def test_it_is_recorded_once_and_corrected_with_a_reason() -> None:
    gathering = held()
    with pytest.raises(Refused, match="gathering_already_recorded"):
        gathering.record(a_seminar(), today=TODAY)

    gathering.correct(a_seminar(papers=2, held_on=date(2009, 4, 23)), REASON, today=TODAY)

    [corrected] = happened(gathering)
    assert vars(corrected)["former_held_on"] == date(2009, 4, 22)
    assert gathering.standing().papers == 2


def test_a_correction_that_changes_nothing_or_contradicts_itself_is_refused() -> None:
    with pytest.raises(Refused, match="nothing_changed"):
        held().correct(a_seminar(), REASON, today=TODAY)
    with pytest.raises(Refused, match="titles_above_papers"):
        held().correct(a_seminar(paper_titles=["Một"]), REASON, today=TODAY)


def test_withdrawn_it_may_be_recorded_again_and_not_corrected() -> None:
    gathering = held()
    gathering.withdraw(REASON)
    with pytest.raises(Refused, match="gathering_not_recorded"):
        gathering.correct(a_seminar(papers=2), REASON, today=TODAY)

    gathering.record(a_seminar(opinions=SIXTEEN), today=TODAY)

    assert names(happened(gathering)) == ["Withdrawn", "Held"]


def test_a_place_is_lent_only_where_nothing_stands() -> None:
    other = an_id("another gathering")
    gathering = held()
    with pytest.raises(Refused, match="gathering_already_recorded"):
        gathering.lend_place(other)
    gathering.withdraw(REASON)

    gathering.lend_place(other)

    with pytest.raises(Refused, match="gathering_already_recorded"):
        gathering.record(a_seminar(), today=TODAY)
    with pytest.raises(Refused, match="gathering_already_recorded"):
        gathering.lend_place(WARD)
    gathering.take_place_back()
    gathering.record(a_seminar(), today=TODAY)
    assert names(happened(gathering)) == ["Withdrawn", "PlaceLent", "PlaceGivenBack", "Held"]


def test_it_has_left_its_place_once_it_was_corrected_to_another_and_not_where_its_topic_is_written_otherwise() -> None:
    gathering = held()
    gathering.correct(a_seminar(topic=f"  {a_seminar().topic.upper()} "), REASON, today=TODAY)
    assert not gathering.left

    gathering.correct(a_seminar(held_on=date(2009, 4, 23)), REASON, today=TODAY)
    gathering.correct(a_seminar(), REASON, today=TODAY)

    assert gathering.left


def test_one_that_was_recorded_again_at_its_own_place_after_it_had_left_it_stands_there() -> None:
    """So it was with histories that were told before places were lent; nobody else may take the place since."""
    gathering = held()
    gathering.correct(a_seminar(held_on=date(2009, 4, 23)), REASON, today=TODAY)
    gathering.withdraw(REASON)

    gathering.record(a_seminar(), today=TODAY)

    assert not gathering.left
    with pytest.raises(Refused, match="gathering_already_recorded"):
        gathering.lend_place(WARD)
