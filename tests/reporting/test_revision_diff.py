"""What several diffs, one after another, come to."""

from __future__ import annotations

from contracts.quarterly_reports import FigureMoved, ReportedFigure
from services.reporting.read_models.revision_diff import composed


def moved(key: str, old: int | None, new: int | None) -> FigureMoved:
    def figure(number: int | None) -> ReportedFigure | None:
        return None if number is None else ReportedFigure(key=key, numerator=number)

    return FigureMoved(key=key, old=figure(old), new=figure(new))


def test_a_figure_goes_from_its_first_number_to_its_last() -> None:
    assert composed([[moved("visits", 1, 2)], [moved("visits", 2, 5), moved("opinions", None, 3)]]) == [
        moved("visits", 1, 5),
        moved("opinions", None, 3),
    ]


def test_a_figure_that_is_again_what_it_was_has_not_moved() -> None:
    assert composed([[moved("visits", 1, 2)], [moved("visits", 2, 1)]]) == []


def test_a_line_that_came_with_nothing_in_it_has_not_moved() -> None:
    assert composed([[moved("assigned_sector", None, 0), moved("visits", 3, 4)]]) == [moved("visits", 3, 4)]
