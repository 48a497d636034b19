"""The tests that the page for developers names are there."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "developers.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(test_\w+)` in `(tests/[\w/]+\.py)`", PAGE)


def there(name: str, file: str) -> bool:
    """Whether a file holds a test of that name."""
    path = ROOT / file
    return path.exists() and re.search(rf"^(async )?def {name}\(", path.read_text(encoding="utf-8"), re.M) is not None


def test_all_planted_faults_are_named() -> None:
    assert len(NAMED) >= 9


@pytest.mark.parametrize(("name", "file"), NAMED)
def test_a_named_test_is_there(name: str, file: str) -> None:
    assert there(name, file)


def test_a_test_that_is_gone_is_found() -> None:
    assert not there("test_that_nobody_wrote", NAMED[0][1])
