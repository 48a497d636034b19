"""What the observer does who comes to a meeting."""

from __future__ import annotations

from random import Random

from contracts.assignments import FileFindings, FindingToFile, MakeVisit
from contracts.message import Command
from sinhhoat.generation.story.acts import Ids, OfMeeting, instant, naming
from sinhhoat.generation.story.scores import rating

STAYS_AWAY, FILES = 0.06, 0.6
HEADINGS = ("course", "informed", "opinion", "difficulty", "good_practice", "proposal")


def visit(of: OfMeeting, random: Random) -> None:
    """The observer comes, scores once the meeting is recorded, and mostly files what he found."""
    name, meeting = of.name, of.meeting
    assert meeting.held_on is not None
    assert meeting.recorded_on is not None
    year = meeting.held_on.year
    if random.random() < STAYS_AWAY or year != meeting.month.year:
        return
    who = f"observer {year}"
    of.told.derive(f"visit {name}", name, "{}", who)
    of.told.derive(f"observer {name}", name, "observer:{}", who)

    def make(ids: Ids) -> Command:
        given = naming(ids, f"visit {name}", cell_id=ids["cell"], meeting_id=ids[name])
        return MakeVisit(**given, visited_on=meeting.held_on)

    of.act(f"visit {name}", instant(meeting.held_on, 21, 30), "assignments", make, year=year)
    rated = rating(of, "observer", None)
    of.act(f"observer {name}", instant(meeting.recorded_on, 21, 45), "ratings", rated, year=year)
    if random.random() < FILES:
        _file(of, random, year)


def _file(of: OfMeeting, random: Random, year: int) -> None:
    name, meeting = of.name, of.meeting
    headings = random.sample(HEADINGS, random.randint(1, 3))
    for place in range(len(headings)):
        of.told.derive(f"finding {place} {name}", f"visit {name}", f"finding:1:{place + 1}")

    def file(ids: Ids) -> Command:
        findings = [
            FindingToFile(heading=heading, text=f"Ghi nhận {place} buổi {meeting.first_day:%d/%m/%Y}.")
            for place, heading in enumerate(headings, 1)
        ]
        return FileFindings(**naming(ids, f"file {name}", visit_id=ids[f"visit {name}"]), findings=findings)

    assert meeting.held_on
    texts = tuple(f"findings.{place}.text" for place in range(len(headings)))
    of.act(f"file {name}", instant(meeting.held_on, 22, 0), "assignments", file, year=year, texts=texts)
