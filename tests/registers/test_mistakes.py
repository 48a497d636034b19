"""Every mistake that a register can hold gives one finding, at its place, and its children give none."""

from datetime import date
from pathlib import Path

import pytest

from sinhhoat.registers import Findings, KnownRegister, PersonRow, Register, UnitRow, read_register
from sinhhoat.registers.messages import MESSAGES
from tests.registers.given import Table, checked, codes, good, set_field, write

LONG = "x" * 201
# sheet, key of the row, column, what is written there, the finding
FIELDS = [
    ("units", "CB-001", "code", "", "empty"),
    ("units", "CB-001", "code", "CB 001", "code_malformed"),
    ("units", "CB-001", "code", "СB-001", "code_malformed"),  # the first letter is Cyrillic
    ("units", "CB-002", "code", "cb-001", "code_double"),
    ("units", "CB-001", "name", "", "empty"),
    ("units", "CB-001", "name", LONG, "text_too_long"),
    ("units", "CB-001", "name", "hai\ndòng", "several_lines"),
    ("units", "CB-001", "name", "Chi\x00bộ", "control_character"),
    ("units", "CB-001", "name", "Chi\u202ebộ", "control_character"),
    ("units", "CB-001", "name", "Chi\u200bbộ", "control_character"),
    ("units", "CB-001", "name", "Chi b\ufffd", "text_broken"),
    ("units", "CB-001", "name", "Đảngnbsp;ủy", "markup"),
    ("units", "CB-001", "name", "Đảng&nbsp;ủy", "markup"),
    ("units", "CB-001", "name", "<b>Chi bộ</b>", "markup"),
    ("units", "CB-001", "name", "=cmd()", "formula"),
    ("units", "CB-001", "name", "+1+cmd|' /C calc'!A0", "formula"),
    ("units", "CB-001", "name", "-2+3", "formula"),
    ("units", "CB-001", "name", "@SUM(A1)", "formula"),
    ("units", "CB-001", "kind", "branch", "kind_unknown"),
    ("units", "DU-01", "kind", "", "empty"),
    ("units", "CB-001", "cell_type", "câu lạc bộ", "type_unknown"),
    ("units", "CB-001", "cell_type", "", "type_missing"),
    ("units", "DU-01", "cell_type", "cơ quan", "type_on_committee"),
    ("units", "CB-001", "parent_code", "", "parent_missing"),
    ("units", "CB-001", "parent_code", "DU-99", "parent_unknown"),
    ("units", "CB-001", "parent_code", "CB-002", "parent_is_cell"),
    ("units", "DU-01", "parent_code", "DU-01", "parent_cycle"),
    ("units", "DU-01", "parent_code", "", "root_double"),
    ("units", "CB-001", "established_on", "31/2/2019", "date_impossible"),
    ("units", "CB-001", "established_on", "4/13/2019", "date_impossible"),
    ("units", "CB-001", "established_on", "1/1/0219", "date_impossible"),
    ("units", "CB-001", "established_on", "tháng Tư", "date_unreadable"),
    ("units", "CB-001", "established_on", "1/4/19", "date_unreadable"),
    ("units", "CB-001", "established_on", "", "empty"),
    ("rolls", "CB-001", "as_of", "31/12/1999", "before_established"),
    ("assignments", "01-TB/HU", "from", "31/12/1999", "before_established"),
    ("rolls", "CB-001", "unit_code", "CB-999", "unit_unknown"),
    ("rolls", "CB-001", "as_of", "29/2/2019", "date_impossible"),
    ("rolls", "CB-001", "official", "", "empty"),
    ("rolls", "CB-001", "official", "-5", "count_negative"),
    ("rolls", "CB-001", "official", "5.97", "count_fractional"),
    ("rolls", "CB-001", "official", "5,5", "count_fractional"),
    ("rolls", "CB-001", "official", "5,976", "count_fractional"),
    ("rolls", "CB-001", "official", "5.0", "count_fractional"),
    ("rolls", "CB-001", "official", "năm", "count_textual"),
    ("rolls", "CB-001", "official", "1e3", "count_textual"),
    ("rolls", "CB-001", "official", "٥", "count_textual"),
    ("rolls", "CB-001", "official", "9" * 6000, "text_too_long"),
    ("rolls", "CB-001", "official", "9" * 100, "count_too_large"),
    ("rolls", "CB-001", "official", "=1+1", "formula"),
    ("rolls", "CB-001", "exempt", "23", "exempt_above_members"),
    ("rolls", "CB-001", "temporarily_away", "22", "absent_above_members"),
    ("people", "NQS-001", "name", "", "empty"),
    ("people", "NQS-002", "code", "nqs-001", "code_double"),
    ("people", "NQS-001", "own_cell_code", "CB-999", "cell_unknown"),
    ("people", "NQS-001", "own_cell_code", "DU-01", "not_a_cell"),
    ("notices", "01-TB/HU", "issuer_code", "HUX", "unit_unknown"),
    ("notices", "01-TB/HU", "issuer_code", "CB-001", "issuer_is_cell"),
    ("notices", "01-TB/HU", "issued_on", "2019", "date_unreadable"),
    ("notices", "01-TB/HU", "unannounced", "maybe", "yes_no_unreadable"),
    ("assignments", "01-TB/HU", "notice_number", "02-TB/HU", "notice_unknown"),
    ("assignments", "01-TB/HU", "person_code", "NQS-999", "person_unknown"),
    ("assignments", "01-TB/HU", "cell_code", "CB-999", "cell_unknown"),
    ("assignments", "01-TB/HU", "cell_code", "DU-01", "not_a_cell"),
    ("assignments", "01-TB/HU", "cell_code", "CB-004", "own_cell"),
    ("assignments", "01-TB/HU", "cell_code", "CB-003", "pair_double"),
    ("assignments", "01-TB/HU", "until", "1/1/2019", "end_before_begin"),
]


