"""The 18 grassroots committees, 23 grassroots cells and 267 subordinate cells of the district."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from random import Random

from examples.cells import cell, committee
from examples.invented import COMMUNES, FLOWERS
from sinhhoat.registers import UnitRow

ROOT = "HU"
SINCE = date(1990, 1, 1)
# Cells directly under the district: ten of the group of Party bodies and the non-state, thirteen of agencies.
DIRECT = (
    ("PARTY_MASS_ORG", ("Văn phòng cấp ủy", "Ban Tổ chức", "Ủy ban Kiểm tra", "Ban Tuyên giáo – Dân vận", "Mặt trận",
                        "Hội Nông dân", "Hội Phụ nữ – Đoàn Thanh niên", "Liên đoàn Lao động")),
    ("NON_STATE", ("Hợp tác xã Đồng Tâm", "Hợp tác xã Bình Minh")),
    ("AGENCY", ("Tòa án", "Viện kiểm sát", "Thi hành án", "Thanh tra", "Văn phòng hành chính")),
    ("SECTOR", ("Thuế", "Kho bạc", "Thống kê", "Bảo hiểm xã hội")),
    ("PUBLIC_SERVICE_UNIT", ("Trung tâm Văn hóa", "Trung tâm Khuyến nông", "Nhà Thiếu nhi")),
    ("SCHOOL", ("Trung tâm Giáo dục thường xuyên",)),
)  # fmt: skip
# What every commune has beside its seven or eight hamlets.
OF_A_COMMUNE = (
    ("PARTY_MASS_ORG", "Đảng – đoàn thể"),
    ("AGENCY", "cơ quan hành chính"),
    ("POLICE", "Công an"),
    ("MILITARY", "Quân sự"),
    ("PUBLIC_SERVICE_UNIT", "Trạm Y tế"),
)
SCHOOLS_OF_A_COMMUNE = ("Mầm non", "Mẫu giáo", "Tiểu học", "Tiểu học số 2", "Trung học cơ sở")
BLOCKS = (
    ("Công an huyện", (("POLICE", "Đội nghiệp vụ", 10),)),
    ("Quân sự huyện", (("MILITARY", "Ban chỉ huy, cụm", 6),)),
    ("Giáo dục huyện", (("SCHOOL", "Trường trung học phổ thông", 10),)),
    ("Bệnh viện huyện", (("PUBLIC_SERVICE_UNIT", "Khoa, phòng", 11),)),
    ("Khối cơ quan chính quyền", (("AGENCY", "Phòng chuyên môn", 8), ("SECTOR", "Ngành dọc", 4))),
    ("Khối doanh nghiệp", (("ENTERPRISE", "Doanh nghiệp", 6), ("NON_STATE", "Công ty tư nhân", 5))),
)
HAMLETS = 87


def units(rng: Random) -> list[UnitRow]:
    """All units, parents first; codes run on so that a gap is seen."""
    numbers = count(1)
    cells = [*_direct(), *_of_communes(rng), *_of_blocks()]
    established = [
        cell(f"CB-{next(numbers):03}", name, cell_type, parent, _some_day(rng)) for cell_type, name, parent in cells
    ]
    return [committee(ROOT, "Đảng bộ huyện Hóc Môn", "district", None, SINCE), *_committees(), *established]


def _committees() -> list[UnitRow]:
    names = [f"Đảng bộ xã {commune}" for commune in COMMUNES] + [f"Đảng bộ {block}" for block, _ in BLOCKS]
    return [committee(f"DU-{n:02}", name, "grassroots", ROOT, SINCE) for n, name in enumerate(names, start=1)]


def _direct() -> Iterator[tuple[str, str, str]]:
    for cell_type, names in DIRECT:
        for name in names:
            yield cell_type, f"Chi bộ {name}", ROOT


def _of_communes(rng: Random) -> Iterator[tuple[str, str, str]]:
    for n, commune in enumerate(COMMUNES):
        parent, flower = f"DU-{n + 1:02}", rng.choice(FLOWERS)
        hamlets = HAMLETS // len(COMMUNES) + (n < HAMLETS % len(COMMUNES))
        yield from (("RESIDENTIAL", f"Chi bộ ấp {h} – xã {commune}", parent) for h in range(1, hamlets + 1))
        yield from ((cell_type, f"Chi bộ {name} xã {commune}", parent) for cell_type, name in OF_A_COMMUNE)
        for school in SCHOOLS_OF_A_COMMUNE:
            yield "SCHOOL", f"Chi bộ Trường {school} {flower} – xã {commune}", parent


def _of_blocks() -> Iterator[tuple[str, str, str]]:
    for n, (_, parts) in enumerate(BLOCKS, start=len(COMMUNES) + 1):
        for cell_type, name, number in parts:
            yield from ((cell_type, f"Chi bộ {name} {i}", f"DU-{n:02}") for i in range(1, number + 1))


def _some_day(rng: Random) -> date:
    return date(rng.randint(1991, 2015), rng.randint(1, 12), rng.randint(1, 28))
