"""Every published.json has one form, and its printed percentages are its fractions, but for the one known misprint."""

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.examples.published import ROOT, load

FILES = sorted(ROOT.glob("*/published.json"))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads((ROOT / "published.schema.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_a_published_file_has_the_form(file: Path, validator: Draft202012Validator) -> None:
    assert list(validator.iter_errors(json.loads(file.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "figure",
    [{"key": "a", "value": 1}, {"key": "a", "value": 1, "line": 1, "note": ""}, {"key": "a", "numerator": 1, "line": 1},
     {"key": "a", "numerator": 1, "denominator": 2, "percent": "7,5", "line": 1}],
)  # fmt: skip
def test_the_form_refuses_what_it_does_not_name(figure: dict[str, object], validator: Draft202012Validator) -> None:
    document = load("hoc-mon-2019").document | {"figures": [figure]}

    assert list(validator.iter_errors(document))


def test_every_example_has_its_published_figures() -> None:
    assert len(FILES) == 5


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_a_printed_percentage_is_its_fraction_unless_it_is_a_known_misprint(file: Path) -> None:
    for figure in load(file.parent.name).document["figures"]:
        if "percent" not in figure:
            continue
        printed = Decimal(figure["percent"])
        exact = Decimal(100) * figure["numerator"] / figure["denominator"]
        agrees = exact.quantize(printed, ROUND_HALF_UP) == printed
        assert agrees is not figure.get("misprint", False)


def test_one_misprint_is_known() -> None:
    marked = [(file.parent.name, figure["key"]) for file in FILES
              for figure in load(file.parent.name).document["figures"] if "misprint" in figure]  # fmt: skip

    assert marked == [("hoc-mon-2019", "party_mass_nonstate")]
