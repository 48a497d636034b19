"""What the cell gives a meeting and its month, and what the committee above makes of it."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from contracts.four_goods import RateFourGoods
from contracts.message import Command
from contracts.ratings import ConfirmRating, RateMeeting, Vote, WithdrawRating
from sinhhoat.generation.story.acts import Ids, Make, OfMeeting, instant, naming
from sinhhoat.simulation import records

CONFIRMED, RATED_AGAIN = 0.25, 0.005
GOODS = ("political_task", "meeting_quality", "unity_discipline", "cadres_members")


def rate(of: OfMeeting, random: Random) -> None:
    """Scored by the cell, and a regular one as the month's four goods; some confirmed by the committee above."""
    name, meeting = of.name, of.meeting
    assert meeting.recorded_on
    present = records.attendance_of(meeting, of.told.seed).present
    of.told.derive(f"self {name}", name, "self:")
    of.act(f"self {name}", instant(meeting.recorded_on, 21, 5), "ratings", rating(of, "self", present))
    if random.random() < RATED_AGAIN:
        _rate_again(of, present)
    if random.random() < CONFIRMED:
        of.told.derive(f"superior {name}", name, "superior:")

        def confirm(ids: Ids) -> Command:
            return ConfirmRating(**naming(ids, f"superior {name}", cell_id=ids["cell"], meeting_id=ids[name]))

        after = meeting.recorded_on + timedelta(days=7)
        of.act(f"superior {name}", instant(after, 9, 0), "ratings", confirm)
    if meeting.kind == "regular":
        _rate_goods(of, random, present)


def _rate_again(of: OfMeeting, present: int) -> None:
    name, meeting = of.name, of.meeting
    assert meeting.recorded_on
    day = meeting.recorded_on + timedelta(days=1)

    def withdraw(ids: Ids) -> Command:
        given = naming(ids, f"withdraw self {name}", cell_id=ids["cell"], rating_id=ids[f"self {name}"])
        return WithdrawRating(**given, reason=f"Cộng sai điểm buổi {meeting.first_day:%d/%m/%Y}.")

    of.act(f"withdraw self {name}", instant(day, 9, 0), "ratings", withdraw, texts=("reason",))
    of.act(f"self again {name}", instant(day, 9, 30), "ratings", rating(of, "self", present, "self again"))


def _rate_goods(of: OfMeeting, random: Random, present: int) -> None:
    name, meeting = of.name, of.meeting
    of.told.derive(f"goods {name}", "cell", f"four goods {meeting.month:%Y-%m}")
    met = {good: random.random() < 0.75 + 0.25 * meeting.cell.quality for good in GOODS}

    def rate(ids: Ids) -> Command:
        given = naming(ids, f"goods {name}", cell_id=ids["cell"], meeting_id=ids[name])
        return RateFourGoods(**given, met=met, vote=Vote(agreed=present))

    assert meeting.recorded_on
    of.act(f"goods {name}", instant(meeting.recorded_on, 21, 6), "ratings", rate)


def rating(of: OfMeeting, rater: str, agreed: int | None, act: str | None = None) -> Make:
    """How a meeting is scored by one rater; `agreed` have voted for it, where it is the cell."""
    points = records.points_of(of.meeting, rater, of.told.seed)
    vote = None if agreed is None else Vote(agreed=agreed)

    def rate(ids: Ids) -> Command:
        given = naming(ids, f"{act or rater} {of.name}", cell_id=ids["cell"], meeting_id=ids[of.name])
        return RateMeeting(**given, rater=rater, points=points, vote=vote)

    return rate
