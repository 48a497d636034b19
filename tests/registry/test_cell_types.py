"""Catalogues of cell types: what makes one whole, and how one follows the other."""

from datetime import date

import pytest

from services.chassis.errors import Refused
from services.registry.domain import Catalogue, CellTypeGroup, Structure
from tests.registry.given import BEGINNING, GROUPS, KEEPER, SCHOOL, TYPES, YEAR_2020, catalogue, happened


def test_an_adopted_catalogue_is_told() -> None:
    structure = Structure(KEEPER)

    structure.adopt_cell_types(catalogue())

    adopted = happened(structure)[-1]
    assert isinstance(adopted, Structure.CellTypesAdopted)
    assert adopted.catalogue == catalogue()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (Catalogue("1", BEGINNING, [], GROUPS), "cell_types_empty"),
        (Catalogue("1", BEGINNING, [*TYPES, *TYPES], GROUPS), "cell_type_double"),
        (Catalogue("1", BEGINNING, TYPES, [*GROUPS, *GROUPS]), "cell_type_group_double"),
        (Catalogue("1", BEGINNING, TYPES, [CellTypeGroup("other", "Khác", "Other")]), "cell_type_group_unknown"),
    ],
)
def test_a_catalogue_that_contradicts_itself_is_refused(wrong: Catalogue, code: str) -> None:
    with pytest.raises(Refused, match=code):
        Structure(KEEPER).adopt_cell_types(wrong)


def test_a_version_is_adopted_once() -> None:
    structure = Structure(KEEPER)
    structure.adopt_cell_types(catalogue("1"))

    with pytest.raises(Refused, match="cell_types_version_taken"):
        structure.adopt_cell_types(catalogue("1", YEAR_2020, [*TYPES, SCHOOL]))


@pytest.mark.parametrize("day", [BEGINNING, date(1999, 12, 31)])
def test_a_new_catalogue_takes_nothing_from_the_former_ones_past(day: date) -> None:
    structure = Structure(KEEPER)
    structure.adopt_cell_types(catalogue("1", BEGINNING))

    with pytest.raises(Refused, match="cell_types_not_later") as refused:
        structure.adopt_cell_types(catalogue("2", day))
    assert refused.value.numbers == {"former": "2000-01-01"}
