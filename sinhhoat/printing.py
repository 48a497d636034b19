"""Reports as tables: Vietnamese first, English beside, and SIMULATED wherever the history is."""

from __future__ import annotations

from collections.abc import Mapping

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from contracts.observer_record import ObserverRecord
from contracts.reporting import (
    CountedOtherwise,
    Evidence,
    Figure,
    Pair,
    QuarterReport,
    ReportedAs,
    ReportHead,
    UnitHistory,
    UnitQuarterReport,
)
from services.chassis.messaging.serving import LOCAL
from services.reporting.catalogue import PARTS
from sinhhoat.figures import Published, decimal, differs, percent, shown, whole

HEADINGS = {definitions[0].key: (vi, en) for vi, en, definitions in PARTS}
"""The first figure of each part of the catalogue -> what stands above it."""


def table_of(*headings: str, title: Text | str | None = None) -> Table:
    """A table whose cells fold what is too wide: half an id or half a position is of no use to anybody."""
    table = Table(title=title)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def headed(words: str, simulated: bool) -> Text:
    """A title that says where the history is simulated."""
    text = Text(words)
    return text.append("  SIMULATED", style="bold red") if simulated else text


def title(head: ReportHead, vi: str, en: str) -> Text:
    """`Quý I/2019 – …`, with the keeper, the unit and whether the history is simulated."""
    year, number = head.quarter.split("-Q")
    roman = ("I", "II", "III", "IV")[int(number) - 1]
    words = f"{vi} · Quý {roman}/{year} · {head.unit_name} / {en}, {head.quarter}{_reported(head)}"
    return headed(words + (f" · bản dựng lại / replay {head.replay}" if head.replay else ""), head.simulated)


def _reported(head: ReportHead) -> str:
    """Which revision of whose closed report is shown, if one is."""
    if head.reported is None:
        return ""
    number, unit = head.reported.revision, head.reported.unit_code
    return f" · như đã báo cáo, bản {number} của {unit} / as reported, revision {number} of {unit}"


def as_known(head: ReportHead | ObserverRecord) -> Text:
    """Up to where each feed was known, and when the last of it was recorded."""
    vector = " · ".join(f"{feed} {position}" for feed, position in head.known.items())
    at = f" ({head.known_at.astimezone(LOCAL):%d/%m/%Y %H:%M:%S})" if head.known_at else ""
    return Text(f"Như đã biết đến / as known at: {vector}{at}")


def lineage(head: ReportHead) -> list[Text]:
    """Under whose structure the figures stand, and a line for each unit that they count with another one."""
    if head.structure_on is None:
        return []
    kinds = {"merged": "sáp nhập vào / merged into", "split": "chia, tiếp tục là / split, continued by"}
    lines = [f"Theo tổ chức ngày / under the structure of: {head.structure_on:%d/%m/%Y}"]
    for one in head.lineage:
        units = f"{one.unit_code} {one.unit_name} → {one.into_code} {one.into_name}"
        lines.append(f"  {units}: {kinds[one.kind]} {one.day:%d/%m/%Y}")
    return [Text(line) for line in lines]


def remarks(head: ReportHead) -> list[Text]:
    """What has to be said of the figures of an answer: lineage, and what was not signed as it is shown or counted."""
    reported = head.reported
    part = reported and reported.unit_code != head.unit_code
    signed = [Text(PART_OF_A_REPORT.format(unit=reported.unit_code))] if reported and part else []
    return [*lineage(head), *signed, *(counted_otherwise(reported) if reported else ())]


PART_OF_A_REPORT = (
    "Phần của báo cáo {unit}: đếm tại đúng các vị trí của báo cáo đó, không được ký riêng / "
    "a part of the report of {unit}: counted at the positions of that report, not signed by itself"
)
COUNTED_OTHERWISE = (
    "Phần mềm hiện nay đếm khác lúc ký, tại cùng các vị trí; số đã ký được giữ nguyên / "
    "today's software counts otherwise than was signed, at the same positions; what was signed stands:"
)


def counted_otherwise(reported: ReportedAs, of: str = "") -> list[Text]:
    """A line for each figure of a closed report that is counted otherwise than it was signed; none where none is."""
    if not reported.otherwise:
        return []
    return [Text(f"{of}{COUNTED_OTHERWISE}"), *(Text(f"  {_otherwise(one)}") for one in reported.otherwise)]


def _otherwise(one: CountedOtherwise) -> str:
    signed = _pair(one.signed) if one.signed else "không / not signed"
    counted = _pair(one.counted) if one.counted else "không / not counted"
    return f"{one.key}: ký / signed {signed}, đếm / counted {counted}"


def _pair(pair: Pair) -> str:
    numerator, denominator = pair
    return f"{whole(numerator)}/{whole(denominator)}" if denominator else whole(numerator)


