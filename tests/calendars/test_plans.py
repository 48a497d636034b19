"""A month's plan is read whole from CSV or iCalendar; every mistake is told with its place and what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sinhhoat.calendars import Announcement, Plan, read_plan
from sinhhoat.registers import Findings

JULY = date(2024, 7, 1)
CELLS = ("CB-01", "CB-02")
HEADING = "cell_code,kind,starts_on,starts_at,place,theme,theme_number,month"


def read(tmp_path: Path, name: str, content: str | bytes, **more: str) -> Plan | Findings:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_plan([path], JULY, CELLS, **more)


def csv_plan(tmp_path: Path, *rows: str, heading: str = HEADING) -> Plan | Findings:
    return read(tmp_path, "plan.csv", "\n".join((heading, *rows)))


def event(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))


def ics(tmp_path: Path, *events: str, **more: str) -> Plan | Findings:
    """A calendar with these events."""
    content = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""))
    return read(tmp_path, "lich.ics", content, **more)


def meeting(start: str, *more: str, title: str = "[CB-01] Sinh hoạt thường kỳ") -> str:
    return event(f"DTSTART{start}", f"SUMMARY:{title}", "LOCATION:Nhà văn hóa ấp 1", *more)


def told(plan: Plan | Findings) -> Sequence[Announcement]:
    assert isinstance(plan, Plan), plan
    return plan.announcements


def wrong(plan: Plan | Findings) -> list[tuple[int, str, str]]:
    """Line, column and code of each finding."""
    assert isinstance(plan, Findings), plan
    return [(one.line, one.column, one.code) for one in plan.items]


def days(plan: Plan | Findings) -> list[int]:
    """The days of July on which it begins, all in the evening."""
    return [one.starts_at.day for one in told(plan)]


EVENING = ";TZID=Asia/Ho_Chi_Minh:20240703T193000"
NINETEEN_THIRTY = datetime(2024, 7, 3, 12, 30, tzinfo=UTC)


def test_rows_of_a_table_are_meetings(tmp_path: Path) -> None:
    plan = csv_plan(
        tmp_path,
        "CB-01,thường kỳ,3/7/2024,19h30,Nhà văn hóa ấp 1,,,",
        "cb-02,Sinh hoạt chuyên đề,2024-07-20,8:00,Trụ sở,Chuyển đổi số,2,7/2024",
    )

    regular, thematic = told(plan)
    assert (regular.kind, regular.starts_at, regular.month) == ("regular", NINETEEN_THIRTY, JULY)
    assert (thematic.kind, thematic.theme, thematic.number) == ("thematic", "Chuyển đổi số", 2)
    assert thematic.starts_at == datetime(2024, 7, 20, 1, tzinfo=UTC)


def test_a_meeting_for_july_may_be_held_in_june_where_the_month_says_so(tmp_path: Path) -> None:
    [one] = told(csv_plan(tmp_path, "CB-01,regular,30/6/2024,19:00,Trụ sở,,,2024-07"))

    assert (one.month, one.starts_at.month) == (JULY, 6)


def test_columns_that_need_not_be_there_may_be_left_out(tmp_path: Path) -> None:
    plan = csv_plan(tmp_path, "CB-01;regular;3/7/2024;19:30;Trụ sở", heading="cell_code;kind;starts_on;starts_at;place")

    assert len(told(plan)) == 1


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (",regular,3/7/2024,19:30,Trụ sở,,,", "cell_code", "empty"),
        ("CB-09,regular,3/7/2024,19:30,Trụ sở,,,", "cell_code", "cell_unknown"),
        ("CB-01,họp,3/7/2024,19:30,Trụ sở,,,", "kind", "kind_of_meeting_unknown"),
        ("CB-01,regular,31/6/2024,19:30,Trụ sở,,,", "starts_on", "date_impossible"),
        ("CB-01,regular,7-2024,19:30,Trụ sở,,,", "starts_on", "date_unreadable"),
        ("CB-01,regular,3/7/2024,25:00,Trụ sở,,,", "starts_at", "time_of_day_unreadable"),
        ("CB-01,regular,3/7/2024,tối,Trụ sở,,,", "starts_at", "time_of_day_unreadable"),
        ("CB-01,regular,3/7/2024,19:30,=cmd(),,,", "place", "formula"),
        ("CB-01,regular,3/7/2024,19:30,Nhànbsp;văn hóa,,,", "place", "markup"),
        ("CB-01,regular,3/7/2024,19:30,Trụ\x00sở,,,", "place", "control_character"),
        ("CB-01,regular,3/7/2024,19:30," + "a" * 500 + ",,,", "place", "text_too_long"),
        ("CB-01,thematic,3/7/2024,19:30,Trụ sở,,,", "theme", "theme_not_named"),
        ("CB-01,regular,3/7/2024,19:30,Trụ sở,Chuyển đổi số,,", "theme", "theme_of_a_regular_meeting"),
        ("CB-01,thematic,3/7/2024,19:30,Trụ sở,Chuyển đổi số,10,", "theme_number", "theme_number_out_of_range"),
        ("CB-01,regular,3/7/2024,19:30,Trụ sở,,,13/2024", "month", "month_unreadable"),
        ("CB-01,regular,3/8/2024,19:30,Trụ sở,,,", "month", "other_month"),
        ("CB-01,regular,3/7/2024,19:30,Trụ sở,,,,x", "", "too_many_fields"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_its_column(tmp_path: Path, row: str, column: str, code: str) -> None:
    assert wrong(csv_plan(tmp_path, row)) == [(2, column, code)]


def test_every_wrong_row_is_told_and_a_right_one_beside_it_does_not_help(tmp_path: Path) -> None:
    plan = csv_plan(
        tmp_path,
        "CB-01,regular,3/7/2024,19:30,Trụ sở,,,",
        "CB-02,regular,3/7/2024,,Trụ sở,,,",
        "CB-01,regular,5/7/2024,19:30,Trụ sở,,,",
    )

    assert wrong(plan) == [(3, "starts_at", "empty"), (4, "starts_on", "meeting_double")]


def test_headings_are_judged_before_rows(tmp_path: Path) -> None:
    plan = csv_plan(tmp_path, "x", heading="cell_code,kind,starts_on,starts_att,place")

    assert [(column, code) for _, column, code in wrong(plan)] == [
        ("starts_att", "column_unknown"),
        ("starts_at", "column_missing"),
    ]


@pytest.mark.parametrize(
    "start",
    [
        EVENING,
        ":20240703T193000",
        ":20240703T123000Z",
        ";TZID=SE Asia Standard Time:20240703T193000",
        ";TZID=Asia/Tokyo:20240703T213000",
    ],
)
def test_an_event_begins_at_the_same_instant_in_whatever_zone_it_says_so(tmp_path: Path, start: str) -> None:
    [one] = told(ics(tmp_path, meeting(start)))

    assert (one.cell_code, one.kind, one.starts_at) == ("CB-01", "regular", NINETEEN_THIRTY)


def test_folded_lines_and_escaped_marks_are_one_text(tmp_path: Path) -> None:
    folded = event(
        "DTSTART:20240703T193000",
        "SUMMARY:[CB-01] Sinh hoạt chuyên",
        "  đề: Chuyển đổi số\\, cải cách",
        "\t hành chính",
        "LOCATION:Nhà văn hóa\\nấp 1",
    )

    [one] = told(ics(tmp_path, folded))

    assert (one.theme, one.place) == ("Chuyển đổi số, cải cách hành chính", "Nhà văn hóa ấp 1")


def test_a_calendar_of_one_cell_need_not_name_it_and_what_is_no_meeting_is_left_out(tmp_path: Path) -> None:
    others = meeting(":20240704T080000", title="Khám răng")
    own = event("DTSTART:20240703T193000", "SUMMARY:Sinh hoạt chi bộ tháng 7")

    plan = ics(tmp_path, others, own, cell="CB-02", place="Trụ sở")

    assert isinstance(plan, Plan)
    assert ([one.cell_code for one in plan.announcements], plan.left_out) == (["CB-02"], 1)


def test_two_themes_of_a_month_are_numbered_by_their_times(tmp_path: Path) -> None:
    late = meeting(":20240720T193000", title="[CB-01] Chuyên đề: Hai")
    early = meeting(":20240710T193000", title="[CB-01] Chuyên đề: Một")

    assert [(one.theme, one.number) for one in told(ics(tmp_path, late, early))] == [("Hai", 2), ("Một", 1)]


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        (":20240103T193000", "FREQ=MONTHLY", [3]),
        (":20240103T193000", "FREQ=MONTHLY;BYMONTHDAY=-1", [31]),
        (":20240101T193000", "FREQ=MONTHLY;BYDAY=1WE", [3]),
        (":20240101T193000", "FREQ=MONTHLY;BYDAY=-1FR", [26]),
        (":20240203T193000", "FREQ=MONTHLY;INTERVAL=2", []),
        (":20240103T193000", "FREQ=MONTHLY;INTERVAL=3", [3]),
        (":20240103T193000", "FREQ=MONTHLY;COUNT=7", [3]),
        (":20240103T193000", "FREQ=MONTHLY;COUNT=6", []),
        (":20240103T193000", "FREQ=MONTHLY;UNTIL=20240703T123000Z", [3]),
        (":20240103T193000", "FREQ=MONTHLY;UNTIL=20240703", [3]),
        (":20240103T193000", "FREQ=MONTHLY;UNTIL=20240702", []),
        (":20230703T193000", "FREQ=YEARLY", [3]),
        (":20230703T193000", "FREQ=YEARLY;BYMONTH=7;BYDAY=2MO", [8]),
        (":20240131T193000", "FREQ=MONTHLY", [31]),
        (":20240729T193000", "FREQ=WEEKLY;INTERVAL=2", [29]),
        (":20240730T193000", "FREQ=DAILY;COUNT=5", [30, 31]),
        (":20250703T193000", "FREQ=MONTHLY", []),
    ],
)
def test_what_comes_back_comes_on_the_days_of_its_rule(
    tmp_path: Path, start: str, rule: str, expected: list[int]
) -> None:
    # Several meetings of a cell in a month are themes.
    plan = ics(tmp_path, meeting(start, f"RRULE:{rule}", title="[CB-01] Chuyên đề: Một"))

    assert days(plan) == expected


def test_a_time_that_is_excluded_moved_or_called_off_does_not_come_back(tmp_path: Path) -> None:
    every_week = meeting(
        ":20240703T193000",
        "UID:1",
        "RRULE:FREQ=WEEKLY;COUNT=5",
        "EXDATE:20240710T193000",
        title="[CB-01] Chuyên đề: Một",
    )
    moved = meeting(":20240718T193000", "UID:1", "RECURRENCE-ID:20240717T193000", title="[CB-01] Chuyên đề: Một")
    off = meeting(
        ":20240724T193000", "UID:1", "RECURRENCE-ID:20240724T193000", "STATUS:CANCELLED", title="[CB-01] Chuyên đề: Một"
    )

    assert sorted(days(ics(tmp_path, every_week, moved, off))) == [3, 18, 31]


@pytest.mark.parametrize(
    ("lines", "column", "code"),
    [
        (meeting(";VALUE=DATE:20240703"), "DTSTART", "all_day"),
        (meeting(";TZID=Mars/Olympus:20240703T193000"), "DTSTART", "zone_unknown"),
        (meeting(";TZID=../../etc/passwd:20240703T193000"), "DTSTART", "zone_unknown"),
        (meeting(":2024-07-03"), "DTSTART", "ics_time_unreadable"),
        (meeting(":20240732T193000"), "DTSTART", "ics_time_unreadable"),
        (meeting(":20240703T193000", title="Sinh hoạt chi bộ"), "SUMMARY", "cell_not_named"),
        (meeting(":20240703T193000", title="[CB-01] Sinh hoạt chuyên đề"), "SUMMARY", "theme_not_named"),
        (event("DTSTART:20240703T193000", "SUMMARY:[CB-01] Sinh hoạt"), "LOCATION", "place_missing"),
        (meeting(":20240103T193000", "RRULE:FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO"), "RRULE", "recurrence_unread"),
        (meeting(":20240703T193000", "RDATE:20240710T193000"), "RDATE", "recurrence_unread"),
        (meeting(":20240103T193000", "RRULE:FREQ=HOURLY"), "RRULE", "recurrence_unread"),
        (meeting(":20240103T193000", "RRULE:FREQ=MONTHLY;COUNT=99999999999999999999"), "RRULE", "recurrence_unread"),
        (meeting(":20240103T193000", "RRULE:FREQ=MONTHLY;INTERVAL=0"), "RRULE", "recurrence_unread"),
    ],
)
def test_what_is_wrong_with_an_event_is_told_with_its_property(
    tmp_path: Path, lines: str, column: str, code: str
) -> None:
    [(_, where, found)] = wrong(ics(tmp_path, lines))

    assert (where, found) == (column, code)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"BEGIN:VCALENDAR\r\n",
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\n<html>\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 100,
        b"SUMMARY:x",
    ],
)
def test_a_file_that_is_no_calendar_is_one_finding(tmp_path: Path, content: bytes) -> None:
    assert [code for _, _, code in wrong(read(tmp_path, "lich.ics", content))] == ["ics_broken"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"BEGIN:VCALENDAR\r\nSUMMARY:" + b"a" * 30_000 + b"\r\nEND:VCALENDAR", "field_too_long"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 5_001 + b"END:VCALENDAR", "too_many_events"),
        ("BEGIN:VCALENDAR".encode("utf-16"), "encoding_not_utf8"),
    ],
)
def test_a_file_that_is_too_much_is_one_finding(tmp_path: Path, content: bytes, code: str) -> None:
    assert [found for _, _, found in wrong(read(tmp_path, "lich.ics", content))] == [code]


def test_hostile_words_in_an_event_are_findings_as_in_every_register(tmp_path: Path) -> None:
    plan = ics(tmp_path, meeting(":20240703T193000", title="[CB-01] Chuyên đề: =cmd|' /C calc'!A0"))

    assert [code for _, _, code in wrong(plan)] == ["formula"]


def test_a_file_of_another_kind_and_one_that_cannot_be_read_are_findings(tmp_path: Path) -> None:
    assert wrong(read(tmp_path, "lich.docx", b"x")) == [(0, "", "calendar_kind_unknown")]
    found = read_plan([tmp_path / "không có.ics"], JULY, CELLS)
    assert [code for _, _, code in wrong(found)] == ["file_unreadable"]


def test_meetings_of_other_months_are_no_part_of_the_plan_right_or_wrong(tmp_path: Path) -> None:
    plan = ics(tmp_path, meeting(":20240603T193000", title="Sinh hoạt chi bộ"), meeting(EVENING))

    assert len(told(plan)) == 1


def test_headings_may_be_those_of_a_secretary(tmp_path: Path) -> None:
    heading = "Mã chi bộ;Loại sinh hoạt;Ngày;Giờ;Địa điểm;Chuyên đề"

    [one] = told(csv_plan(tmp_path, "CB-01;định kỳ;3/7/2024;19h30;Nhà văn hóa;", heading=heading))

    assert (one.cell_code, one.kind, one.starts_at) == ("CB-01", "regular", NINETEEN_THIRTY)


def test_an_event_that_was_exported_twice_is_one_and_its_last_edition_counts(tmp_path: Path) -> None:
    first, second = (meeting(f":202407{day:02}T193000", "UID:1", f"SEQUENCE:{day}") for day in (3, 4))

    assert days(ics(tmp_path, first, second)) == days(ics(tmp_path, second, first)) == [4]


def test_a_picture_attached_to_an_event_does_no_harm(tmp_path: Path) -> None:
    picture = "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "\r\n ".join(["A" * 70] * 1_000)

    assert days(ics(tmp_path, meeting(":20240703T193000", picture))) == [3]
