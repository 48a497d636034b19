"""The district of 2019: its tree, its members, its observers and what they cover."""

from collections import Counter

import pytest

from examples.hoc_mon_units import ROOT as DISTRICT
from sinhhoat.registers import Register, UnitRow, cell_types, read_register
from tests.examples.published import ROOT, load

GROUPS = ("residential", "party_mass_nonstate", "sector_agency")


@pytest.fixture(scope="module")
def register() -> Register:
    outcome = read_register([ROOT / "hoc-mon-2019"])
    assert isinstance(outcome, Register), outcome
    return outcome


def cells(register: Register) -> dict[str, UnitRow]:
    return {unit.code: unit for unit in register.units if unit.kind == "cell"}


def group(unit: UnitRow) -> str:
    return cell_types().group_of(str(unit.cell_type))


def covered(register: Register) -> set[str]:
    return {pair.cell_code for notice in register.notices for pair in notice.pairs}


def test_the_tree_has_the_published_numbers(register: Register) -> None:
    published = load("hoc-mon-2019")
    committees = [unit for unit in register.units if unit.kind == "committee" and unit.parent_code]
    direct = [unit for unit in cells(register).values() if unit.parent_code == DISTRICT]

    assert len(committees) == published.value("grassroots_committees")
    assert len(direct) == published.value("grassroots_cells")
    assert len(cells(register)) - len(direct) == published.value("subordinate_cells")
    assert len(register.people) == published.value("observers")
    assert len({unit.name for unit in register.units}) == len(register.units)


def test_the_members_add_up_and_every_cell_has_three_official_ones(register: Register) -> None:
    sizes = [roll.official + roll.probationary for roll in register.rolls]

    assert sum(sizes) == load("hoc-mon-2019").value("members")
    assert len(sizes) == len(cells(register)) == load("hoc-mon-2019").value("cells")
    assert min(roll.official for roll in register.rolls) >= 3
    assert max(sizes) > 3 * min(sizes)


def test_the_coverage_is_the_published_one(register: Register) -> None:
    published, reached = load("hoc-mon-2019"), covered(register)
    direct = [unit for unit in cells(register).values() if unit.parent_code == DISTRICT]
    below = [unit for unit in cells(register).values() if unit.parent_code != DISTRICT]
    counted = {"district_direct": direct, "subordinate": below, "all": direct + below}
    counted |= {name: [unit for unit in below if group(unit) == name] for name in GROUPS}

    for key, units in counted.items():
        assert (sum(unit.code in reached for unit in units), len(units)) == published.ratio(key)


def test_125_pairs_cover_101_cells_and_every_observer_has_one(register: Register) -> None:
    pairs = [pair for notice in register.notices for pair in notice.pairs]

    assert len(pairs) == len({(pair.person_code, pair.cell_code) for pair in pairs}) == 125
    assert len({pair.cell_code for pair in pairs}) == load("hoc-mon-2019").value("covered_cells")
    assert {pair.person_code for pair in pairs} == {person.code for person in register.people}


def test_every_observer_has_two_groups_of_types_other_than_his_own(register: Register) -> None:
    units = cells(register)
    groups: dict[str, set[str]] = {person.code: set() for person in register.people}
    for notice in register.notices:
        for pair in notice.pairs:
            groups[pair.person_code].add(group(units[pair.cell_code]))

    for person in register.people:
        assert len(groups[person.code] - {group(units[str(person.own_cell_code)])}) >= 2


def test_some_residential_cell_has_one_observer(register: Register) -> None:
    observers = Counter(pair.cell_code for notice in register.notices for pair in notice.pairs)
    residential = [unit.code for unit in cells(register).values() if group(unit) == "residential"]

    assert any(observers[code] == 1 for code in residential)


def test_the_notice_was_issued_before_the_year_began_to_run_and_nobody_is_told(register: Register) -> None:
    (notice,) = register.notices

    assert notice.unannounced
    assert {(str(pair.from_), str(pair.until)) for pair in notice.pairs} == {("2019-01-02", "2019-12-31")}
