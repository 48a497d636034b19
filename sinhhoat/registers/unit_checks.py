"""Units held against each other: types, parents, circles, and the order in which they can be established."""

from collections.abc import Iterable

from sinhhoat.registers.cell_types import type_names
from sinhhoat.registers.examination import Examination
from sinhhoat.registers.findings import Finding
from sinhhoat.registers.parsed import Parsed

LONGEST_TOLD = 10


def check_units(exam: Examination) -> None:
    """Every unit's type and parent; then the root and the circles among those that are sound."""
    # All types first: a committee that is called a cell has no type, and its cells must not be blamed for that.
    for row in exam.sound("units"):
        exam.report(row, _wrong_type(row))
    for row in exam.sound("units"):
        exam.report(row, _wrong_parent(exam, row))
    _check_root(exam)
    _check_circles(exam)


def parents_first(rows: Iterable[Parsed]) -> list[Parsed]:
    """The rows in an order in which every parent comes before its children, else as in the file."""
    by_code = {row.text("code"): row for row in rows}
    ordered: dict[str | None, Parsed] = {}
    for row in by_code.values():
        line = [row]
        while (above := by_code.get(line[-1].text("parent_code"))) and above.text("code") not in ordered:
            line.append(above)
        for unit in reversed(line):
            ordered.setdefault(unit.text("code"), unit)
    return list(ordered.values())


def _wrong_type(row: Parsed) -> Finding | None:
    if "cell_type" not in row.values:
        return None
    kind, cell_type = row.text("kind"), row.text("cell_type")
    if kind == "committee" and cell_type:
        return row.finding("cell_type", "type_on_committee")
    if kind == "cell" and not cell_type:
        return row.finding("cell_type", "type_missing", names=type_names())
    return None


def _wrong_parent(exam: Examination, row: Parsed) -> Finding | None:
    if "parent_code" not in row.values:
        return None
    parent = row.text("parent_code")
    if parent is None:
        return row.finding("parent_code", "parent_missing") if row.text("kind") == "cell" else None
    if exam.unit_kind(parent) == "cell":
        return row.finding("parent_code", "parent_is_cell")
    return exam.dangling(row, "parent_code", "units", "parent_unknown")


def _check_root(exam: Examination) -> None:
    roots = (code for code, unit in exam.known.units.items() if unit.kind == "committee" and unit.parent_code is None)
    root = next(roots, None)
    place = root
    for row in exam.sound("units"):
        if "parent_code" not in row.values or row.text("parent_code") is not None or row.text("kind") != "committee":
            continue
        if root is None:
            root, place = row.text("code"), f"{row.text('code')} ({row.at()})"
        elif root != row.text("code"):
            exam.report(row, row.finding("parent_code", "root_double", place=place))


def _check_circles(exam: Examination) -> None:
    # The system has no circle, and a known unit that is put elsewhere is a finding of its own.
    rows = {
        code: row
        for row in exam.rows["units"]
        if exam.codes["units"].rows.get(code := row.text("code") or "") is row and code not in exam.known.units
    }
    settled: set[str | None] = set()
    for row in exam.sound("units"):
        path: dict[str | None, Parsed] = {}
        step: Parsed | None = row
        while step is not None and step.text("code") not in settled and step.text("code") not in path:
            path[step.text("code")] = step
            step = rows.get(step.text("parent_code") or "")
        if step is not None and step.text("code") in path:
            _report_circle(exam, path, step)
        settled.update(path)


def _report_circle(exam: Examination, path: dict[str | None, Parsed], entry: Parsed) -> None:
    codes = list(path)
    circle = codes[codes.index(entry.text("code")) :]
    candidates = [path[code] for code in circle if exam.is_sound(path[code])]
    if not candidates:
        return
    first = min(candidates, key=lambda row: row.place.line)
    start = circle.index(first.text("code"))
    turned = [str(code) for code in [*circle[start:], *circle[:start]]]
    told = " → ".join([*turned[:LONGEST_TOLD], *(["…"] if len(turned) > LONGEST_TOLD else []), turned[0]])
    exam.report(first, first.finding("parent_code", "parent_cycle", cycle=told))