def test_the_good_register_has_no_mistake(tmp_path: Path) -> None:
    outcome = checked(tmp_path, good())

    assert codes(outcome) == []
    assert isinstance(outcome, Register)
    assert [unit.code for unit in outcome.units][:3] == ["HU", "DU-01", "DU-02"]
    assert outcome.rolls[2].official == 1005
    assert str(outcome.notices[0].pairs[2].from_) == "2019-01-02"
    assert str(outcome.notices[0].pairs[2].until) == "2019-12-31"


@pytest.mark.parametrize(("sheet", "key", "column", "value", "code"), FIELDS)
def test_one_wrong_field_gives_one_finding(
    tmp_path: Path, sheet: str, key: str, column: str, value: str, code: str
) -> None:
    register = good()
    set_field(register, sheet, key, column, value)

    outcome = checked(tmp_path, register)

    assert codes(outcome) == [code]
    assert isinstance(outcome, Findings)
    finding = outcome.items[0]
    assert (finding.sheet, finding.file) == (sheet, f"{sheet}.csv")
    assert finding.line > 1
    assert finding.column == column
    assert finding.vi != finding.en
    assert len(finding.value) <= 100


def test_a_row_with_two_wrong_fields_gives_one_finding(tmp_path: Path) -> None:
    register = good()
    register["units"][4] = ["CB-001", "", "what", "", "none", "DU-99", "never"]

    assert codes(checked(tmp_path, register)) == ["empty"]


@pytest.mark.parametrize("column", ["name", "kind", "established_on"])
def test_the_children_of_a_wrong_committee_give_none(tmp_path: Path, column: str) -> None:
    register = good()
    set_field(register, "units", "DU-01", column, "")

    assert codes(checked(tmp_path, register)) == ["empty"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [("", "empty"), ("DU 01", "code_malformed"), ("mã xã", "code_malformed"), ("HU", "code_double")],
)
def test_the_children_of_a_committee_without_its_code_give_none(tmp_path: Path, code: str, expected: str) -> None:
    register = good()
    set_field(register, "units", "DU-01", "code", code)

    assert codes(checked(tmp_path, register)) == [expected]


def test_the_children_of_a_committee_that_is_called_a_cell_give_none(tmp_path: Path) -> None:
    register = good()
    set_field(register, "units", "DU-01", "kind", "cell")
    register["units"][1:] = register["units"][:0:-1]

    assert codes(checked(tmp_path, register)) == ["type_missing"]


def test_a_circle_with_a_unit_that_is_wrong_in_itself_is_found_at_another(tmp_path: Path) -> None:
    register = good()
    register["units"] += [
        ["K1", "", "committee", "", "", "K2", "1/1/2000"],
        ["K2", "Hai", "committee", "", "", "K1", "1/1/2000"],
    ]

    assert codes(checked(tmp_path, register)) == ["empty", "parent_cycle"]


def test_a_malformed_code_repeated_by_its_children_is_one_finding(tmp_path: Path) -> None:
    register = good()
    for row in register["units"]:
        row[:] = ["DU 01" if field == "DU-01" else field for field in row]

    assert codes(checked(tmp_path, register)) == ["code_malformed"]


