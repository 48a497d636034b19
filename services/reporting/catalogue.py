"""The one catalogue of figures: what each is called, how it is read, and the evidence of which it is the sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from contracts.reporting import Figure

Measure = Literal["ratio", "mean", "count"]

EVIDENCE_SQL = (Path(__file__).parent / "evidence.sql").read_text(encoding="utf-8")
"""Every row adds a numerator and a denominator to one figure; a figure is nothing but the sum of its rows."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means. `scale` divides the numerator of a mean (points are kept in hundredths)."""

    key: str
    name_vi: str
    name_en: str
    measure: Measure
    scale: int = 1

    def figure(self, numerator: int, denominator: int) -> Figure:
        """The figure with these sums; ratios and means are rounded half up to two decimals, here and nowhere else."""
        counted = self.measure == "count"
        return Figure(
            key=self.key,
            name_vi=self.name_vi,
            name_en=self.name_en,
            measure=self.measure,
            numerator=numerator,
            denominator=None if counted else denominator,
            scale=self.scale,
            percent=_rounded(numerator * 100, denominator) if self.measure == "ratio" else None,
            mean=_rounded(numerator, denominator * self.scale) if self.measure == "mean" else None,
        )


def _rounded(numerator: int, denominator: int) -> float | None:
    """Two decimals, half away from zero; None where there is nothing to divide by."""
    if denominator == 0:
        return None
    return float((Decimal(numerator) / Decimal(denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP))


STOCKS = (
    Definition("members", "Đảng viên (chính thức và dự bị)", "Members (official and probationary)", "count"),
    Definition("grassroots_committees", "Đảng bộ cơ sở", "Grassroots committees", "count"),
    Definition("grassroots_cells", "Chi bộ cơ sở", "Grassroots cells", "count"),
    Definition("subordinate_cells", "Chi bộ trực thuộc đảng bộ cơ sở", "Cells under grassroots committees", "count"),
    Definition("observers", "Đồng chí được phân công dự sinh hoạt", "Assigned observers", "count"),
    Definition("assignments", "Lượt phân công đang có hiệu lực", "Assignments in force", "count"),
)

QUARTER = (
    Definition("meetings_regular", "Sinh hoạt thường kỳ: đã họp / phải họp", "Regular meetings: held / due", "ratio"),
    Definition("meetings_thematic", "Sinh hoạt chuyên đề: đã họp / phải họp", "Thematic meetings: held / due", "ratio"),
    Definition("attendance_regular", "Đảng viên dự sinh hoạt thường kỳ", "Attendance, regular meetings", "ratio"),
    Definition("attendance_thematic", "Đảng viên dự sinh hoạt chuyên đề", "Attendance, thematic meetings", "ratio"),
    Definition("criteria_met", "Buổi thường kỳ đạt mọi tiêu chí", "Regular meetings meeting all criteria", "ratio"),
    Definition("criteria_not_known", "Buổi có tiêu chí chưa rõ", "Regular meetings, criteria not known", "count"),
    Definition("opinions", "Ý kiến phát biểu mỗi buổi", "Opinions per meeting", "mean"),
    Definition("self_rated", "Buổi được chi bộ tự chấm điểm", "Meetings rated by the cell itself", "ratio"),
    Definition("self_score", "Điểm tự chấm bình quân", "Mean self-score", "mean", 100),
    Definition("observer_score", "Điểm người dự chấm bình quân", "Mean observer's score", "mean", 100),
    Definition(
        "divergence", "Chênh lệch tự chấm – người dự chấm", "Divergence: self minus observer, where both", "mean", 100
    ),
    Definition("visits", "Lượt dự sinh hoạt", "Visits made", "count"),
    Definition("meetings_moved", "Buổi dời hoặc hoãn", "Meetings moved or called off", "count"),
    Definition("month_differs", "Buổi họp khác tháng quy định", "Meetings held in another month", "count"),
)

PLACES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "district_direct": ("Chi bộ cơ sở trực thuộc cấp trên", "Grassroots cells, directly under the upper committee"),
        "subordinate": ("Chi bộ trực thuộc đảng bộ cơ sở", "Cells under grassroots committees"),
        "all": ("Tất cả chi bộ", "All cells"),
    }
)
"""Coverage by place in the tree; coverage by group of types is named by the registry's catalogue of types."""

PREFIXES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"assigned": ("được phân công dự", "assigned"), "visited": ("được dự trong quý", "visited in the quarter")}
)


def coverage_definition(prefix: str, key: str, groups: Mapping[str, tuple[str, str]]) -> Definition:
    """The definition of one line of coverage: `prefix` is `assigned` or `visited`, `key` a place or a group."""
    vi, en = PLACES.get(key) or groups[key]
    told_vi, told_en = PREFIXES[prefix]
    return Definition(f"{prefix}_{key}", f"{vi} {told_vi}", f"{en}, {told_en}", "ratio")


def coverage_keys(groups: Mapping[str, tuple[str, str]]) -> list[str]:
    """The lines of coverage in their order: the two places, the groups among the subordinate cells, all."""
    return ["district_direct", "subordinate", *groups, "all"]
