"""How units lie in a quarter, which quarters are looked at, and what is said of a total that is wrong."""

from __future__ import annotations

from uuid import UUID

from contracts.reporting import ReadQuarter, UnitPart
from services.chassis.errors import Refused
from services.chassis.messaging.client import Asks
from sinhhoat.commands.check import told
from sinhhoat.totals import Checked, Span, Where, check_node
from sinhhoat.totals.asking import A
from sinhhoat.totals.figures import added, apart
from sinhhoat.totals.whole import Whole
from tests.reporting.history import an_id


def unit(code: str, *above: str) -> UnitPart:
    ids: list[UUID] = [an_id(one) for one in above]
    return UnitPart(unit_id=an_id(code), unit_code=code, unit_name=code, kind="cell", above=ids, figures={})


WHOLE = Whole.of(
    [unit("HU"), unit("A", "HU"), unit("B", "HU"), unit("A1", "A"), unit("M", "A", "B"), unit("D", "HU", "B")]
)


def test_a_unit_that_moved_stood_in_no_committee_all_quarter_long() -> None:
    stood = {(one.unit_code, code) for one in WHOLE.below() for code in "AB" if WHOLE.stood_in(one, an_id(code))}

    assert stood == {("A", "A"), ("B", "B"), ("A1", "A")}


def test_all_branches_together_have_what_moved_between_them_but_not_what_stood_directly_below_the_top() -> None:
    assert {one.unit_code for one in WHOLE.below() if WHOLE.is_branch(one)} == {"A", "B"}
    assert {one.unit_code for one in WHOLE.below() if WHOLE.stood_in_branches(one)} == {"A", "B", "A1", "M"}


def test_figures_are_added_key_by_key_and_nothing_is_no_difference() -> None:
    assert added([{"visits": (1, 0), "opinions": (3, 2)}, {"opinions": (1, 1), "moved": (0, 0)}]) == {
        "visits": (1, 0),
        "opinions": (4, 3),
    }
    assert list(apart({"visits": (0, 0), "opinions": (1, 1)}, {"opinions": (1, 2)})) == [("opinions", (1, 1), (1, 2))]


class Asked:
    """Notes which quarters it is asked for; the newest is 2020-Q2, and nothing is answered."""

    def __init__(self) -> None:
        self.quarters: list[str | None] = []

    async def ask(self, keeper: str, query: Asks[A]) -> A:
        assert isinstance(query, ReadQuarter)
        self.quarters.append(query.quarter)
        raise Refused("unit_unknown")


async def test_a_quarter_that_is_named_is_the_only_one_and_a_keeper_without_units_has_none() -> None:
    named, newest = Asked(), Asked()

    await check_node(named, ["ward-001"], Span("2020-Q1"), Checked())
    await check_node(newest, ["city"], Span(quarters=3), Checked())

    assert (named.quarters, newest.quarters) == (["2020-Q1"], [None])


def test_a_wrong_total_is_told_with_its_place_and_both_numbers() -> None:
    checked = Checked()

    checked.hold(Where("ward-001", "2020-Q1", "A1"), "khác / differs", {"visits": (2, 0)}, {"visits": (1, 0)})

    assert told(checked) == ["ward-001 2020-Q1 A1 visits: 2/0 ≠ 1/0; khác / differs"]