@pytest.mark.parametrize(("sheet", "key"), [("people", "NQS-001"), ("notices", "01-TB/HU")])
def test_the_pairs_of_a_person_or_notice_without_a_code_give_none(tmp_path: Path, sheet: str, key: str) -> None:
    register = good()
    register[sheet] = [["" if field == key else field for field in row] for row in register[sheet]]

    assert codes(checked(tmp_path, register)) == ["empty"]


def test_a_circle_of_three_units_is_one_finding_and_what_hangs_below_none(tmp_path: Path) -> None:
    register = good()
    register["units"] += [
        ["K1", "Một", "committee", "", "", "K3", "1/1/2000"],
        ["K2", "Hai", "committee", "", "", "K1", "1/1/2000"],
        ["K3", "Ba", "committee", "", "", "K2", "1/1/2000"],
        ["C9", "Bốn", "cell", "", "ấp", "K2", "1/1/2000"],
    ]
    register["rolls"].append(["C9", "1/1/2019", "5"])

    outcome = checked(tmp_path, register)

    assert codes(outcome) == ["parent_cycle"]
    assert isinstance(outcome, Findings)
    assert outcome.items[0].line == 10
    assert "K1 → K3 → K2 → K1" in outcome.items[0].en


def test_a_missing_column_is_one_finding_and_the_rest_of_its_rows_is_still_read(tmp_path: Path) -> None:
    register = good()
    set_field(register, "units", "CB-001", "cell_type", "câu lạc bộ")
    register["units"] = [row[1:] for row in register["units"]]

    assert codes(checked(tmp_path, register)) == ["column_missing", "type_unknown"]


def test_an_unknown_column_names_the_one_that_is_probably_meant(tmp_path: Path) -> None:
    register = good()
    register["units"][0][6] = "established"

    outcome = checked(tmp_path, register)

    assert codes(outcome) == ["column_unknown"]
    assert isinstance(outcome, Findings)
    assert "established_on" in outcome.items[0].en


def test_a_column_too_many_and_one_too_few_are_two_findings(tmp_path: Path) -> None:
    register = good()
    register["units"][0][6] = "ghi chú"

    assert codes(checked(tmp_path, register)) == ["column_unknown", "column_missing"]


def test_a_column_that_stands_twice_is_a_finding(tmp_path: Path) -> None:
    register = good()
    register["units"] = [[*row, row[1]] for row in register["units"]]

    assert codes(checked(tmp_path, register)) == ["column_double"]


def test_a_count_split_by_its_comma_is_found_as_a_surplus_field(tmp_path: Path) -> None:
    (tmp_path / "rolls.csv").write_text(
        "unit_code,as_of,official,probationary,exempt,temporarily_away,temporarily_here,special_duty,in_post,admitted\n"
        "CB-001,2019-01-01,5,976,0,0,0,0,0,0,0\n",
        encoding="utf-8",
    )
    register = good()
    del register["rolls"]

    assert codes(checked(tmp_path, register)) == ["too_many_fields"]


def test_a_second_roll_of_a_unit_on_one_day_is_a_finding(tmp_path: Path) -> None:
    register = good()
    register["rolls"].append(register["rolls"][1])

    assert codes(checked(tmp_path, register)) == ["roll_double"]


def test_a_roll_of_a_day_to_come_is_a_finding_if_the_day_is_told(tmp_path: Path) -> None:
    directory = write(tmp_path, good())

    assert codes(read_register([directory], today=date(2019, 1, 1))) == []
    assert codes(read_register([directory], today=date(2018, 12, 31))) == ["in_the_future"] * 3


def test_guests_make_room_for_absent_members(tmp_path: Path) -> None:
    register = good()
    set_field(register, "rolls", "CB-001", "temporarily_away", "22")
    set_field(register, "rolls", "CB-001", "temporarily_here", "1")

    assert codes(checked(tmp_path, register)) == []


def test_a_notice_that_assigns_nobody_is_a_finding(tmp_path: Path) -> None:
    register = good()
    register["notices"].append(["02-TB/HU", "HU", "3/1/2019", ""])

    assert codes(checked(tmp_path, register)) == ["notice_without_pairs"]


def test_a_code_in_another_letter_case_is_unknown_and_the_right_one_is_named(tmp_path: Path) -> None:
    register = good()
    set_field(register, "rolls", "CB-001", "unit_code", "cb-001")

    outcome = checked(tmp_path, register)

    assert codes(outcome) == ["unit_unknown"]
    assert isinstance(outcome, Findings)
    assert "CB-001" in outcome.items[0].vi


