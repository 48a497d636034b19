"""Every figure is explained, the page that explains them is the one that would be written, and rounding is half up."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import services.reporting
from services.reporting.catalogue import QUARTER, STOCKS, Definition, analyses, observer_year
from sinhhoat.published_language import figures
from sinhhoat.published_language.figures import PAGE, page, without_words

RATIO = Definition("some_ratio", "Tỷ lệ", "Ratio", "ratio")
POINTS = Definition("some_points", "Điểm", "Points", "mean", 100)


def test_the_committed_page_is_the_one_that_is_written_today() -> None:
    assert PAGE.read_text("utf-8") == page(), "run ./dev contracts"


def test_every_figure_is_explained_and_nothing_else() -> None:
    assert without_words() == []


def test_a_figure_without_an_explanation_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "QUARTER", (*QUARTER, RATIO))

    assert without_words() == ["some_ratio"]


def test_no_key_stands_twice_in_the_catalogue() -> None:
    keys = [definition.key for definition in (*STOCKS, *QUARTER)]

    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"), [(3, 23, 13.04), (1, 800, 0.13), (2, 2, 100), (0, 0, None)]
)
def test_percentages_are_rounded_half_up(numerator: int, denominator: int, percent: float | None) -> None:
    assert RATIO.figure(numerator, denominator).percent == percent


def test_a_mean_of_points_may_be_negative_and_is_rounded_away_from_zero() -> None:
    assert POINTS.figure(-25, 20).mean == -0.01
    assert POINTS.figure(-5, 10).mean == -0.01
    assert POINTS.figure(18_450, 2).mean == 92.25


MADE_HERE = {"comparison.py", "revision_diff.py"}
"""They make other figures of some that stand in the catalogue, or stood there once."""


def defines(text: str) -> bool:
    """Whether a module makes a definition or a figure of its own."""
    called = [node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    names = {one.id if isinstance(one, ast.Name) else getattr(one, "attr", "") for one in called}
    return not names.isdisjoint(("Definition", "Figure"))


def test_no_answer_can_carry_a_figure_that_is_defined_outside_the_catalogue() -> None:
    read_models = Path(services.reporting.__path__[0]) / "read_models"

    assert {file.name for file in read_models.rglob("*.py") if defines(file.read_text("utf-8"))} == MADE_HERE


@pytest.mark.parametrize(
    "planted", ["Definition('k', 'v', 'e', 'count')", "catalogue.Definition(*names)", "c.Figure()"]
)
def test_a_module_that_defines_a_figure_is_found(planted: str) -> None:
    assert defines(f"KEY = {planted}")
    assert not defines("KEY = definition.figure(1, 2)")


def test_what_is_defined_for_analyses_and_observers_is_listed_for_the_page() -> None:
    defined = {one for one in vars(analyses).values() if isinstance(one, Definition)}

    assert defined <= {one for found in analyses.ANALYSES.values() for one in found}
    assert {*observer_year.BEFORE_GROUPS, *observer_year.AFTER_GROUPS} < set(observer_year.YEAR)


@pytest.mark.parametrize("heading", ["## A year of one observer", "### `visits_none`", "### `divergence: median`"])
def test_the_page_tells_of_years_and_analyses(heading: str) -> None:
    assert heading in page().splitlines()
