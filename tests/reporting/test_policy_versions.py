"""A figure says by which definition and under which version of its duty it was counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.reporting.catalogue import PLACES, PREFIXES, QUARTER, STOCKS, VERSION
from services.reporting.catalogue.definition import Definition
from services.reporting.catalogue.explained import explained, version_of
from services.reporting.duties import DUTIES, Duty, defined, version_on
from services.reporting.duties import figures as of_figures
from services.reporting.read_models.asked import Sum
from services.reporting.read_models.coverage import figures

LAST = date(2019, 3, 31)
DEFINITIONS = {one.key: one for one in QUARTER}
OF_DUTIES = {duty.figure: duty for duty in DUTIES if duty.figure}


def test_every_duty_with_a_figure_names_one_of_the_quarter_and_no_two_the_same() -> None:
    assert OF_DUTIES.keys() <= DEFINITIONS.keys()
    assert len(OF_DUTIES) == sum(duty.figure is not None for duty in DUTIES)


@pytest.mark.parametrize("key", sorted(OF_DUTIES))
def test_a_figure_of_a_duty_has_the_version_that_was_in_force_on_the_last_day(key: str) -> None:
    [figure] = figures([DEFINITIONS[key]], {key: Sum(1, 2)}, LAST)

    assert figure.policy_version == OF_DUTIES[key].on(LAST).version


def test_figures_of_no_duty_have_none() -> None:
    without = [one for one in QUARTER if one.key not in OF_DUTIES]

    assert {figure.policy_version for figure in figures(without, {}, LAST)} == {None}


def test_a_version_counts_from_its_day_on(monkeypatch: pytest.MonkeyPatch) -> None:
    duty: Duty = OF_DUTIES["meetings_regular"]
    first = duty.versions[0]
    later = replace(first, version="2020", effective_from=date(2020, 1, 1))
    changed = replace(duty, versions=(first, later))
    monkeypatch.setattr(of_figures, "OF_FIGURES", {"meetings_regular": changed})

    versions = [version_on("meetings_regular", day) for day in (LAST, date(2019, 12, 31), date(2020, 1, 1))]

    assert versions == [first.version, first.version, "2020"]


@pytest.mark.parametrize(
    "key",
    [
        *(one.key for one in (*STOCKS, *QUARTER)),
        *(f"{prefix}_{place}" for prefix in PREFIXES for place in (*PLACES, "residential")),
        "candidates_stage-1",
    ],
)
def test_whatever_an_answer_can_carry_is_defined(key: str) -> None:
    found = defined(key, LAST)

    assert found.formula_en
    assert found.source
    assert found.catalogue == VERSION


def test_a_line_of_coverage_has_the_words_of_its_kind_and_others_none() -> None:
    assert explained("visited_residential") is explained("visited")
    assert explained("candidates_stage-1") is explained("candidates")
    with pytest.raises(KeyError):
        explained("nothing")


def test_a_figure_of_a_duty_is_defined_with_the_duty_and_the_document_behind_it() -> None:
    found = defined("meetings_regular", LAST)

    assert (found.duty, found.policy_version) == ("regular_meeting", "2011")
    assert "Điều 24" in (found.policy_source or "")


def test_another_definition_is_another_version_of_the_catalogue() -> None:
    more = Definition("some_ratio", "Tỷ lệ", "Ratio", "ratio")

    assert version_of((*STOCKS, *QUARTER)) == VERSION
    assert version_of((*STOCKS, *QUARTER, more)) != VERSION
