"""A number is written in one way: with the digits 0 to 9, which are the only ones that a schema's `\\d` means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

import contracts
from contracts import classification, observer_reports, reporting

ANY_DIGITS = re.compile(r'pattern=r"[^"]*\\d[^"]*"\)(?!, AfterValidator\(plain_digits\))')


@pytest.mark.parametrize("kind", [observer_reports.QuarterName, reporting.QuarterName, classification.Period])
@pytest.mark.parametrize("digits", ["\u0662\u0666", "\u0968\u096c", "\uff12\uff16"])
def test_a_quarter_in_other_digits_is_no_quarter(kind: Any, digits: str) -> None:
    asked = TypeAdapter(kind)

    assert asked.validate_python("2026-Q1") == "2026-Q1"
    with pytest.raises(ValidationError):
        asked.validate_python(f"20{digits}-Q1")


def test_no_pattern_of_the_contracts_takes_other_digits() -> None:
    found = {
        file.name: ANY_DIGITS.findall(file.read_text("utf-8")) for file in Path(contracts.__path__[0]).glob("*.py")
    }

    assert {name: patterns for name, patterns in found.items() if patterns} == {}
    assert ANY_DIGITS.search('X = StringConstraints(pattern=r"^\\d+$")')
