"""What the words of `report` take alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from typer.main import get_command

from sinhhoat.commands.report import report
from sinhhoat.vocabulary import Words

WORDS: Mapping[str, Any] = get_command(report).commands  # type: ignore[attr-defined]
OF_REPORTS = {"revisions", "submitted", "diff", "restatements", "verify", "check", "definition"}
"""What is asked of signed reports or of files, which name their moment themselves; and of what words mean."""
OF_YEARS = {"classification", "cell", "observer"}
"""What is asked of a year as known, under the structure of each day."""


def options(word: str) -> set[str]:
    return {option for parameter in WORDS[word].params for option in parameter.opts}


@pytest.mark.parametrize("word", sorted(WORDS.keys() - OF_REPORTS))
def test_every_word_about_figures_takes_an_instant_and_a_lens(word: str) -> None:
    assert {"--known-at", "--known"} <= options(word)
    assert word in OF_YEARS or "--lens" in options(word)


def test_nothing_is_left_out_that_is_not_there() -> None:
    assert WORDS.keys() > OF_REPORTS | OF_YEARS


def test_evidence_is_a_word_of_its_own_as_well() -> None:
    alone = Words().get_command(None, "evidence")

    assert {option for parameter in alone.params for option in parameter.opts} == options("evidence")
