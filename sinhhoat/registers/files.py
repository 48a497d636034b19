"""From paths to sheets: which files are taken, of what kind they are, and which sheet each table is."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sinhhoat.registers.columns import SHEETS
from sinhhoat.registers.csv_files import read_csv
from sinhhoat.registers.findings import Finding, Findings, Place, Unfit, find
from sinhhoat.registers.sheets import Sheet, Table, as_sheet, headed, is_description, sheet_name
from sinhhoat.registers.workbooks import read_workbook

KINDS = (".csv", ".xlsx")
LARGEST_FILE = 64 * 1024 * 1024


def read_sheets(paths: Sequence[Path]) -> tuple[Sheet, ...] | Findings:
    """All sheets of the files named; a directory stands for all its .csv and .xlsx files, in order of name.

    A file that cannot be read ends the reading with findings about such files alone: what the others
    refer to might have stood in it.
    """
    sheets: list[Sheet] = []
    findings: list[Finding] = []
    # A file named twice, or beside its directory, is meant once.
    for file in {path.resolve(): path for path in _files(paths, findings)}.values():
        for outcome in _of_file(file):
            if isinstance(outcome, Finding):
                findings.append(outcome)
            else:
                sheets.append(outcome)
    return Findings(tuple(findings)) if findings else tuple(sheets)


def _files(paths: Sequence[Path], findings: list[Finding]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in KINDS and file.name[0] not in "~.")
        if not files:
            findings.append(find(Place("", path.name), path.name, Unfit("no_files")))
        yield from files


def _of_file(path: Path) -> Iterator[Sheet | Finding]:
    place = Place(path.stem, path.name)
    kind = path.suffix.lower()
    if kind not in KINDS:
        yield find(place, kind or path.name, Unfit("file_kind_unknown"))
        return
    data = _bytes(path)
    if isinstance(data, Finding):
        yield data
        return
    tables = read_csv(path, data) if kind == ".csv" else read_workbook(path, data)
    if isinstance(tables, Finding):
        yield tables
        return
    if isinstance(tables, Table) and not tables.lines:
        yield find(place, path.name, Unfit("file_empty"))
    for table in [tables] if isinstance(tables, Table) else tables:
        if table.lines and not is_description(table.title):
            yield _recognised(table)


def _bytes(path: Path) -> bytes | Finding:
    place = Place(path.stem, path.name)
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            return find(place, path.name, Unfit("file_too_large", size=size, limit=LARGEST_FILE))
        return path.read_bytes()
    except FileNotFoundError:
        return find(place, path.name, Unfit("file_missing"))
    except OSError as error:
        return find(place, path.name, Unfit("file_unreadable", reason=error.strerror))


def _recognised(table: Table) -> Sheet | Finding:
    name = sheet_name(table.title, [headed(raw) for raw in table.lines[0][1]])
    if name is None:
        unfit = Unfit("sheet_unknown", names=", ".join(SHEETS))
        return find(Place(table.title, table.file, table.lines[0][0]), table.title, unfit)
    return as_sheet(name, table)
