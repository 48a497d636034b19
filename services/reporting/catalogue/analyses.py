"""Figures of the analyses, which no evidence of the quarter sums: medians, patterns, shares of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.reporting.catalogue.definition import Definition

HUNDREDTHS = 100

PAIRED = Definition(
    "paired", "Buổi có cả hai điểm / buổi có điểm thứ nhất", "Meetings with both scores / with the first", "ratio"
)
DIFFERENCE = Definition(
    "difference", "Chênh lệch bình quân mỗi cặp điểm", "Mean difference of a pair of scores", "mean", HUNDREDTHS
)
MEDIAN = Definition("median", "Chênh lệch trung vị", "Median difference", "mean", HUNDREDTHS)
HIGHER = Definition("higher", "Cặp có điểm thứ nhất cao hơn", "Pairs in which the first is higher", "ratio")

VISITED = Definition("visited", "Chi bộ được dự trong quý / chi bộ", "Cells visited in the quarter / cells", "ratio")
ASSIGNED = Definition(
    "assigned", "Chi bộ được phân công dự / chi bộ", "Cells with an assigned observer / cells", "ratio"
)
MONTHS_WITH_VISITS = Definition(
    "months_with_visits", "Tháng có lượt dự / tháng nhìn lại", "Months with a visit / months looked back at", "ratio"
)
BUSIEST_MONTH = Definition(
    "busiest_month", "Lượt dự trong tháng nhiều nhất / lượt dự", "Visits in the busiest month / visits", "ratio"
)
COMMONEST_MONTH_OF_QUARTER = Definition(
    "commonest_month_of_quarter",
    "Lượt dự vào tháng thường gặp nhất của quý / lượt dự",
    "Visits in the commonest month of a quarter / visits",
    "ratio",
)
COMMONEST_WEEKDAY = Definition(
    "commonest_weekday",
    "Lượt dự vào thứ thường gặp nhất / lượt dự",
    "Visits on the commonest weekday / visits",
    "ratio",
)
COMMONEST_DAY = Definition(
    "commonest_day",
    "Lượt dự vào ngày thường gặp nhất của tháng / lượt dự",
    "Visits on the commonest day of the month / visits",
    "ratio",
)
SAME_MONTH = Definition(
    "same_month",
    "Chi bộ luôn được dự vào cùng một tháng của quý",
    "Cells always visited in the same month of the quarter",
    "ratio",
)
SAME_INTERVAL = Definition(
    "same_interval", "Chi bộ được dự cách đều số tháng", "Cells visited at equal intervals of months", "ratio"
)
SAME_OBSERVER = Definition(
    "same_observer", "Chi bộ luôn do cùng một người đến dự", "Cells always visited by the same observer", "ratio"
)

SAME_RECORD = Definition(
    "same_record", "Buổi liền nhau ghi số liệu như nhau / buổi", "Meetings running recorded alike / meetings", "ratio"
)
SAME_SELF_SCORE = Definition(
    "same_self_score",
    "Lần tự chấm liền nhau như nhau / lần chấm",
    "Own scores running that are alike / own scores",
    "ratio",
)
SAME_OBSERVER_SCORE = Definition(
    "same_observer_score",
    "Lần một người dự chấm liền nhau như nhau / lần người dự chấm chi bộ này",
    "Scores running by one observer that are alike / observers' scores of this cell",
    "ratio",
)
APART = Definition(
    "apart",
    "Buổi có điểm tự chấm và người dự chấm xa nhau / buổi có cả hai",
    "Meetings scored far apart / by both",
    "ratio",
)
SAME_FINDINGS = Definition(
    "same_findings", "Ghi nhận trùng lời văn trước / ghi nhận", "Findings in words used before / findings", "ratio"
)
SAME_RESOLUTIONS = Definition(
    "same_resolutions",
    "Nghị quyết trùng lời văn trước / nghị quyết",
    "Resolutions in words used before / resolutions",
    "ratio",
)

ANSWERED = Definition("answered", "Người trả lời / người được hỏi", "Answered / invited", "ratio")
SURVEYS_SHOWN = Definition(
    "surveys_shown",
    "Cuộc khảo sát đủ người trả lời / cuộc khảo sát",
    "Surveys that enough have answered / surveys",
    "ratio",
)
CHOSEN = Definition("chosen", "Người chọn / người trả lời câu hỏi", "Made this choice / answered the question", "ratio")

IN_TIME = Definition("in_time", "Ghi đúng hạn / đã ghi", "Recorded in time / recorded", "ratio")
COMPLETE = Definition("complete", "Đã có / phải có", "There / due", "ratio")
MEDIAN_DAYS = Definition("median_days", "Số ngày trung vị đến khi ghi", "Median days until it was recorded", "mean")
MEAN_DAYS = Definition("mean_days", "Số ngày bình quân đến khi ghi", "Mean days until it was recorded", "mean")

FAR_ATTENDANCE = Definition(
    "far_attendance_regular",
    "Đảng viên dự sinh hoạt thường kỳ, cách xa chi bộ cùng loại hình",
    "Attendance of regular meetings, far from cells of the same type",
    "ratio",
)
FAR_SELF_SCORE = Definition(
    "far_self_score",
    "Điểm tự chấm bình quân, cách xa chi bộ cùng loại hình",
    "Mean self-score, far from cells of the same type",
    "mean",
    HUNDREDTHS,
)
FAR_OPINIONS = Definition(
    "far_opinions",
    "Ý kiến phát biểu mỗi buổi, cách xa chi bộ cùng loại hình",
    "Opinions per meeting, far from cells of the same type",
    "mean",
)
MIDDLE_OF_GROUP = Definition("middle_of_group", "Giá trị giữa của nhóm", "Middle of the group", "mean")
CELLS_IN_GROUP = Definition("cells_in_group", "Chi bộ trong nhóm", "Cells in the group", "count")

BASES = {
    "good_only": ("hoàn thành tốt", "completed well"),
    "good_or_better": ("hoàn thành tốt trở lên", "completed well or better"),
    "all_rated": ("được xếp loại", "classified"),
}
OF_RATED = Definition("of_rated", "Mức cao nhất / được xếp loại", "Highest grade / classified", "ratio")
CAP = Definition(
    "cap", "Mức cao nhất theo hạn mức của danh sách này", "Highest grade allowed by the quota of this list", "count"
)
LARGEST = Definition("largest", "Nhiều nhất có thể theo hạn mức", "The most that any list could have", "count")


def middle_like(compared: Definition) -> Definition:
    """The middle of a group in the measure and scale of what its cells are compared by."""
    return replace(MIDDLE_OF_GROUP, measure=compared.measure, scale=compared.scale)


def of_base(base: str) -> Definition:
    """Those of the highest grade to those whom the quota goes by: a mean, for there may be more than one for each."""
    vi, en = BASES.get(base, (base, base))
    return Definition("of_base", f"Mức cao nhất trên số {vi}", f"Highest grade to those {en}", "mean")


def of_grade(grade: str) -> Definition:
    """How many have a grade, of those classified; grades are data of the scheme of their time."""
    return Definition(f"grade_{grade.lower()}"[:48], grade, grade, "ratio")


TIMELINESS = (IN_TIME, COMPLETE, MEDIAN_DAYS, MEAN_DAYS)
ANALYSES: Mapping[str, Sequence[Definition]] = {
    "divergence": (DIFFERENCE, MEDIAN, HIGHER, PAIRED),
    "predictability": (
        *(VISITED, ASSIGNED, MONTHS_WITH_VISITS),
        *(BUSIEST_MONTH, COMMONEST_MONTH_OF_QUARTER, COMMONEST_WEEKDAY, COMMONEST_DAY),
        *(SAME_MONTH, SAME_INTERVAL, SAME_OBSERVER),
    ),
    "timeliness": TIMELINESS,
    "questions": (
        *(SAME_RECORD, SAME_SELF_SCORE, SAME_OBSERVER_SCORE, APART, SAME_FINDINGS, SAME_RESOLUTIONS),
        *(FAR_ATTENDANCE, FAR_SELF_SCORE, FAR_OPINIONS, MIDDLE_OF_GROUP, CELLS_IN_GROUP),
    ),
    "surveys": (ANSWERED, SURVEYS_SHOWN, CHOSEN),
    "classes": (OF_RATED, of_base("good_only"), CAP, LARGEST),
}
"""Name of an analysis -> its figures. Comparisons are of figures of the quarter; of grades there is a line for each."""
