"""Districts that hypothesis makes up: whatever a small district could tell within a few months, in any order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

from contracts.assignments import ObserverAssigned, VisitMade
from contracts.meeting_preparation import AgendaPrepared, ThemePlanned
from contracts.meetings import MeetingCancelled, MeetingRescheduled, Merger, MinutesTold, OpinionsOnTopic, Theme
from contracts.ratings import CellRated
from contracts.registry import RollReported
from tests.reporting import given
from tests.reporting.history import History, an_id

DAYS = [
    date(2018, 12, 31) + timedelta(days=days) for days in (-30, 0, 1, 2, 15, 31, 32, 50, 59, 60, 80, 89, 90, 91, 120)
]
"""Around the first quarter of 2019, the first and last days of its months among them."""

T = TypeVar("T")


class Story:
    """Draws one event after the other, and remembers what can be taken back or changed."""

    def __init__(self, draw: st.DrawFn, keeper: str) -> None:
        self.history = History(keeper)
        self._draw = draw
        self._cells = ["A1", "A2", "B1", "C1"]
        self._committees = ["A", "B"]
        self._gone: set[str] = set()
        self._changed: dict[str, date] = {}
        self._catalogues = 1
        self._meetings: list[MinutesTold] = []
        self._agendas: list[AgendaPrepared] = []
        self._themes: list[ThemePlanned] = []
        self._moves: list[MeetingRescheduled | MeetingCancelled] = []
        self._assignments: list[ObserverAssigned] = []
        self._visits: list[VisitMade] = []
        self._ratings: list[CellRated] = []
        self._rolls: list[RollReported] = []

    def begin(self) -> None:
        self.history.tell(
            given.types_adopted("1", given.LONG_AGO),
            given.established("HU", None),
            given.established("A", "HU"),
            given.established("B", "HU"),
            given.established("A1", "A", "RESIDENTIAL"),
            given.established("A2", "A", "SCHOOL"),
            given.established("B1", "B", "ENTERPRISE"),
            given.established("C1", "HU", "SCHOOL"),
        )

    def go_on(self) -> None:
        """Let one more thing happen."""
        self._one([*self.changes(), *self.facts()])()

    def changes(self) -> list[Callable[[], None]]:
        """What may become of the units."""
        return [self.establish, self.rename, self.retype, self.move, self.move, self.dissolve, self.merge, self.adopt]

    def facts(self) -> list[Callable[[], None]]:
        """What may be recorded of them, and taken back."""
        return [
            *[self.report_roll, self.report_roll, self.report_roll, self.withdraw_roll],
            *[self.hold, self.hold, self.hold, self.hold, self.withdraw],
            *[self.postpone, self.postpone_after_all_not],
            *[self.assign, self.assign, self.release, self.visit, self.visit, self.withdraw_visit],
            *[self.rate, self.rate, self.rate, self.withdraw_rating],
            *[self.correct, self.correct, self.prepare, self.prepare, self.withdraw_agenda],
            *[self.plan_theme, self.plan_theme, self.withdraw_theme],
        ]

    def establish(self) -> None:
        code = f"N{len(self._cells)}"
        parent = self._one(["HU", *self._committees])
        self._cells.append(code)
        self.history.tell(given.established(code, parent, self._one(list(given.TYPES)), self._day()))

    def rename(self) -> None:
        code = self._one([*self._cells, "A", "HU"])
        self.history.tell(given.renamed(code, f"Tên {len(self.history.told)}", self._day()))

    def retype(self) -> None:
        code = self._one(self._cells)
        if code not in self._gone:
            self.history.tell(given.retyped(code, self._one(list(given.TYPES)), self._later(code)))

    def move(self) -> None:
        code = self._one([*self._cells, "B"])
        if code not in self._gone:
            # A under B under A would be a ring, which the registry refuses.
            parents = ["HU", "A"] if code == "B" else ["HU", *self._committees]
            self.history.tell(given.moved(code, self._one(parents), self._later(code)))

    def dissolve(self) -> None:
        code = self._one(self._cells)
        if code not in self._gone:
            self._gone.add(code)
            self.history.tell(given.dissolved(code, self._later(code)))

    def merge(self) -> None:
        """A cell goes on in another one, which may itself be dissolved or merged later on."""
        there = [code for code in self._cells if code not in self._gone]
        if len(there) > 1:
            code, into = self._draw(st.permutations(there))[:2]
            self._gone.add(code)
            on = self._later(code)
            self.history.tell(given.dissolved(code, on), given.merged(code, into, on))

    def adopt(self) -> None:
        """The second catalogue counts schools otherwise, and leaves a type out."""
        if self._catalogues == 1:
            self._catalogues = 2
            types = {"RESIDENTIAL": "residential", "SCHOOL": "residential"}
            self.history.tell(given.types_adopted("2", self._day(), types))

    def report_roll(self) -> None:
        code = self._one([*self._cells, "A"])
        as_of = self._day()
        if all((one.unit_id, one.as_of) != (an_id(code), as_of) for one in self._rolls):
            self._rolls.append(given.roll(code, as_of, self._number(40), self._number(3)))
            self.history.tell(self._rolls[-1])

    def withdraw_roll(self) -> None:
        if taken := self._take(self._rolls):
            self.history.tell(given.roll_withdrawn(taken))

    def hold(self) -> None:
        """A meeting; its record may have been withdrawn before, and come again with another day."""
        code = self._one(self._cells)
        held_on = self._day()
        kind = self._one(["regular", "regular", "thematic", "extraordinary"])
        month = self._one([held_on.replace(day=1), date(2019, 1, 1), date(2019, 2, 1), date(2019, 3, 1)])
        # One regular meeting for a month, several themes, and as many extraordinary ones as there are days.
        name = {"regular": month, "thematic": (month, self._number(1)), "extraordinary": held_on}[kind]
        present = self._number(10)
        met: Sequence[bool | None] = self._draw(st.lists(st.sampled_from([True, True, None, False]), max_size=3))
        meeting = given.held(
            code,
            held_on,
            (kind, name),
            kind=kind,
            month=month,
            present=present,
            expected=present + self._number(2),
            met=tuple(met),
            opinions=self._number(9),
            **self._more(kind),
        )
        if all(one.meeting_id != meeting.meeting_id for one in self._meetings):
            self._meetings.append(meeting)
            self.history.tell(meeting)

    def withdraw(self) -> None:
        if taken := self._take(self._meetings):
            self.history.tell(given.withdrawn(taken))

    def _more(self, kind: str) -> dict[str, Any]:
        """What minutes may say besides; a theme of the two there are, in one spelling or another."""
        title = self._one(["Chuyển đổi số", "chuyển  đổi số", "Cải cách hành chính"])
        merger = Merger(regular_meeting_id=an_id("regular"), reason=given.REASON)
        return {
            "theme": Theme(title=title) if kind == "thematic" else None,
            "merged": self._one([None, merger]) if kind == "thematic" else None,
            "standing_themes": self._one([None, [], ["Học tập"]]),
            "unexcused_in_three_months": self._one([None, None, 0, 2]),
        }

    def correct(self) -> None:
        """The day may change, and opinions are counted by topic, no more than there were."""
        if self._meetings:
            meeting = self._one(self._meetings)
            parts = [OpinionsOnTopic(topic="Quản lý", opinions=self._number(meeting.opinions))]
            right = given.corrected(
                meeting, held_on=self._day(), opinions_by_topic=self._one([None, parts]), **self._more(meeting.kind)
            )
            self._meetings = [right if one is meeting else one for one in self._meetings]
            self.history.tell(right)

    def prepare(self) -> None:
        """Said again of the same meeting, it counts instead."""
        if self._meetings:
            meeting = self._one(self._meetings)
            agenda = given.prepared(meeting, self._one([None, *DAYS]), self._number(2))
            self._agendas = [*(one for one in self._agendas if one.meeting_id != agenda.meeting_id), agenda]
            self.history.tell(agenda)

    def withdraw_agenda(self) -> None:
        if taken := self._take(self._agendas):
            self.history.tell(given.agenda_withdrawn(taken))

    def plan_theme(self) -> None:
        theme = given.themed(self._one(self._cells), self._one([date(2018, 10, 1), date(2019, 1, 1)]))
        if all((one.cell_id, one.from_on) != (theme.cell_id, theme.from_on) for one in self._themes):
            self._themes.append(theme)
            self.history.tell(theme)

    def withdraw_theme(self) -> None:
        if taken := self._take(self._themes):
            self.history.tell(given.theme_withdrawn(taken))

    def postpone(self) -> None:
        # Half past eleven at night in UTC is already the next day in Vietnam.
        former = datetime.combine(self._day(), datetime.min.time(), UTC) + timedelta(hours=self._one([2, 23]))
        moved = given.postponed(self._one(self._cells), former, self._one(["rescheduled", "cancelled"]))
        self._moves.append(moved)
        self.history.tell(moved)

    def postpone_after_all_not(self) -> None:
        if taken := self._take(self._moves):
            self.history.tell(given.change_withdrawn(taken))

    def assign(self) -> None:
        from_on, until_on = sorted([self._day(), self._one([*DAYS, date(2019, 12, 31), date(2019, 12, 31)])])
        number = len(self.history.told)
        assignment = given.assigned(self._one(["an", "binh"]), self._one(self._cells), from_on, until_on, number)
        self._assignments.append(assignment)
        self.history.tell(assignment)

    def release(self) -> None:
        if taken := self._take(self._assignments):
            self.history.tell(given.released(taken, self._day()))

    def visit(self) -> None:
        made = given.visited(self._one(["an", "binh", "chi"]), self._one(self._cells), self._day())
        if made not in self._visits:
            self._visits.append(made)
            self.history.tell(made)

    def withdraw_visit(self) -> None:
        if taken := self._take(self._visits):
            self.history.tell(given.visit_withdrawn(taken))

    def rate(self) -> None:
        rateable = [one for one in self._meetings if one.kind != "extraordinary"]
        if rateable:
            total = f"{self._number(100)}.{self._number(99):02}"
            rating = given.rated(
                self._one(rateable), self._one(["self", "observer", "superior"]), total, self._one(["an", "binh"])
            )
            if all(one.rating_id != rating.rating_id for one in self._ratings):
                self._ratings.append(rating)
                self.history.tell(rating)

    def withdraw_rating(self) -> None:
        if taken := self._take(self._ratings):
            self.history.tell(given.rating_withdrawn(taken))

    def _one(self, choices: Sequence[T]) -> T:
        return self._draw(st.sampled_from(choices))

    def _number(self, most: int) -> int:
        return self._draw(st.integers(0, most))

    def _day(self) -> date:
        return self._one(DAYS)

    def _later(self, code: str) -> date:
        """A day not before the unit's last change, as the registry demands."""
        self._changed[code] = max(self._day(), self._changed.get(code, given.LONG_AGO))
        return self._changed[code]

    def _take(self, known: list[T]) -> T | None:
        return known.pop(self._number(len(known) - 1)) if known else None


@st.composite
def districts(draw: st.DrawFn, keepers: Callable[[], str]) -> History:
    """A history of one keeper, whose name nobody else has."""
    story = Story(draw, keepers())
    story.begin()
    for _ in range(draw(st.integers(10, 80))):
        story.go_on()
    return story.history
