"""One catalogue of what every figure means, and of the events that it is the sum of."""

from services.reporting.catalogue import (
    assignments,
    boards,
    classification,
    duties,
    followed,
    meetings,
    observed,
    ratings,
    registry,
    unit_matters,
)
from services.reporting.catalogue.coverage import PLACES, PREFIXES, coverage_definition, coverage_keys
from services.reporting.catalogue.definition import Definition
from services.reporting.catalogue.evidence import EVIDENCE, EVIDENCE_TODAY, MORE
from services.reporting.catalogue.explained import QUARTER_WORDS, explained, version_of
from services.reporting.catalogue.unit_matters import stage_definitions

STOCKS = (
    *registry.STOCKS,
    *meetings.STOCKS,
    *followed.STOCKS,
    *assignments.STOCKS,
    *observed.STOCKS,
    *ratings.STOCKS,
    *boards.STOCKS,
    *unit_matters.STOCKS,
)
PARTS: tuple[tuple[str, str, tuple[Definition, ...]], ...] = (
    ("Sinh hoạt chi bộ", "Meetings of cells", meetings.QUARTER),
    (
        "Nghị quyết, nhiệm vụ, định hướng, hội nghị, kiến nghị",
        "Resolutions, tasks, guidance, gatherings, issues",
        followed.QUARTER,
    ),
    ("Chấm điểm buổi sinh hoạt", "Scores of meetings", ratings.QUARTER),
    ("Xếp loại và bốn tốt", "Classification and the four goods", classification.QUARTER),
    ("Việc phải làm hằng tháng, hằng năm của cấp ủy", "Duties of committees, by month and year", duties.QUARTER),
    (
        "Dự sinh hoạt, văn bản, kiểm tra, giám sát",
        "Visits, documents, inspections",
        (*assignments.QUARTER, *observed.QUARTER),
    ),
    ("Chấn chỉnh, khen thưởng, khảo sát", "Remediations, commendations, surveys", boards.QUARTER),
    (
        "Đảng viên, chi ủy, tập huấn, kết nạp",
        "Members, cell committees, training, admission",
        (*registry.QUARTER, *unit_matters.QUARTER),
    ),
)
"""The figures of the quarter in their order, under the headings by which people find them."""

QUARTER = tuple(definition for _, _, definitions in PARTS for definition in definitions)

VERSION = version_of((*STOCKS, *QUARTER))
"""Of the definitions that this program counts by; another one wherever a figure might come to something else."""

__all__ = [
    "EVIDENCE",
    "EVIDENCE_TODAY",
    "MORE",
    "PARTS",
    "PLACES",
    "PREFIXES",
    "QUARTER",
    "QUARTER_WORDS",
    "STOCKS",
    "VERSION",
    "Definition",
    "coverage_definition",
    "coverage_keys",
    "explained",
    "stage_definitions",
]