def quarter_table(report: QuarterReport | UnitQuarterReport) -> Table:
    """The figures of the quarter."""
    table = table_of(
        "Chỉ tiêu", "Figure", "Số liệu / Value", title=title(report.head, "Báo cáo quý", "quarterly report")
    )
    units = report.units
    stocks = (
        ("Đảng viên", "Members", whole(report.members)),
        ("Đảng bộ cơ sở", "Grassroots committees", whole(units.grassroots_committees)),
        ("Chi bộ cơ sở", "Grassroots cells", whole(units.grassroots_cells)),
        ("Chi bộ trực thuộc đảng bộ cơ sở", "Subordinate cells", whole(units.subordinate_cells)),
        ("Đồng chí được phân công dự", "Assigned observers", whole(report.observers)),
        ("Lượt phân công", "Assignments", whole(report.assignments)),
    )
    for stock in stocks:
        table.add_row(*stock)
    for figure in report.figures:
        if heading := HEADINGS.get(figure.key):
            table.add_section()
            table.add_row(*heading, style="bold")
        table.add_row(figure.name_vi, figure.name_en, shown(figure))
    return table


def coverage_table(
    head: ReportHead, assigned: list[Figure], visited: list[Figure] | None, published: Published
) -> Table:
    """Coverage by place and type: assigned, as published, and visited, where the reader may know of that."""
    heading = title(head, "Độ bao phủ dự sinh hoạt", "coverage")
    table = table_of("Chi bộ / Cells", "Được phân công / Assigned", "Đã công bố / Published", title=heading)
    if visited is not None:
        table.add_column(overflow="fold", header="Được dự trong quý / Visited")
    for number, figure in enumerate(assigned):
        printed = published.percents.get(figure.key.removeprefix("assigned_"))
        seen = [] if visited is None else [shown(visited[number])]
        table.add_row(_cells(figure), shown(figure), _published(figure, printed), *seen)
    return table


def _cells(figure: Figure) -> str:
    vi, en = figure.name_vi.removesuffix(" được phân công dự"), figure.name_en.removesuffix(", assigned")
    return f"{vi}\n[dim]{en}[/dim]"


def _published(figure: Figure, printed: str | None) -> Text:
    if printed is None:
        return Text("–")
    told = Text(f"{printed.replace('.', ',')}%")
    if differs(figure, printed):
        return told.append(f"  ≠ {percent(figure.percent)}: sai lệch / mismatch", style="bold red")
    return told.append("  =")


def evidence_table(evidence: Evidence, most: int, who: Mapping[str, str]) -> Table:
    """The events behind one figure; `who` are codes by person id."""
    heading = title(evidence.head, f"{evidence.figure.name_vi}: {shown(evidence.figure)}", evidence.figure.name_en)
    table = table_of("Ngày / Day", "Đơn vị / Unit", "Sự kiện / Event", "Vị trí / Position", "n", "N", title=heading)
    for header in ("Ghi lúc / Recorded", "Ai / By whom"):
        table.add_column(overflow="fold", header=header)
    for item in evidence.items[:most]:
        at = item.recorded_at.astimezone(LOCAL)
        said = (f"{at:%d/%m/%Y %H:%M}", who.get(item.actor, item.actor))
        row = (
            f"{item.day:%d/%m/%Y}",
            escape(f"{item.unit_code} {item.unit_name}"),
            item.contract.split(".")[1],
            f"{item.feed}:{item.position}",
        )
        table.add_row(*row, decimal(item.numerator / evidence.figure.scale), str(item.denominator), *said)
    if evidence.total > len(table.rows):
        table.caption = f"{whole(len(table.rows))} / {whole(evidence.total)} sự kiện / events"
    return table


def unit_table(history: UnitHistory, who: Mapping[str, str], reasons: Mapping[str, str]) -> Table:
    """A page of what was told about one unit; `who` are codes by person id, `reasons` words by text id."""
    heading = headed(f"Lịch sử {history.unit_code} {history.unit_name} / history", history.simulated)
    table = table_of(
        "Ngày / Day", "Sự kiện / Event", "Ghi lúc / Recorded", "Ai / By whom", "Lý do / Why", title=heading
    )
    for header in ("Vị trí / Position", "Hồ sơ / Aggregate"):
        table.add_column(overflow="fold", header=header)
    for event in history.events:
        at = event.recorded_at.astimezone(LOCAL)
        day = f"{event.day:%d/%m/%Y}" + (f" – {event.until_on:%d/%m/%Y}" if event.until_on else "")
        why = Text(reasons.get(str(event.reason), str(event.reason)) if event.reason else "")
        where = (f"{event.feed}:{event.position}", str(event.aggregate_id))
        person = who.get(event.actor, event.actor)
        table.add_row(day, event.contract.split(".")[1], f"{at:%d/%m/%Y %H:%M}", person, why, *where)
    if len(history.events) < history.total:
        table.caption = f"{len(history.events)} / {history.total} sự kiện / events"
    return table