def test_rolls_alone_are_checked_against_what_the_system_knows(tmp_path: Path) -> None:
    known = KnownRegister(units={code: a_known_cell(code) for code in ("CB-001", "CB-002")})
    outcome = checked(tmp_path, {"rolls": good()["rolls"]}, known)

    assert codes(outcome) == ["unit_unknown"]


def test_a_register_that_the_system_knows_already_is_no_mistake(tmp_path: Path) -> None:
    register = checked(tmp_path, good())
    assert isinstance(register, Register)

    assert checked(tmp_path, good(), known_as(register)) == register


@pytest.mark.parametrize(
    ("key", "column", "value", "has"),
    [
        ("CB-001", "name", "Chi bộ ấp Một", "“Chi bộ ấp 1”"),
        ("CB-001", "cell_type", "trường học", "“RESIDENTIAL”"),
        ("CB-001", "parent_code", "DU-02", "“DU-01”"),
        ("CB-001", "established_on", "2/1/2000", "1/1/2000"),
        ("DU-02", "level", "commune", "trống"),
        ("DU-02", "parent_code", "", "“HU”"),
        ("HU", "parent_code", "DU-01", "trống"),
    ],
)
def test_a_known_unit_with_other_content_is_one_finding_that_says_what_the_system_has(
    tmp_path: Path, key: str, column: str, value: str, has: str
) -> None:
    known = known_as(checked(tmp_path, good()))
    register = good()
    set_field(register, "units", key, column, value)

    outcome = checked(tmp_path, register, known)

    assert codes(outcome) == ["differs_from_known"]
    assert isinstance(outcome, Findings)
    assert outcome.items[0].column == column
    assert has in outcome.items[0].vi


def test_a_known_cell_that_is_called_a_committee_is_one_finding(tmp_path: Path) -> None:
    known = known_as(checked(tmp_path, good()))
    register = good()
    set_field(register, "units", "CB-001", "kind", "committee")
    set_field(register, "units", "CB-001", "cell_type", "")

    assert codes(checked(tmp_path, register, known)) == ["differs_from_known"]


@pytest.mark.parametrize(
    ("column", "value"), [("name", "Người Khác"), ("own_cell_code", "CB-001"), ("own_cell_code", "")]
)
def test_a_known_person_with_other_content_is_one_finding(tmp_path: Path, column: str, value: str) -> None:
    known = known_as(checked(tmp_path, good()))
    register = {"people": good()["people"], "units": good()["units"]}
    set_field(register, "people", "NQS-001", column, value)

    assert codes(checked(tmp_path / "again", register, known)) == ["differs_from_known"]


def test_a_person_whose_cell_is_no_more_is_compared_by_name(tmp_path: Path) -> None:
    known = KnownRegister(people={"NQS-001": PersonRow("NQS-001", "Người Một", "an ended cell")})

    assert codes(checked(tmp_path, good(), known)) == []


def test_a_roll_of_a_known_unit_is_not_older_than_the_unit(tmp_path: Path) -> None:
    known = KnownRegister(units={code: a_known_cell(code) for code in ("CB-001", "CB-002", "CB-003")})
    rolls = good()["rolls"]
    rolls[1][1] = "1999-12-31"

    outcome = checked(tmp_path, {"rolls": rolls}, known)

    assert codes(outcome) == ["before_established"]
    assert isinstance(outcome, Findings)
    assert "1/1/2000" in outcome.items[0].vi
    assert "2000-01-01" in outcome.items[0].en


def test_pairs_without_their_notice_are_told_that_it_is_loaded_whole(tmp_path: Path) -> None:
    known = known_as(checked(tmp_path, good()))

    outcome = checked(tmp_path / "pairs", {"assignments": good()["assignments"]}, known)

    assert codes(outcome) == ["notice_unknown"] * 4
    assert isinstance(outcome, Findings)
    assert "together with all its pairs" in outcome.items[0].en


def test_a_notice_is_not_older_than_its_committee_but_its_pairs_may_count_from_before_it(tmp_path: Path) -> None:
    older, early = good(), good()
    set_field(older, "notices", "01-TB/HU", "issued_on", "31/12/1999")
    set_field(early, "assignments", "01-TB/HU", "from", "1/1/2019")

    assert codes(checked(tmp_path, older)) == ["before_established"]
    assert isinstance(checked(tmp_path, early), Register)


def test_a_second_topmost_unit_beside_the_known_one_is_a_finding(tmp_path: Path) -> None:
    known = KnownRegister(units={"TU": UnitRow("TU", "Thành ủy", "committee", None, None, None, date(1975, 4, 30))})

    assert codes(checked(tmp_path, good(), known)) == ["root_double"]


