"""Which codes can be referred to, and which are out of reach only because the row that has them is wrong."""

from collections.abc import Collection, Sequence

from sinhhoat.registers.columns import KEY
from sinhhoat.registers.findings import Finding
from sinhhoat.registers.lost_codes import explained, lost_codes
from sinhhoat.registers.parsed import Parsed
from sinhhoat.registers.text import bare

# Where a sheet's codes are mostly named; only there does being named twice tell anything.
NAMED_IN = {"units": ("units", "parent_code"), "people": ("assignments", "person_code"),
            "notices": ("assignments", "notice_number")}  # fmt: skip


class Codes:
    """The codes of one sheet: rows by code, what the system knows, and what a wrong row has spoilt.

    A reference to a spoilt code is no mistake of its own: one wrong row gives one finding, its children none.
    """

    def __init__(self, sheet: str, rows: Sequence[Parsed], known: Collection[str]) -> None:
        self.column = KEY[sheet]
        self.known = known
        self.rows: dict[str, Parsed] = {}
        self.first: dict[str, Parsed] = {}
        self.spoilt: set[str] = set()
        self._known_by_case = {code.casefold(): code for code in known}
        for row in rows:
            self._take(row)
        self.lost = lost_codes(rows, self.column, {id(row) for row in self.rows.values()})
        self._malformed = {one.written for one in self.lost if one.written}
        self._by_bare = {bare(code): code for code in [*known, *self.rows]}

    def _take(self, row: Parsed) -> None:
        code = row.text(self.column)
        if code is None:
            return
        if code.casefold() not in self.first:
            self.first[code.casefold()] = row
            self.rows[code] = row
        if row.mistake:
            self.spoilt.add(code)

    def double(self, row: Parsed) -> Finding | None:
        """The finding for a code that stands in an earlier row, or in the system in another letter case."""
        code = row.text(self.column)
        if code is None:
            return None
        first, known = self.first[code.casefold()], self._known_by_case.get(code.casefold(), code)
        if first is not row:
            return row.finding(self.column, "code_double", place=first.at())
        return row.finding(self.column, "code_double", place=known) if known != code else None

    def has(self, code: str) -> bool:
        """Whether a row or the system has this very code."""
        return code in self.rows or code in self.known

    def is_malformed(self, written: str) -> bool:
        """Whether a row of this sheet gives its code in this malformed way."""
        return written in self._malformed

    def excuse(self, named: Sequence[str], often: Sequence[str]) -> None:
        """Spoils the codes that wrong rows have lost: `named` anywhere, `often` in the sheet's main column."""
        orphans = [code for code in often if not self.has(code)]
        once = {code for code in named if not self.has(code)} - set(orphans)
        self.spoilt |= explained(self.lost, [*orphans, *once])

    def is_excused(self, code: str) -> bool:
        """Whether a reference to this code cannot be judged, because its row is wrong in itself."""
        return code in self.spoilt

    def nearest(self, code: str) -> dict[str, str]:
        """A hint at a code that differs only in case or marks, as words for a finding."""
        near = self._by_bare.get(bare(code))
        return {
            "nearest_vi": f" (có phải “{near}”?)" if near else "",
            "nearest_en": f" (is it “{near}”?)" if near else "",
        }
