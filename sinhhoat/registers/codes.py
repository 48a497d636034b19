"""Which codes can be referred to, and which are only out of reach because the row that has them is wrong."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher

from sinhhoat.registers.columns import KEY, SHEETS
from sinhhoat.registers.findings import Finding
from sinhhoat.registers.parsed import Parsed
from sinhhoat.registers.text import bare

# From this likeness on, an unknown code is taken for the one that a malformed code should have been.
LIKE_ENOUGH = 0.75


class Codes:
    """The codes of one sheet: rows by code, what the system knows, and what a wrong row has spoilt.

    A reference to a spoilt code is no mistake of its own: one wrong row gives one finding, its children none.
    """

    def __init__(self, sheet: str, rows: Iterable[Parsed], known: Collection[str]) -> None:
        self.sheet = sheet
        self.column = KEY[sheet]
        self.known = known
        self.rows: dict[str, Parsed] = {}
        self.first: dict[str, Parsed] = {}
        self.spoilt: set[str] = set()
        self.malformed: set[str] = set()
        self.lost = 0
        self._known_by_case = {code.casefold(): code for code in known}
        for row in rows:
            self._take(row)
        self._by_bare = {bare(code): code for code in [*known, *self.rows]}

    def _take(self, row: Parsed) -> None:
        code = row.text(self.column)
        if code is None:
            self._take_unreadable(row)
        elif code.casefold() not in self.first:
            self.first[code.casefold()] = row
            self.rows[code] = row
        if code is not None and row.mistake:
            self.spoilt.add(code)

    def _take_unreadable(self, row: Parsed) -> None:
        if written := row.bare(self.column):
            self.malformed.add(written)
        elif row.mistake and row.mistake[0] == self.column:
            self.lost += 1

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

    def excuse(self, orphans: Sequence[str]) -> None:
        """Takes codes that nobody has for those that wrong rows have lost.

        `orphans` holds each such code as often as it is referred to. A malformed code explains one that looks like
        it; a row without any code explains the one that is referred to most, if that is at least twice.
        """
        counted = Counter(code for code in orphans if not self.has(code))
        self.spoilt |= {code for code in counted if any(_alike(bare(code), other) for other in self.malformed)}
        rest = [code for code, times in counted.most_common() if times > 1 and code not in self.spoilt]
        self.spoilt |= set(rest[: self.lost])

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


def references(rows: Iterable[Parsed], target: str) -> list[str]:
    """All codes in these rows that refer to the sheet `target`."""
    columns = {name: [c.name for c in wanted if c.refers_to == target] for name, wanted in SHEETS.items()}
    found = (row.text(column) for row in rows for column in columns[row.place.sheet])
    return [code for code in found if code is not None]


def _alike(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other).ratio() >= LIKE_ENOUGH
