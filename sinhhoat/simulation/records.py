"""What a meeting came to: who was there, how long it took, and the points that each rater gives."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from contracts.meetings import Attendance
from sinhhoat.simulation.calendar import PlannedMeeting

MAX_POINTS = {"preparation": 15, "attendance": 20, "conduct": 45, "conclusion": 20}


def random_of(meeting: PlannedMeeting, what: str, seed: str) -> Random:
    """Each thing has a stream of its own, so that one more draw in one changes nothing in another."""
    return Random(f"{seed}:{what}:{meeting.cell.code}:{meeting.kind}:{meeting.month}")


def attendance_of(meeting: PlannedMeeting, seed: str) -> Attendance:
    """Counts that add up; good cells miss fewer."""
    random, roll = random_of(meeting, "attendance", seed), meeting.cell.roll
    on_roll = roll.official + roll.probationary + roll.temporarily_here
    expected = max(0, on_roll - roll.exempt - roll.temporarily_away - roll.special_duty)
    share = (1 - meeting.cell.quality) * 0.35
    absent = sum(random.random() < share for _ in range(expected))
    unexcused = sum(random.random() < 0.06 for _ in range(absent))
    return Attendance(
        official=roll.official,
        probationary=roll.probationary,
        exempt=roll.exempt,
        temporarily_away=roll.temporarily_away,
        special_duty=roll.special_duty,
        temporarily_here=roll.temporarily_here,
        present=expected - absent,
        excused=absent - unexcused,
        unexcused=unexcused,
        exempt_present=min(roll.exempt, random.randint(0, 1)),
        guests=random.choice((0, 0, 0, 1)),
    )


def duration_of(meeting: PlannedMeeting, seed: str) -> int:
    """Minutes; about one in twelve is shorter than ninety."""
    return random_of(meeting, "duration", seed).choice((75, 90, 90, 95, 95, 100, 100, 105, 110, 110, 120, 130))


def opinions_of(meeting: PlannedMeeting, seed: str) -> int:
    """How many spoke."""
    return random_of(meeting, "opinions", seed).randint(2, 9)


def points_of(meeting: PlannedMeeting, rater: str, seed: str) -> dict[str, Decimal]:
    """Points by criterion in halves; cells are kinder to themselves than observers are."""
    random = random_of(meeting, rater, seed)
    kindness = 0.05 if rater == "self" else -0.03
    level = min(1.0, 0.72 + 0.28 * meeting.cell.quality + kindness)
    return {key: _halves(most * min(1.0, max(0.3, random.gauss(level, 0.04)))) for key, most in MAX_POINTS.items()}


def _halves(points: float) -> Decimal:
    return Decimal(round(points * 2)) / 2
