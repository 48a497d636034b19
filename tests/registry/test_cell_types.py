"""Catalogues of cell types: what makes one whole, and how one follows the other."""

from datetime import date
from uuid import UUID

import pytest
from pydantic import ValidationError

from contracts import registry as contract
from services.chassis.errors import Refused
from services.registry.domain import Catalogue, CellTypeGroup, Structure
from tests.registry.given import (
    BEGINNING,
    GROUPS,
    KEEPER,
    SCHOOL,
    TYPES,
    YEAR_2010,
    YEAR_2020,
    a_tree,
    catalogue,
    happened,
    unit,
)


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
        (
            Catalogue("1", BEGINNING, TYPES, [*GROUPS, CellTypeGroup("all", "Tất cả", "All")]),
            "cell_type_group_reserved",
        ),
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


def test_a_catalogue_that_drops_a_type_which_cells_have_is_refused_with_their_number() -> None:
    structure = a_tree()

    with pytest.raises(Refused, match="cell_type_in_use") as refused:
        structure.adopt_cell_types(catalogue("2", YEAR_2020, [SCHOOL]))
    assert refused.value.numbers == {"token": "RESIDENTIAL", "cells": 2}


def test_a_type_that_no_cell_has_from_that_day_on_may_be_dropped() -> None:
    structure = a_tree()
    structure.adopt_cell_types(catalogue("2", YEAR_2010, [*TYPES, SCHOOL]))
    structure.change_type(unit("CB-1"), "SCHOOL", YEAR_2020)
    structure.dissolve(unit("CB-2"), YEAR_2020)

    structure.adopt_cell_types(catalogue("3", YEAR_2020, [SCHOOL]))

    assert [known.version for known in structure.catalogues] == ["1", "2", "3"]


def test_a_type_that_a_cell_takes_later_may_not_be_dropped() -> None:
    structure = a_tree()
    structure.adopt_cell_types(catalogue("2", YEAR_2010, [*TYPES, SCHOOL]))
    structure.change_type(unit("CB-1"), "SCHOOL", YEAR_2020)

    with pytest.raises(Refused, match="cell_type_in_use") as refused:
        structure.adopt_cell_types(catalogue("3", date(2015, 1, 1), TYPES))
    assert refused.value.numbers == {"token": "SCHOOL", "cells": 1}


@pytest.mark.parametrize(("types", "groups"), [(201, 1), (1, 51)])
def test_a_catalogue_has_a_bounded_size(types: int, groups: int) -> None:
    named = {"name_vi": "Ấp", "name_en": "Hamlet"}

    with pytest.raises(ValidationError, match="too_long"):
        contract.AdoptCellTypes(
            command_id=UUID(int=1),
            version="1",
            effective_from=BEGINNING,
            types=[contract.CellType(token="A", group="a", **named)] * types,
            groups=[contract.CellTypeGroup(key="a", **named)] * groups,
        )
