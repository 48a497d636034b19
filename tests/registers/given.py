"""A small register without a mistake, and the ways in which the tests spoil it."""

import csv
import io
from pathlib import Path

from sinhhoat.registers import Findings, KnownRegister, Register, read_register

Table = list[list[str]]

GOOD = {
    "units": """code,name,kind,level,cell_type,parent_code,established_on
HU,Đảng bộ huyện Mẫu,committee,district,,,1/1/2000
DU-01,Đảng bộ xã Một,committee,commune,,HU,2000-01-01
DU-02,Đảng bộ xã Hai,committee,,,HU,1/1/2000
CB-001,Chi bộ ấp 1,cell,,RESIDENTIAL,DU-01,1/1/2000
CB-002,Chi bộ ấp 2,cell,,ấp,DU-01,1/1/2000
CB-003,Chi bộ trường học,cell,,trường học,DU-02,1/1/2000
CB-004,Chi bộ cơ quan,cell,,cơ quan,DU-02,1/1/2000
CB-005,Chi bộ công an,cell,,công an,HU,1/1/2000
""",
    "rolls": """\
unit_code,as_of,official,probationary,exempt,temporarily_away,temporarily_here,special_duty,in_post,admitted
CB-001,2019-01-01,20,2,1,1,0,0,0,0
CB-002,2019-01-01,10,,,,,,,
CB-003,2019-01-01,1.005,0,0,0,0,0,0,0
""",
    "people": """code,name,own_cell_code
NQS-001,Người Một,CB-004
NQS-002,Người Hai,CB-005
NQS-003,Người Ba,
""",
    "notices": """number,issuer_code,issued_on,unannounced
01-TB/HU,HU,2/1/2019,có
""",
    "assignments": """notice_number,person_code,cell_code,from,until
01-TB/HU,NQS-001,CB-001,2019-01-02,2019-12-31
01-TB/HU,NQS-001,CB-003,2019-01-02,2019-12-31
01-TB/HU,NQS-002,CB-002,,
01-TB/HU,NQS-003,CB-005,1/2/2019,30/6/2019
""",
}


def good() -> dict[str, Table]:
    """The good register as lists that a test may change; the first line of each sheet is its heading."""
    return {name: list(csv.reader(io.StringIO(text))) for name, text in GOOD.items()}


def set_field(register: dict[str, Table], sheet: str, key: str, column: str, value: str) -> None:
    """Changes one field of the first row whose first field is `key`."""
    heading, *rows = register[sheet]
    next(row for row in rows if row[0] == key)[heading.index(column)] = value


def write(directory: Path, register: dict[str, Table]) -> Path:
    """The register as five CSV files in a directory."""
    directory.mkdir(exist_ok=True)
    for name, rows in register.items():
        with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return directory


def checked(directory: Path, register: dict[str, Table], known: KnownRegister | None = None) -> Register | Findings:
    """What the reader says of the register, written as files and read again."""
    return read_register([write(directory, register)], known or KnownRegister())


def codes(outcome: Register | Findings) -> list[str]:
    """The codes of all findings, none for a register."""
    return [finding.code for finding in outcome.items] if isinstance(outcome, Findings) else []
