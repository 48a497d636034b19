"""The small district that a scenario finds: two communes, seven cells, four people, one notice."""

from __future__ import annotations

from datetime import date

from sinhhoat.registers import NoticeRow, PairRow, PersonRow, Register, RollRow, UnitRow

SINCE = date(2001, 5, 24)
OFFICIAL = 20
CELLS = (
    ("CB-01", "Chi bộ thôn Một", "RESIDENTIAL", "DU-1"),
    ("CB-02", "Chi bộ thôn Hai", "RESIDENTIAL", "DU-1"),
    ("CB-03", "Chi bộ Trường Tiểu học", "SCHOOL", "DU-1"),
    ("CB-04", "Chi bộ Cơ quan xã Một", "AGENCY", "DU-1"),
    ("CB-05", "Chi bộ thôn Năm", "RESIDENTIAL", "DU-2"),
    ("CB-06", "Chi bộ Công an xã Hai", "POLICE", "DU-2"),
    ("CB-07", "Chi bộ Văn phòng huyện", "AGENCY", "HU"),
)
PEOPLE = (("QS-1", "CB-07"), ("QS-2", "CB-07"), ("BT-1", "CB-01"), ("LD-1", "CB-07"))
PAIRS = (("QS-1", "CB-01"), ("QS-1", "CB-03"), ("QS-2", "CB-02"), ("QS-2", "CB-06"))
NOTICE = "01-TB/HU"


def small(on: date) -> Register:
    """The district as it is registered on a day: twenty official members in each cell, the notice for that year."""
    committees = (
        UnitRow("HU", "Đảng bộ huyện Mẫu", "committee", "district", None, None, SINCE),
        UnitRow("DU-1", "Đảng bộ xã Một", "committee", "grassroots", None, "HU", SINCE),
        UnitRow("DU-2", "Đảng bộ xã Hai", "committee", "grassroots", None, "HU", SINCE),
    )
    cells = tuple(UnitRow(code, name, "cell", None, kind, above, SINCE) for code, name, kind, above in CELLS)
    rolls = tuple(RollRow(cell.code, on, OFFICIAL, 0, 0, 0, 0, 0, 0, 0) for cell in cells)
    people = tuple(PersonRow(code, f"Cán bộ {code}", cell) for code, cell in PEOPLE)
    pairs = tuple(PairRow(person, cell, on, date(on.year, 12, 31)) for person, cell in PAIRS)
    return Register((*committees, *cells), rolls, people, (NoticeRow(NOTICE, "HU", on, True, pairs),))
