"""The whole register checked at once: either a register without a mistake, or every mistake in it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sinhhoat.registers.examination import Examination
from sinhhoat.registers.files import read_sheets
from sinhhoat.registers.findings import Findings, in_order
from sinhhoat.registers.known_checks import check_known
from sinhhoat.registers.notice_checks import check_assignments, check_notices, check_people
from sinhhoat.registers.register import build
from sinhhoat.registers.roll_checks import check_rolls
from sinhhoat.registers.rows import KnownRegister, Register
from sinhhoat.registers.sheets import Sheet
from sinhhoat.registers.unit_checks import check_units

NOTHING_KNOWN = KnownRegister()


def check(
    sheets: Sequence[Sheet], known: KnownRegister = NOTHING_KNOWN, today: date | None = None
) -> Register | Findings:
    """A register if nothing is wrong, else all findings; one wrong row gives one, what refers to it none.

    `known` is what the system has already; `today`, if given, makes rolls of later days a finding.
    """
    exam = Examination(sheets, known, today)
    for examine in (check_known, check_units, check_rolls, check_people, check_notices, check_assignments):
        examine(exam)
    if exam.findings:
        return in_order(exam.findings, [sheet.file for sheet in sheets])
    return build(exam)


def read_register(
    paths: Sequence[Path], known: KnownRegister = NOTHING_KNOWN, today: date | None = None
) -> Register | Findings:
    """Files or directories read and checked."""
    sheets = read_sheets(paths)
    return sheets if isinstance(sheets, Findings) else check(sheets, known, today)
