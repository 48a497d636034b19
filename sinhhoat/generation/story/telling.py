"""Tells the story of a number: every meeting with what belongs to it, then what goes from meeting to meeting."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

from contracts.message import Command
from contracts.registry import ReportRoll, RollCounts
from sinhhoat.generation.plan import CityPlan
from sinhhoat.generation.story.acts import Act, Acts, Ids, OfMeeting, Story, instant, naming
from sinhhoat.generation.story.matters import Held, issue, resolution
from sinhhoat.generation.story.meetings import announce, record
from sinhhoat.generation.story.scores import rate
from sinhhoat.generation.story.visits import visit
from sinhhoat.registers import RollRow
from sinhhoat.simulation.calendar import PlannedMeeting, year_of
from sinhhoat.simulation.people import Cell

NOBODY = UUID(int=0)
CELLS_OF_OBSERVER = 5


def story_of(plan: CityPlan, number: int) -> Story:
    """The story of this number; one in five of them is visited in the same months as this one."""
    teller = _Teller(plan, number)
    teller.tell()
    acts = sorted((act for act in teller.told.acts if act.at.date() <= plan.last), key=lambda act: act.at)
    names = {act.name for act in acts}
    derived = [one for one in teller.told.derived if not one.base.startswith("command ") or one.base[8:] in names]
    return Story(tuple(acts), tuple(derived), tuple(teller.rolls))


class _Teller:
    def __init__(self, plan: CityPlan, number: int) -> None:
        self._plan, self._number = plan, number
        self._code = f"T-{number:04}"
        self._random = Random(f"{plan.seed}:story:{number}")
        self._quality = self._random.betavariate(8, 2)
        self.told = Acts(f"{plan.seed}")
        self.rolls = self._rolls()

    def tell(self) -> None:
        """Quarter by quarter."""
        for place, bound in enumerate(self._plan.bounds()[:-1]):
            held = [self._meeting(meeting) for meeting in self._meetings(place, bound)]
            regular = [one for one in held if one is not None]
            resolution(self.told, regular, bound, self._random, self._quality)
            issue(self.told, bound, self._random)
            self._roll(self.rolls[place])

    def _roll(self, row: RollRow) -> None:
        """The roll as of the first day of the quarter."""
        name = f"roll {row.as_of}"
        told = asdict(row)
        counts = RollCounts(**{field: told[field] for field in RollCounts.model_fields})

        def report(ids: Ids) -> Command:
            return ReportRoll(**naming(ids, name, unit_id=ids["cell"]), as_of=row.as_of, counts=counts)

        at = instant(row.as_of + timedelta(days=1), 10, 0)
        self.told.act(Act(name, at, "registry", report, row.as_of, row.as_of))

    def _rolls(self) -> list[RollRow]:
        random, rows = self._random, []
        official, probationary = random.randint(9, 40), random.randint(0, 2)
        exempt, away = random.randint(0, 2), random.randint(0, 2)
        for bound in self._plan.bounds()[:-1]:
            rows.append(RollRow(self._code, bound, official, probationary, exempt, away, 0, 0, official // 2, 0))
            official += random.choice((0, 0, 0, 1))
        return rows

    def _meetings(self, place: int, bound: date) -> list[PlannedMeeting]:
        cell = Cell(NOBODY, self._code, self.rolls[place], self._quality)
        whole = year_of((cell,), bound.year, self.told.seed)
        months = {bound.month + number for number in range(3)}
        return [self._within(meeting) for meeting in whole if meeting.month.month in months]

    def _within(self, meeting: PlannedMeeting) -> PlannedMeeting:
        """Nothing is announced before the first day of the simulation."""
        return replace(meeting, scheduled_on=max(meeting.scheduled_on, self._plan.first + timedelta(days=1)))

    def _meeting(self, meeting: PlannedMeeting) -> Held | None:
        """All about one meeting; its name where it is a regular one that stays recorded."""
        number = meeting.theme.number if meeting.theme else 0
        month = f"{meeting.month:%Y-%m}"
        name = f"{meeting.kind} {month}"
        self.told.derive(name, "cell", f"{meeting.kind}:{month}:{number}")
        of = OfMeeting(self.told, name, meeting, max(meeting.first_day, meeting.held_on or meeting.first_day))
        announce(of)
        if meeting.held_on is None or meeting.recorded_on is None:
            return None
        stays = record(of)
        rate(of, self._random)
        if meeting.kind != "regular":
            return None
        if (meeting.month.year * 12 + meeting.month.month) % CELLS_OF_OBSERVER == self._number % CELLS_OF_OBSERVER:
            visit(of, self._random)
        return (name, meeting) if stays else None
