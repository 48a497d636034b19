"""One pass over a whole register: all rows, all codes, and the findings so far."""

from collections.abc import Sequence
from datetime import date

from sinhhoat.registers.codes import NAMED_IN, Codes
from sinhhoat.registers.columns import KEY, SHEETS
from sinhhoat.registers.findings import Finding
from sinhhoat.registers.parsed import Parsed, heading_findings, parse
from sinhhoat.registers.rows import KnownRegister
from sinhhoat.registers.sheets import Sheet


class Examination:
    """What the checks of the single sheets share; each row gets at most one finding."""

    def __init__(self, sheets: Sequence[Sheet], known: KnownRegister, today: date | None = None) -> None:
        self.known = known
        self.today = today
        self.findings: list[Finding] = [finding for sheet in sheets for finding in heading_findings(sheet)]
        self.rows: dict[str, list[Parsed]] = {name: [] for name in SHEETS}
        for sheet in sheets:
            self.rows[sheet.name] += parse(sheet)
        has = {"units": known.units, "people": known.people, "notices": ()}
        self.codes = {name: Codes(name, self.rows[name], has[name]) for name in KEY}
        self.missing = {
            (sheet.name, c.name) for sheet in sheets for c in SHEETS[sheet.name] if c.name not in sheet.columns
        }
        self._wrong: set[int] = set()
        self._report_fields()
        self._excuse_orphans()

    def sound(self, sheet: str) -> list[Parsed]:
        """The rows of a sheet that have no finding yet."""
        return [row for row in self.rows[sheet] if self.is_sound(row)]

    def is_sound(self, row: Parsed) -> bool:
        """Whether the row has no finding yet."""
        return id(row) not in self._wrong

    def report(self, row: Parsed, finding: Finding | None) -> bool:
        """Sets a row aside with its finding; True if there was one."""
        if finding is not None:
            self._set_aside(row)
            self.findings.append(finding)
        return finding is not None

    def dangling(self, row: Parsed, column: str, target: str, code: str) -> Finding | None:
        """The finding for a reference to a code that neither a row nor the system has."""
        reference = row.text(column)
        if reference is None or self.codes[target].has(reference) or self.cannot_judge(target, reference):
            return None
        return row.finding(column, code, **self.codes[target].nearest(reference))

    def cannot_judge(self, target: str, code: str) -> bool:
        """Whether a reference is beyond judging: its row is wrong, or the sheet has no column of codes."""
        return (target, KEY[target]) in self.missing or self.codes[target].is_excused(code)

    def unit_kind(self, code: str) -> str | None:
        """committee or cell; None where the unit is unknown or cannot be judged."""
        if self.cannot_judge("units", code):
            return None
        row = self.codes["units"].rows.get(code)
        if row is not None:
            return row.text("kind")
        known = self.known.units.get(code)
        return known.kind if known else None

    def too_early(self, row: Parsed, column: str, day: date | None, unit: str | None) -> Finding | None:
        """The finding for a day before the unit existed; the tree has a beginning for everything."""
        if day is None or unit is None or self.cannot_judge("units", unit):
            return None
        line, known = self.codes["units"].rows.get(unit), self.known.units.get(unit)
        since = line.day("established_on") if line else known.established_on if known else None
        if since is None or day >= since:
            return None
        return row.finding(column, "before_established", unit=unit, since=since)

    def _set_aside(self, row: Parsed) -> None:
        self._wrong.add(id(row))
        sheet = row.place.sheet
        code = row.text(KEY[sheet]) if sheet in KEY else None
        if code is not None and self.codes[sheet].rows.get(code) is row:
            self.codes[sheet].spoilt.add(code)

    def _report_fields(self) -> None:
        for name in SHEETS:
            for row in self.rows[name]:
                if row.mistake and not self._is_echo(row):
                    self.report(row, row.finding(row.mistake[0], row.mistake[1].code, **row.mistake[1].facts))
                elif row.mistake:
                    self._set_aside(row)
                elif name in KEY:
                    self.report(row, self.codes[name].double(row))

    def _is_echo(self, row: Parsed) -> bool:
        """Whether the row only repeats a malformed code that is a finding where it is given."""
        column, unfit = row.mistake or ("", None)
        target = next((c.refers_to for c in SHEETS[row.place.sheet] if c.name == column), None)
        echo = unfit is not None and unfit.code == "code_malformed" and target is not None
        return echo and self.codes[str(target)].is_malformed(row.bare(column))

    def _excuse_orphans(self) -> None:
        for target, codes in self.codes.items():
            columns = [(name, c.name) for name, wanted in SHEETS.items() for c in wanted if c.refers_to == target]
            named = [code for sheet, column in columns for code in self._codes_in(sheet, column)]
            codes.excuse(named, self._codes_in(*NAMED_IN[target]))

    def _codes_in(self, sheet: str, column: str) -> list[str]:
        return [code for row in self.rows[sheet] if (code := row.text(column)) is not None]
