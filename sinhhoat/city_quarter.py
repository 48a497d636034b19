"""The quarter of a city on a terminal: one line for each keeper, under the figures of all of them."""

from __future__ import annotations

from typing import Any

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from contracts.city_quarter import CityQuarter, KeeperSums
from sinhhoat import printing
from sinhhoat.figures import Published, quarter_json, whole
from sinhhoat.printing import table_of, title

COLUMNS = (
    ("Chi bộ / Cells", None),
    ("Đảng viên / Members", "members"),
    ("Thường kỳ / Regular", "meetings_regular"),
    ("Chuyên đề / Thematic", "meetings_thematic"),
    ("Dự họp / Attendance", "attendance_regular"),
    ("Được dự / Visited", "visited_all"),
)
CELLS = ("grassroots_cells", "subordinate_cells")


def city_json(city: CityQuarter) -> dict[str, Any]:
    """The total as a quarter is printed, and beside it every keeper in numbers."""
    missing = {"not_closed": city.not_closed} if city.not_closed else {}
    keepers = [one.model_dump(mode="json") for one in city.keepers]
    return {**quarter_json(city.total, Published({})), "keepers": keepers, **missing}


def revisions_of(city: CityQuarter) -> dict[str, int]:
    """What `ReadCityQuarter` is asked with for the same answer again, in lens `reported`; empty in any other."""
    closed = {one.keeper: one.reported.revision for one in city.keepers if one.reported}
    return closed | (dict.fromkeys(city.not_closed, 0) if closed else {})


def as_reported(city: CityQuarter) -> list[str]:
    """In lens `reported`, lines that say so and name who has not closed the quarter; none in any other."""
    if not revisions_of(city):
        return []
    told = ["Như các đảng bộ đã chốt, mỗi đảng bộ một bản / as closed by each committee, in a revision of its own"]
    if city.not_closed:
        who = ", ".join(city.not_closed)
        told.append(f"Chưa chốt quý, không có trong số liệu / quarter not closed, in no figure: {who}")
    return told


def counted_otherwise(city: CityQuarter) -> list[Text]:
    """Figures that a keeper's report has, and today's software counts no more, or the other way round."""
    closed = [(one.keeper, one.reported) for one in city.keepers if one.reported]
    return [line for keeper, reported in closed for line in printing.counted_otherwise(reported, f"{keeper}: ")]


def keepers_table(city: CityQuarter) -> Table:
    """Each keeper with its committee and a few of its figures; all of them stand in the JSON.

    In lens `reported` also with the revision of its closed report.
    """
    heading = title(city.total.head, "Từng phường", "by keeper")
    revisions = revisions_of(city)
    columns = (*(["Bản / Revision"] if revisions else []), *(name for name, _ in COLUMNS))
    table = table_of("Keeper", "Đảng bộ / Committee", *columns, title=heading)
    for one in city.keepers:
        revision = [str(revisions[one.keeper])] if revisions else []
        table.add_row(one.keeper, escape(one.unit_name), *revision, *(_shown(one, key) for _, key in COLUMNS))
    return table


def _shown(one: KeeperSums, key: str | None) -> str:
    if key is None:
        return whole(sum(one.figures.get(cells, (0, 0))[0] for cells in CELLS))
    numerator, denominator = one.figures.get(key, (0, 0))
    return f"{whole(numerator)}/{whole(denominator)}" if denominator else whole(numerator)
