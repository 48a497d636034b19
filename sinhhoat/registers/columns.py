"""The five sheets of a register and their columns: what is read, checked, described and written as a template."""

from dataclasses import dataclass

from sinhhoat.registers import values
from sinhhoat.registers.cell_types import cell_type
from sinhhoat.registers.values import Parse


@dataclass(frozen=True)
class Column:
    """One column; `refers_to` names the sheet whose codes may stand in it."""

    name: str
    parse: Parse
    required: bool
    vi: str
    en: str
    refers_to: str | None = None


def _counted(name: str, vi: str, en: str, *, required: bool = False) -> Column:
    return Column(name, values.count, required, vi, en)


UNITS = (
    Column("code", values.code, True, "Mã đơn vị, mỗi mã một lần", "Code of the unit, each once"),
    Column("name", values.label, True, "Tên đơn vị", "Name of the unit"),
    Column("kind", values.unit_kind, True, "committee (đảng bộ) hoặc cell (chi bộ)", "committee or cell"),
    Column("level", values.label, False, "Cấp, ghi tự do", "Level, a free label"),
    Column("cell_type", cell_type, False, "Loại hình, bắt buộc với chi bộ", "Cell type, for cells only"),
    Column(
        "parent_code", values.code, False,
        "Mã đảng bộ cấp trên; chỉ đơn vị cấp cao nhất để trống",
        "Code of the committee above; empty only for the topmost unit",
        refers_to="units",
    ),
    Column("established_on", values.day, True, "Ngày thành lập", "Day of establishment"),
)  # fmt: skip
ROLLS = (
    Column("unit_code", values.code, True, "Mã đơn vị", "Code of the unit", refers_to="units"),
    Column("as_of", values.day, True, "Số liệu tại ngày", "Day of the counts"),
    _counted("official", "Đảng viên chính thức", "Official members", required=True),
    _counted("probationary", "Đảng viên dự bị", "Probationary members"),
    _counted("exempt", "Được miễn công tác và sinh hoạt", "Exempt from work and meetings"),
    _counted("temporarily_away", "Sinh hoạt tạm thời nơi khác", "Attending elsewhere for a time"),
    _counted("temporarily_here", "Nơi khác đến sinh hoạt tạm thời", "From elsewhere, attending here for a time"),
    _counted("special_duty", "Làm nhiệm vụ đặc biệt", "On special duty"),
    _counted("in_post", "Đảng viên đương chức", "Members in post"),
    _counted("admitted", "Mới kết nạp", "Newly admitted"),
)
PEOPLE = (
    Column("code", values.code, True, "Mã người, mỗi mã một lần", "Code of the person, each once"),
    Column("name", values.label, True, "Họ và tên", "Name"),
    Column(
        "own_cell_code", values.code, False,
        "Mã chi bộ đang sinh hoạt; để trống nếu ngoài danh mục này",
        "Code of the person's own cell; empty if outside this register",
        refers_to="units",
    ),
)  # fmt: skip
NOTICES = (
    Column("number", values.code, True, "Số thông báo, mỗi số một lần", "Number of the notice, each once"),
    Column("issuer_code", values.code, True, "Mã cấp ủy ban hành", "Code of the issuing committee", refers_to="units"),
    Column("issued_on", values.day, True, "Ngày ban hành", "Day of issue"),
    Column(
        "unannounced", values.yes_no, False,
        "Dự không báo trước: có hoặc không; để trống là có",
        "Visits without prior notice: yes or no; empty means yes",
    ),
)  # fmt: skip
ASSIGNMENTS = (
    Column("notice_number", values.code, True, "Số thông báo", "Number of the notice", refers_to="notices"),
    Column("person_code", values.code, True, "Mã người được phân công", "Code of the person", refers_to="people"),
    Column("cell_code", values.code, True, "Mã chi bộ được dự", "Code of the cell", refers_to="units"),
    Column("from", values.day, False, "Từ ngày; để trống là ngày ban hành", "From; empty means the day of issue"),
    Column(
        "until",
        values.day,
        False,
        "Đến hết ngày; để trống là hết năm",
        "Until and with; empty means the end of that year",
    ),
)

SHEETS: dict[str, tuple[Column, ...]] = {
    "units": UNITS,
    "rolls": ROLLS,
    "people": PEOPLE,
    "notices": NOTICES,
    "assignments": ASSIGNMENTS,
}
# The column by which other sheets refer to a row.
KEY = {"units": "code", "people": "code", "notices": "number"}
