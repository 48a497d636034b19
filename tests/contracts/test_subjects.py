"""A keeper's token that would name other subjects than were meant never becomes part of one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.labels import is_keeper
from contracts.meetings import MeetingHeld, RecordMeeting
from contracts.message import Message


@pytest.mark.parametrize(
    "token",
    ["", ".", "a.b", ">", "*.x", "**", "a*", "hoc-mon.>", "hoc mon", "Hoc-Mon", "hóc-môn", "a\n", "a\x00", "a" * 49],
)
@pytest.mark.parametrize("message", [RecordMeeting, MeetingHeld])
def test_a_token_with_a_dot_a_star_or_anything_strange_makes_no_subject(message: type[Message], token: str) -> None:
    with pytest.raises(ValueError, match="not a keeper"):
        message.subject_for(token)


def test_a_keeper_and_the_star_for_all_keepers_make_one() -> None:
    assert RecordMeeting.subject_for("hoc-mon") == "cmd.hoc-mon.meetings.record_meeting.v1"
    assert RecordMeeting.subject_for("*") == "cmd.*.meetings.record_meeting.v1"


@given(st.text(max_size=60))
def test_whatever_the_token_a_subject_has_as_many_parts_as_it_should(token: str) -> None:
    if not is_keeper(token) and token != "*":
        with pytest.raises(ValueError, match="not a keeper"):
            RecordMeeting.subject_for(token)
    else:
        assert len(RecordMeeting.subject_for(token).split(".")) == len(RecordMeeting.subject.split("."))
