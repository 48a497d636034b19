"""A small district in which everything happens that a figure could be wrong about."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.reporting import given
from tests.reporting.history import History

JANUARY, FEBRUARY, MARCH = (date(2019, month, 10) for month in (1, 2, 3))
YEAR_END = date(2019, 12, 31)


def busy_district(keeper: str) -> History:
    history = History(keeper)
    _units(history)
    _meetings(history)
    _assignments(history)
    _changes(history)
    return history


def _units(history: History) -> None:
    history.tell(
        given.types_adopted("1", given.LONG_AGO),
        given.established("HU", None),
        given.established("A", "HU"),
        given.established("B", "HU"),
        given.established("A1", "A", "RESIDENTIAL"),
        given.established("A2", "A", "SCHOOL"),
        given.established("B1", "B", "ENTERPRISE"),
        given.established("C1", "HU", "SCHOOL"),
        given.roll("A1", date(2018, 12, 31), 20, 1),
        given.roll("A1", date(2019, 2, 28), 30, 2),
        given.roll("A2", date(2018, 12, 31), 7),
    )


def _meetings(history: History) -> None:
    """A1 meets as it should, one record being taken back; A2 meets twice for one month; C1 in another month."""
    january = given.held("A1", JANUARY)
    wrong = given.held("A1", FEBRUARY, present=1)
    history.tell(january, wrong, given.withdrawn(wrong), given.held("A1", FEBRUARY, present=9, met=(True, False)))
    first, second = (given.held("A1", MARCH, f"theme {number}", kind="thematic") for number in (1, 2))
    history.tell(first, second, given.corrected(second, standing_themes=["Học tập"], opinions=5))
    agenda = given.prepared(january, papers_sent_on=date(2019, 1, 9))
    history.tell(agenda, given.prepared(first), given.agenda_withdrawn(agenda), agenda)
    planned = given.themed("A1", date(2019, 1, 1))
    history.tell(planned, given.theme_withdrawn(planned), given.themed("A1", date(2019, 1, 1), "Cải cách hành chính"))
    history.tell(given.held("A2", JANUARY, met=(True, None)), given.held("A2", date(2019, 1, 25)))
    history.tell(
        given.held("C1", date(2019, 4, 2), month=date(2019, 3, 1)), given.held("C1", FEBRUARY, kind="extraordinary")
    )
    history.tell(given.postponed("A1", datetime(2019, 3, 31, 18, tzinfo=UTC)))
    own, theirs = given.rated(january, "self", "90.5"), given.rated(january, "observer", "85", "an")
    history.tell(own, given.rating_withdrawn(own), given.rated(january, "self", "92.25"), theirs)


def _assignments(history: History) -> None:
    """An is to attend A1 and A2, Binh A1 and, until he is released, C1; one of their visits is taken back."""
    early = given.assigned("binh", "C1", JANUARY, YEAR_END)
    history.tell(given.assigned("an", "A1", JANUARY, YEAR_END), given.assigned("binh", "A1", JANUARY, YEAR_END), early)
    history.tell(given.released(early, date(2019, 3, 31)), given.assigned("an", "A2", JANUARY, YEAR_END))
    taken_back = given.visited("an", "C1", FEBRUARY)
    history.tell(given.visited("an", "A1", JANUARY), given.visited("binh", "A1", JANUARY), taken_back)
    history.tell(given.visit_withdrawn(taken_back), given.visited("binh", "A2", JANUARY))


def _changes(history: History) -> None:
    """A1 is renamed, A2 passes to B and later becomes another type, B1 is dissolved, types are regrouped."""
    history.tell(
        given.renamed("A1", "Chi bộ ấp 1 mới", FEBRUARY),
        given.moved("A2", "B", date(2019, 1, 20)),
        given.retyped("A2", "RESIDENTIAL", date(2019, 4, 1)),
        given.dissolved("B1", date(2019, 3, 1)),
        given.types_adopted("2", MARCH, {"RESIDENTIAL": "residential", "SCHOOL": "residential"}),
    )
