"""The examples hold what their sources printed, and the generator writes them byte for byte."""

import filecmp
from pathlib import Path

import pytest

from examples.generate import EXAMPLES, SEED, generate
from sinhhoat.registers import Register, read_register
from tests.examples.published import ROOT, load

DIRECTORIES = sorted(EXAMPLES)


def read(name: str) -> Register:
    outcome = read_register([ROOT / name])
    assert isinstance(outcome, Register), outcome
    return outcome


@pytest.mark.parametrize("name", DIRECTORIES)
def test_an_example_reads_as_the_register_that_was_written(name: str) -> None:
    written = EXAMPLES[name](SEED)

    assert read(name) == written


def test_the_generator_writes_what_is_committed(tmp_path: Path) -> None:
    generate(tmp_path)

    for name in DIRECTORIES:
        made, kept = sorted(tmp_path.glob(f"{name}/*.csv")), sorted(ROOT.glob(f"{name}/*.csv"))
        assert [file.name for file in made] == [file.name for file in kept]
        assert all(filecmp.cmp(one, other, shallow=False) for one, other in zip(made, kept, strict=True))


def test_another_seed_writes_another_register() -> None:
    assert EXAMPLES["hoc-mon-2019"](SEED) != EXAMPLES["hoc-mon-2019"](SEED + 1)


def test_tan_dinh_has_its_cells_and_members() -> None:
    register, published = read("tan-dinh-2009"), load("tan-dinh-2009")
    types = [unit.cell_type for unit in register.units if unit.kind == "cell"]

    assert len(types) == published.value("cells")
    assert types.count("RESIDENTIAL") == published.value("residential_cells")
    assert types.count("IN_SERVICE") == published.value("in_service_cells")
    assert sum(roll.official + roll.probationary for roll in register.rolls) == published.value("members")
    assert sum(roll.in_post for roll in register.rolls) == published.value("in_post")


def test_thong_nhat_has_a_cell_for_every_class() -> None:
    register, published = read("thong-nhat-2016"), load("thong-nhat-2016")
    classes = ("exemplary_clean_strong", "clean_strong", "completed_well")

    assert sum(unit.kind == "cell" for unit in register.units) == sum(published.value(key) for key in classes)


def test_hai_ba_trung_has_those_who_were_commended() -> None:
    register, published = read("hai-ba-trung-2024"), load("hai-ba-trung-2024")

    assert len(register.units) - 1 == published.value("collectives_commended")
    assert len(register.people) == published.value("individuals_commended")
