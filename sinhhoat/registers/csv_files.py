"""CSV files: comma, semicolon or tab, and the line that each row begins on."""

import csv
import io
from pathlib import Path

from sinhhoat.registers.encodings import decode
from sinhhoat.registers.findings import Finding, Place, Unfit, find
from sinhhoat.registers.sheets import Table

SEPARATORS = (",", ";", "\t")


def read_csv(path: Path, data: bytes) -> Table | Finding:
    """The file's lines, or the one finding that keeps it from being read."""
    place = Place(path.stem, path.name)
    try:
        text = decode(data)
    except Unfit as unfit:
        return find(place, unfit.facts["encoding"], unfit)
    return _lines(path, text)


def _lines(path: Path, text: str) -> Table | Finding:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    lines: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                lines.append((begins, fields))
            begins = reader.line_num + 1
    except csv.Error as error:
        return find(Place(path.stem, path.name, begins), "", _broken(error))
    return Table(path.stem, path.name, lines)


def _broken(error: csv.Error) -> Unfit:
    if "field larger" in str(error):
        return Unfit("field_too_long", limit=csv.field_size_limit())
    return Unfit("csv_broken", reason=str(error))


def _separator(text: str) -> str:
    heading = text.lstrip().split("\n", 1)[0]
    return max(SEPARATORS, key=heading.count)
