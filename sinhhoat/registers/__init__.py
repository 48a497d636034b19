"""Registers of districts as files: reading, checking and templates; no network, no database."""

from sinhhoat.registers.cell_types import CellType, CellTypes, Group, cell_types
from sinhhoat.registers.check import check, read_register
from sinhhoat.registers.files import read_sheets
from sinhhoat.registers.findings import Finding, Findings
from sinhhoat.registers.rows import KnownRegister, NoticeRow, PairRow, PersonRow, Register, RollRow, UnitRow

__all__ = [
    "CellType",
    "CellTypes",
    "Finding",
    "Findings",
    "Group",
    "KnownRegister",
    "NoticeRow",
    "PairRow",
    "PersonRow",
    "Register",
    "RollRow",
    "UnitRow",
    "cell_types",
    "check",
    "read_register",
    "read_sheets",
]
