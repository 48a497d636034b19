"""What one cell does over the quarters, as acts without ids: dates, numbers and words, from a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from contracts.assignments import FileFindings, FindingToFile, MakeVisit
from contracts.four_goods import RateFourGoods
from contracts.issues import AnswerIssue, RaiseIssue, ResolveIssue
from contracts.meetings import CorrectMinutes, RecordMeeting, RescheduleMeeting, ScheduleMeeting, WithdrawMeeting
from contracts.message import Command
from contracts.ratings import ConfirmRating, RateMeeting, Vote, WithdrawRating
from contracts.registry import ReportRoll, RollCounts
from contracts.resolutions import AdoptResolution, CarryOutResolution, ResolutionPoint, ReviewResolution
from sinhhoat.generation.plan import CityPlan
from sinhhoat.registers import RollRow
from sinhhoat.simulation import records
from sinhhoat.simulation.calendar import PlannedMeeting, evening, year_of
from sinhhoat.simulation.people import Cell

NOBODY = UUID(int=0)
CELLS_OF_OBSERVER = 5
STAYS_AWAY, FILES = 0.06, 0.6
CONFIRMED, CORRECTED, WITHDRAWN, RATED_AGAIN, RAISES, RESOLVES, CARRIES_OUT = 0.25, 0.015, 0.004, 0.005, 0.4, 0.7, 0.6
GOODS = ("political_task", "meeting_quality", "unity_discipline", "cadres_members")
HEADINGS = ("course", "informed", "opinion", "difficulty", "good_practice", "proposal")
ISSUES = ("Chiếu sáng ngõ xóm", "Vệ sinh môi trường", "Trật tự đô thị", "Nhà văn hóa xuống cấp", "Thoát nước")

Ids = Mapping[str, UUID]
Make = Callable[[Ids], Command]


@dataclass(frozen=True)
class Act:
    """One command. `begun_on` is the first day that matters to it, `about_on` the last: its cell is there on both.

    `observer_of`: the year whose observer acts, None for the staff. `name` is its own within the story.
    """

    name: str
    at: datetime
    service: str
    make: Make
    begun_on: date
    about_on: date
    observer_of: int | None = None


@dataclass(frozen=True)
class Derived:
    """An id that follows from another: UUIDv5 of `base` and the name, into which the id `of` may be put."""

    key: str
    base: str
    name: str
    of: str | None = None


@dataclass(frozen=True)
class Story:
    """The acts of one cell in their order, the ids that they lead to, and its roll on the first day of each quarter."""

    acts: tuple[Act, ...]
    derived: tuple[Derived, ...]
    rolls: tuple[RollRow, ...]


def story_of(plan: CityPlan, number: int) -> Story:
    """The story of this number; one in five of them is visited in the same months as this one."""
    teller = _Teller(plan, number)
    teller.tell()
    acts = sorted((act for act in teller.acts if act.at.date() <= plan.last), key=lambda act: act.at)
    names = {act.name for act in acts}
    derived = [one for one in teller.derived if not one.base.startswith("command ") or one.base[8:] in names]
    return Story(tuple(acts), tuple(derived), tuple(teller.rolls))


class _Teller:
    def __init__(self, plan: CityPlan, number: int) -> None:
        self._plan, self._number = plan, number
        self._code = f"T-{number:04}"
        self._random = Random(f"{plan.seed}:story:{number}")
        self._quality = self._random.betavariate(8, 2)
        self.acts: list[Act] = []
        self.derived: list[Derived] = []
        self.rolls = self._rolls()

    def tell(self) -> None:
        """Every meeting with what belongs to it, then what goes from meeting to meeting."""
        for place, bound in enumerate(self._plan.bounds()[:-1]):
            held = [self._meeting(meeting) for meeting in self._meetings(place, bound)]
            regular = [name for name in held if name is not None]
            self._resolution(regular, bound)
            self._issue(bound)
            self._roll(self.rolls[place])

    def _roll(self, row: RollRow) -> None:
        """The roll as of the first day of the quarter."""
        name = f"roll {row.as_of}"
        told = asdict(row)
        counts = RollCounts(**{field: told[field] for field in RollCounts.model_fields})

        def report(ids: Ids) -> Command:
            return ReportRoll(**_given(ids, name, unit_id=ids["cell"]), as_of=row.as_of, counts=counts)

        self.act(name, _at(row.as_of + timedelta(days=1), 10, 0), "registry", report, row.as_of, row.as_of)

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
        whole = year_of((cell,), bound.year, f"{self._plan.seed}")
        months = {bound.month + number for number in range(3)}
        return [self._within(meeting) for meeting in whole if meeting.month.month in months]

    def _within(self, meeting: PlannedMeeting) -> PlannedMeeting:
        """Nothing is announced before the first day of the simulation."""
        return replace(meeting, scheduled_on=max(meeting.scheduled_on, self._plan.first + timedelta(days=1)))

    def _meeting(self, meeting: PlannedMeeting) -> tuple[str, PlannedMeeting] | None:
        """All about one meeting; its name where it is a regular one that stays recorded."""
        number = meeting.theme.number if meeting.theme else 0
        month = f"{meeting.month:%Y-%m}"
        name = f"{meeting.kind} {month}"
        self._derive(name, "cell", f"{meeting.kind}:{month}:{number}")
        told = _Meeting(self, name, meeting, max(meeting.first_day, meeting.held_on or meeting.first_day))
        told.announce()
        if meeting.held_on is None or meeting.recorded_on is None:
            return None
        stays = told.record()
        told.rate(self._random)
        if meeting.kind == "regular":
            if (meeting.month.year * 12 + meeting.month.month) % CELLS_OF_OBSERVER == self._number % CELLS_OF_OBSERVER:
                told.visit(self._random)
            return (name, meeting) if stays else None
        return None

    def _resolution(self, held: list[tuple[str, PlannedMeeting]], bound: date) -> None:
        """Resolved at the first of the meetings, reviewed at the second, and mostly carried out."""
        if len(held) < 2:
            return
        (first, adopting), (second, reviewing) = held[:2]
        assert adopting.recorded_on is not None
        assert adopting.held_on is not None
        assert reviewing.recorded_on is not None
        assert reviewing.held_on is not None
        adopted_at, reviewed_at = _at(adopting.recorded_on, 23, 0), _at(reviewing.recorded_on, 23, 30)
        if reviewed_at <= adopted_at or reviewing.held_on <= adopting.held_on:
            return
        number, key = f"{bound:%m/%Y}-NQ/CB", f"resolution {bound}"
        self._derive(key, "cell", f"resolution:{{}}:{number.casefold()}", first)
        whole = (adopting.month, reviewing.held_on)
        done = [1, 2] if self._random.random() < self._quality else [1]
        points = [
            ResolutionPoint(title="Nhiệm vụ chính trị của chi bộ"),
            ResolutionPoint(title="Công tác xây dựng Đảng"),
        ]

        def adopt(ids: Ids) -> Command:
            given = _given(ids, f"adopt {key}", cell_id=ids["cell"], meeting_id=ids[first])
            return AdoptResolution(**given, number=number, title=f"Nghị quyết quý {bound:%m/%Y}", points=points)

        def review(ids: Ids) -> Command:
            given = _given(ids, f"review {key}", cell_id=ids["cell"], meeting_id=ids[second])
            return ReviewResolution(**given, resolution_id=ids[key], done_points=done)

        def carry_out(ids: Ids) -> Command:
            given = _given(ids, f"carry out {key}", cell_id=ids["cell"], resolution_id=ids[key])
            return CarryOutResolution(**given, carried_out_on=reviewing.recorded_on)

        self.act(f"adopt {key}", adopted_at, "meetings", adopt, *whole)
        self.act(f"review {key}", reviewed_at, "meetings", review, *whole)
        if self._random.random() < CARRIES_OUT:
            after = _at(reviewing.recorded_on + timedelta(days=9), 9, 0)
            self.act(f"carry out {key}", after, "meetings", carry_out, adopting.month, reviewing.recorded_on)

    def _issue(self, bound: date) -> None:
        """Something to be settled is put before the ward."""
        random = self._random
        if random.random() >= RAISES:
            return
        day = bound + timedelta(days=random.randint(31, 50))
        answered, resolved = (day + timedelta(days=days) for days in (random.randint(4, 30), random.randint(31, 60)))
        theme, key = random.choice(ISSUES), f"issue {day}"
        self._derive(key, f"command raise {key}", "issue")

        def raise_(ids: Ids) -> Command:
            given = _given(ids, f"raise {key}", unit_id=ids["cell"], at_unit_id=ids["root"])
            content = f"{theme}: chi bộ đề nghị ngày {day:%d/%m/%Y}."
            return RaiseIssue(**given, source="cell", theme=theme, content=content, raised_on=day)

        def answer(ids: Ids) -> Command:
            given = _given(ids, f"answer {key}", at_unit_id=ids["root"], issue_id=ids[key])
            return AnswerIssue(**given, answered_on=answered, answer=f"Đã tiếp thu kiến nghị ngày {day:%d/%m/%Y}.")

        def resolve(ids: Ids) -> Command:
            given = _given(ids, f"resolve {key}", at_unit_id=ids["root"], issue_id=ids[key])
            return ResolveIssue(**given, resolved_on=resolved, outcome=f"Đã giải quyết kiến nghị {day:%d/%m/%Y}.")

        self.act(f"raise {key}", _at(day, 9, 0), "meetings", raise_, day, day, texts=("content",))
        self.act(f"answer {key}", _at(answered, 15, 0), "meetings", answer, day, day, texts=("answer",))
        if random.random() < RESOLVES:
            self.act(f"resolve {key}", _at(resolved, 15, 0), "meetings", resolve, day, day, texts=("outcome",))

    def act(
        self,
        name: str,
        at: datetime,
        service: str,
        make: Make,
        begun_on: date,
        about_on: date,
        observer_of: int | None = None,
        texts: tuple[str, ...] = (),
    ) -> None:
        """One more act, with the ids of the texts that it brings."""
        self.acts.append(Act(name, at, service, make, begun_on, about_on, observer_of))
        for text in texts:
            self._derive(f"text {name} {text}", f"command {name}", f"text {text}")

    def derive(self, key: str, base: str, name: str, of: str | None = None) -> None:
        self._derive(key, base, name, of)

    def _derive(self, key: str, base: str, name: str, of: str | None = None) -> None:
        self.derived.append(Derived(key, base, name, of))

    @property
    def seed(self) -> str:
        return f"{self._plan.seed}"


class _Meeting:
    """The acts about one meeting."""

    def __init__(self, teller: _Teller, name: str, meeting: PlannedMeeting, about_on: date) -> None:
        self._teller, self._name, self._meeting = teller, name, meeting
        self._when = (meeting.month, about_on)

    def announce(self) -> None:
        """Announced, and now and then moved."""
        name, meeting = self._name, self._meeting

        def schedule(ids: Ids) -> Command:
            given = _given(ids, f"schedule {name}", cell_id=ids["cell"])
            kind = {"kind": meeting.kind, "month": meeting.month, "theme": meeting.theme}
            return ScheduleMeeting(**given, **kind, starts_at=evening(meeting.first_day), place="Nhà văn hóa")

        def move(ids: Ids) -> Command:
            given = _given(ids, f"move {name}", cell_id=ids["cell"], meeting_id=ids[name])
            starts_at = evening(meeting.held_on or meeting.first_day + timedelta(days=1))
            reason = f"Trùng lịch tiếp xúc cử tri ngày {meeting.first_day:%d/%m/%Y}."
            return RescheduleMeeting(**given, starts_at=starts_at, place="Hội trường ủy ban", reason=reason)

        self._act(f"schedule {name}", _at(meeting.scheduled_on, 8, 0), "meetings", schedule)
        if meeting.moved_on is not None and meeting.moved_on >= meeting.scheduled_on:
            self._act(f"move {name}", _at(meeting.moved_on, 9, 0), "meetings", move, texts=("reason",))

    def record(self) -> bool:
        """Recorded, seldom corrected or taken back and recorded again; whether nothing took it back."""
        name, meeting, random = self._name, self._meeting, self._random("what became of it")
        assert meeting.recorded_on
        recorded_on = meeting.recorded_on
        self._act(f"record {name}", _at(recorded_on, 21, 0), "meetings", self._recording("record"))

        def correct(ids: Ids) -> Command:
            given = _given(ids, f"correct {name}", cell_id=ids["cell"], meeting_id=ids[name])
            minutes = self._minutes() | {"opinions": records.opinions_of(meeting, self._teller.seed) + 1}
            return CorrectMinutes(
                **given, **minutes, reason=f"Đếm thiếu một ý kiến, buổi {meeting.first_day:%d/%m/%Y}."
            )

        def withdraw(ids: Ids) -> Command:
            given = _given(ids, f"withdraw {name}", cell_id=ids["cell"], meeting_id=ids[name])
            return WithdrawMeeting(**given, reason=f"Nhập nhầm biên bản buổi {meeting.first_day:%d/%m/%Y}.")

        if random.random() < WITHDRAWN:
            after = recorded_on + timedelta(days=40)
            self._act(f"withdraw {name}", _at(after, 9, 0), "meetings", withdraw, texts=("reason",))
            self._act(f"record again {name}", _at(after, 9, 30), "meetings", self._recording("record again"))
            return False
        if random.random() < CORRECTED:
            after = recorded_on + timedelta(days=12)
            self._act(f"correct {name}", _at(after, 9, 0), "meetings", correct, texts=("reason",))
        return True

    def rate(self, random: Random) -> None:
        """Scored by the cell, and a regular one as the month's four goods; some confirmed by the committee above."""
        name, meeting = self._name, self._meeting
        assert meeting.recorded_on
        present = records.attendance_of(meeting, self._teller.seed).present
        self._teller.derive(f"self {name}", name, "self:")
        self._act(f"self {name}", _at(meeting.recorded_on, 21, 5), "ratings", self._rating("self", present))
        if random.random() < RATED_AGAIN:
            self._rate_again(present)
        if random.random() < CONFIRMED:
            self._teller.derive(f"superior {name}", name, "superior:")

            def confirm(ids: Ids) -> Command:
                return ConfirmRating(**_given(ids, f"superior {name}", cell_id=ids["cell"], meeting_id=ids[name]))

            after = meeting.recorded_on + timedelta(days=7)
            self._act(f"superior {name}", _at(after, 9, 0), "ratings", confirm)
        if meeting.kind == "regular":
            self._rate_goods(random, present)

    def visit(self, random: Random) -> None:
        """The observer comes, scores once the meeting is recorded, and mostly files what he found."""
        name, meeting = self._name, self._meeting
        assert meeting.held_on is not None
        assert meeting.recorded_on is not None
        year = meeting.held_on.year
        if random.random() < STAYS_AWAY or year != meeting.month.year:
            return
        who = f"observer {year}"
        self._teller.derive(f"visit {name}", name, "{}", who)
        self._teller.derive(f"observer {name}", name, "observer:{}", who)

        def make(ids: Ids) -> Command:
            given = _given(ids, f"visit {name}", cell_id=ids["cell"], meeting_id=ids[name])
            return MakeVisit(**given, visited_on=meeting.held_on)

        self._act(f"visit {name}", _at(meeting.held_on, 21, 30), "assignments", make, year=year)
        rated = self._rating("observer", None)
        self._act(f"observer {name}", _at(meeting.recorded_on, 21, 45), "ratings", rated, year=year)
        if random.random() < FILES:
            self._file(random, year)

    def _file(self, random: Random, year: int) -> None:
        name, meeting = self._name, self._meeting
        headings = random.sample(HEADINGS, random.randint(1, 3))
        for place in range(len(headings)):
            self._teller.derive(f"finding {place} {name}", f"visit {name}", f"finding:1:{place + 1}")

        def file(ids: Ids) -> Command:
            findings = [
                FindingToFile(heading=heading, text=f"Ghi nhận {place} buổi {meeting.first_day:%d/%m/%Y}.")
                for place, heading in enumerate(headings, 1)
            ]
            return FileFindings(**_given(ids, f"file {name}", visit_id=ids[f"visit {name}"]), findings=findings)

        assert meeting.held_on
        texts = tuple(f"findings.{place}.text" for place in range(len(headings)))
        self._act(f"file {name}", _at(meeting.held_on, 22, 0), "assignments", file, year=year, texts=texts)

    def _rate_again(self, present: int) -> None:
        name, meeting = self._name, self._meeting
        assert meeting.recorded_on
        day = meeting.recorded_on + timedelta(days=1)

        def withdraw(ids: Ids) -> Command:
            given = _given(ids, f"withdraw self {name}", cell_id=ids["cell"], rating_id=ids[f"self {name}"])
            return WithdrawRating(**given, reason=f"Cộng sai điểm buổi {meeting.first_day:%d/%m/%Y}.")

        self._act(f"withdraw self {name}", _at(day, 9, 0), "ratings", withdraw, texts=("reason",))
        self._act(f"self again {name}", _at(day, 9, 30), "ratings", self._rating("self", present, "self again"))

    def _rate_goods(self, random: Random, present: int) -> None:
        name, meeting = self._name, self._meeting
        self._teller.derive(f"goods {name}", "cell", f"four goods {meeting.month:%Y-%m}")
        met = {good: random.random() < 0.75 + 0.25 * meeting.cell.quality for good in GOODS}

        def rate(ids: Ids) -> Command:
            given = _given(ids, f"goods {name}", cell_id=ids["cell"], meeting_id=ids[name])
            return RateFourGoods(**given, met=met, vote=Vote(agreed=present))

        assert meeting.recorded_on
        self._act(f"goods {name}", _at(meeting.recorded_on, 21, 6), "ratings", rate)

    def _recording(self, act: str) -> Make:
        meeting, minutes = self._meeting, self._minutes()

        def record(ids: Ids) -> Command:
            kind = {"kind": meeting.kind, "month": meeting.month, "theme": meeting.theme}
            return RecordMeeting(**_given(ids, f"{act} {self._name}", cell_id=ids["cell"]), **kind, **minutes)

        return record

    def _minutes(self) -> dict[str, Any]:
        meeting, seed = self._meeting, self._teller.seed
        return {
            "held_on": meeting.held_on,
            "duration_minutes": records.duration_of(meeting, seed),
            "attendance": records.attendance_of(meeting, seed),
            "opinions": records.opinions_of(meeting, seed),
            "excused_over_three_running": 0,
        }

    def _rating(self, rater: str, agreed: int | None, act: str | None = None) -> Make:
        points = records.points_of(self._meeting, rater, self._teller.seed)
        vote = None if agreed is None else Vote(agreed=agreed)

        def rate(ids: Ids) -> Command:
            given = _given(ids, f"{act or rater} {self._name}", cell_id=ids["cell"], meeting_id=ids[self._name])
            return RateMeeting(**given, rater=rater, points=points, vote=vote)

        return rate

    def _act(
        self, name: str, at: datetime, service: str, make: Make, year: int | None = None, texts: tuple[str, ...] = ()
    ) -> None:
        self._teller.act(name, at, service, make, *self._when, year, texts)

    def _random(self, what: str) -> Random:
        return records.random_of(self._meeting, what, self._teller.seed)


def _given(ids: Ids, act: str, **fields: UUID) -> dict[str, Any]:
    """What every command of an act has: its id, and the ids that it names."""
    return {"command_id": ids[f"command {act}"], **fields}


def _at(day: date, hour: int, minute: int) -> datetime:
    return evening(day, time(hour, minute))
