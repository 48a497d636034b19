"""The cell types are data, and the words that registers use for them mean one type each."""

from datetime import date

import pytest

from sinhhoat.registers.cell_types import cell_type, cell_types
from sinhhoat.registers.findings import Unfit
from sinhhoat.registers.text import fold
from sinhhoat.registers.values import EARLIEST_YEAR


@pytest.mark.parametrize(
    ("word", "token"),
    [
        ("RESIDENTIAL", "RESIDENTIAL"),
        ("residential", "RESIDENTIAL"),
        ("Ấp", "RESIDENTIAL"),
        ("khu phố", "RESIDENTIAL"),
        ("Chi bộ khu dân cư", "RESIDENTIAL"),
        ("TỔ DÂN PHỐ", "RESIDENTIAL"),
        ("xây dựng Đảng - Đoàn thể", "PARTY_MASS_ORG"),
        ("xây dựng \u00d0ảng – đoàn thể", "PARTY_MASS_ORG"),
        ("ngoài khu vực nhà nước", "NON_STATE"),
        ("co quan", "AGENCY"),
        ("đơn vị sự nghiệp công lập", "PUBLIC_SERVICE_UNIT"),
        ("party_mass_org", "PARTY_MASS_ORG"),
        ("đương chức", "IN_SERVICE"),
    ],
)
def test_a_type_is_understood_by_its_token_and_its_vietnamese_names(word: str, token: str) -> None:
    assert cell_type(word) == token


@pytest.mark.parametrize("word", ["câu lạc bộ", "RESIDENTIAL\x00", "=RESIDENTIAL", "chi bộ"])
def test_anything_else_is_no_type(word: str) -> None:
    with pytest.raises(Unfit):
        cell_type(word)


def test_no_word_means_two_types() -> None:
    table = cell_types()
    owners: dict[str, set[str]] = {}
    for kind in table.types:
        for word in (kind.token, kind.name_vi, kind.name_en, *kind.aliases):
            owners.setdefault(fold(word), set()).add(kind.token)

    assert [word for word, tokens in owners.items() if len(tokens) > 1] == []


def test_the_table_holds_from_the_first_day_that_a_register_may_name() -> None:
    assert cell_types().effective_from == date(EARLIEST_YEAR, 1, 1)


def test_every_type_has_a_group_of_the_table() -> None:
    table = cell_types()

    assert {kind.group for kind in table.types} == {group.token for group in table.groups}
    assert table.group_of("IN_SERVICE") == "sector_agency"
    assert len(table.types) == 11
