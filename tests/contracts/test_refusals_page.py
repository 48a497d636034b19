"""The page of refusals names every code with its texts, and is what the files and the code say today."""

from __future__ import annotations

from pathlib import Path

import pytest

from sinhhoat.published_language import refusals
from sinhhoat.published_language.refused_fields import refused_fields


def test_the_page_is_what_the_texts_and_the_code_say() -> None:
    assert refusals.PAGE.read_text("utf-8") == refusals.page(), "run ./dev contracts"


def test_a_page_changed_by_hand_is_found_and_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "refusals.md"
    copy.write_text(refusals.page() + "by hand", "utf-8")
    monkeypatch.setattr(refusals, "PAGE", copy)

    assert [refusals.write(), refusals.write()] == [True, False]
    assert copy.read_text("utf-8") == refusals.page()


def test_a_refusal_stands_there_with_its_field_its_numbers_and_its_source() -> None:
    [line] = [line for line in refusals.page().splitlines() if line.startswith("| `attendance_does_not_add_up` |")]

    assert "| `attendance` |" in line
    assert "Có mặt … + vắng có lý do …" in line
    assert "`present`, `excused`, `unexcused`, `accounted`, `expected`" in line
    assert "12-HD/BTCTW" in line


def test_a_rule_of_our_own_making_says_so() -> None:
    [line] = [line for line in refusals.page().splitlines() if line.startswith("| `nothing_changed` |")]

    assert line.endswith("| quy tắc của hệ thống / rule of the system |")


CHECKS = """
def check_day(day, *, field: str = "held_on") -> None:
    raise Refused("day_unheard" if day else "day_missing", field=field)

class Unit:
    def _check(self, day, field) -> None:
        check_day(day, field=field)

    def report(self, day) -> None:
        self._check(day, "as_of")
        raise Refused("already_there", field="unit_id")
"""


def test_a_check_speaks_of_the_fields_that_its_service_gives_it_also_through_another_one(tmp_path: Path) -> None:
    for service, code in (("one", CHECKS), ("two", 'check_day(today, field="elsewhere")')):
        (tmp_path / service).mkdir()
        (tmp_path / service / "domain.py").write_text(code, "utf-8")

    days = {"as_of", "held_on"}
    assert refused_fields(tmp_path) == {"day_unheard": days, "day_missing": days, "already_there": {"unit_id"}}