def test_a_register_with_one_of_each_mistake_gives_that_many_findings(tmp_path: Path) -> None:
    register = one_of_each()

    outcome = checked(tmp_path, register)

    assert sorted(codes(outcome)) == sorted(EXPECTED)


def test_findings_come_by_file_and_line(tmp_path: Path) -> None:
    outcome = checked(tmp_path, one_of_each())

    assert isinstance(outcome, Findings)
    places = [(finding.file, finding.line) for finding in outcome.items]
    assert places == sorted(places)


def test_every_mistake_is_worded_in_two_languages_without_an_open_brace(tmp_path: Path) -> None:
    outcome = checked(tmp_path, one_of_each())

    assert isinstance(outcome, Findings)
    assert not [finding for finding in outcome.items if {"{", "}"} & set(finding.vi + finding.en)]
    assert all(vi and en and vi != en for vi, en in MESSAGES.values())


def a_known_cell(code: str) -> UnitRow:
    return UnitRow(code, f"Chi bộ {code}", "cell", None, "RESIDENTIAL", "DU-01", date(2000, 1, 1))


def known_as(register: Register | Findings) -> KnownRegister:
    """The system, once this register is loaded."""
    assert isinstance(register, Register)
    return KnownRegister(
        units={unit.code: unit for unit in register.units}, people={person.code: person for person in register.people}
    )


EXPECTED = [
    "column_unknown", "column_missing",
    "empty", "code_malformed", "code_double", "parent_missing", "parent_unknown", "parent_is_cell", "parent_cycle",
    "type_unknown", "type_on_committee", "type_missing", "date_impossible", "control_character", "formula",
    "count_negative", "count_fractional", "count_textual", "exempt_above_members", "unit_unknown",
    "cell_unknown", "person_unknown", "notice_unknown", "own_cell", "pair_double", "end_before_begin",
]  # fmt: skip


def one_of_each() -> dict[str, Table]:
    """The good register with a wrong row for each kind of mistake."""
    register = good()
    register["notices"][0][3] = "unanounced"
    register["rolls"] = [row[:-1] for row in register["rolls"]]
    day = "1/1/2000"
    register["units"] += [
        ["", "Không mã", "cell", "", "ấp", "DU-01", day],
        ["CB 010", "Mã sai", "cell", "", "ấp", "DU-01", day],
        ["CB-001", "Trùng mã", "cell", "", "ấp", "DU-01", day],
        ["CB-011", "Không cấp trên", "cell", "", "ấp", "", day],
        ["CB-012", "Cấp trên lạ", "cell", "", "ấp", "KHONG-CO", day],
        ["CB-013", "Dưới chi bộ", "cell", "", "ấp", "CB-001", day],
        ["DU-11", "Vòng", "committee", "", "", "DU-12", day],
        ["DU-12", "Vòng", "committee", "", "", "DU-11", day],
        ["CB-014", "Loại hình lạ", "cell", "", "câu lạc bộ", "DU-01", day],
        ["DU-13", "Đảng bộ có loại hình", "committee", "", "ấp", "HU", day],
        ["CB-015", "Thiếu loại hình", "cell", "", "", "DU-01", day],
        ["CB-016", "Ngày không có", "cell", "", "ấp", "DU-13", "30/2/2000"],
        ["CB-017", "Ký tự\x07lạ", "cell", "", "ấp", "DU-01", day],
        ["CB-018", "=HYPERLINK(1)", "cell", "", "ấp", "DU-01", day],
    ]
    register["rolls"] += [
        ["CB-001", "2/1/2019", "-1"],
        ["CB-001", "3/1/2019", "5,5"],
        ["CB-001", "4/1/2019", "năm"],
        ["CB-001", "5/1/2019", "5", "1", "7"],
        ["KHONG-CO", "5/1/2019", "5"],
        ["CB-016", "5/1/2019", "5"],
    ]
    register["assignments"] += [
        ["01-TB/HU", "NQS-003", "KHONG-CO"],
        ["01-TB/HU", "AI-DO", "CB-001"],
        ["99-TB/HU", "NQS-003", "CB-001"],
        ["01-TB/HU", "NQS-001", "CB-004"],
        ["01-TB/HU", "NQS-001", "CB-001"],
        ["01-TB/HU", "NQS-003", "CB-002", "2/1/2019", "1/1/2019"],
        ["01-TB/HU", "NQS-003", "CB-016"],
    ]
    return register
