"""What repeats month after month, or lies far apart or far from its peers, asked as a question about one cell.

Nothing here is a finding, and nobody is ranked: lines stand in the order of codes, whatever their numbers. Words are
never compared here. Whoever owns a text says when it is written whether an earlier one about the same cell had the
same words; that is all that is known of them, and it stays known when both are erased.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Literal, NamedTuple
from uuid import UUID

from services.reporting.catalogue import analyses as catalogue
from services.reporting.catalogue.definition import Definition
from services.reporting.read_models.analyses import peers
from services.reporting.read_models.analyses.asking import Asking
from services.reporting.read_models.analyses.branches import Names, names
from services.reporting.read_models.analyses.lines import Line, Period, Ref

# What was said of the regular meetings of the months of history, in the order in which they were held.
SAID = """
SELECT 'record' AS kind, 'meetings' AS service, $1::text AS keeper, h.position, h.unit_id, h.day, h.meeting_id,
       NULL::uuid AS person_id,
       ARRAY[h.present, h.expected, h.excused, h.unexcused, h.opinions, h.duration_minutes]::text[] AS said
  FROM held h WHERE h.kind = 'regular'
 UNION ALL
SELECT r.rater, 'ratings', $1, r.position, r.unit_id, r.day, r.meeting_id, f.rater_id,
       ARRAY[r.total::text] || f.points::text[] || f.criteria
  FROM rating r JOIN known.rating_fact f ON f.position = r.position WHERE r.kind = 'regular'
 ORDER BY 6, 4"""

# Findings of visits and resolutions: whether each was in the words of an earlier text about the cell.
TEXTS = """
SELECT 'findings' AS kind, 'assignments' AS service, $1::text AS keeper, f.position, f.unit_id, f.day, f.repeats
  FROM found f
 UNION ALL
SELECT 'resolutions', 'meetings', $1, f.position, f.unit_id, f.day, f.repeats
  FROM known.resolution_fact f
  JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
 WHERE f.day BETWEEN $2 AND $3 AND f.repeats IS NOT NULL
 ORDER BY 6, 4"""

Kind = Literal["same_record", "same_self_score", "same_observer_score", "apart", "same_findings", "same_resolutions"]

FIGURES: Mapping[Kind, Definition] = {
    "same_record": catalogue.SAME_RECORD,
    "same_self_score": catalogue.SAME_SELF_SCORE,
    "same_observer_score": catalogue.SAME_OBSERVER_SCORE,
    "apart": catalogue.APART,
    "same_findings": catalogue.SAME_FINDINGS,
    "same_resolutions": catalogue.SAME_RESOLUTIONS,
}
QUESTIONS: Mapping[Kind, tuple[str, str]] = {
    "same_record": (
        "Nhiều tháng liền số liệu biên bản như nhau: có phải chép lại biên bản trước không?",
        "The minutes have the same numbers for months running: were earlier ones copied?",
    ),
    "same_self_score": (
        "Nhiều tháng liền chi bộ tự chấm từng tiêu chí như nhau: có chấm từ thực tế buổi họp không?",
        "The cell gives itself the same points for months running: do they come from the meeting itself?",
    ),
    "same_observer_score": (
        "Người dự chấm nhiều buổi liền như nhau: thang điểm có đủ để phân biệt các buổi không?",
        "An observer scored several meetings running alike: does the rubric tell them apart?",
    ),
    "apart": (
        "Điểm tự chấm và điểm người dự chấm xa nhau: hai bên hiểu tiêu chí nào khác nhau?",
        "The cell's score and the observer's lie far apart: which criterion do they read differently?",
    ),
    "same_findings": (
        "Ghi nhận khi dự trùng lời văn trước đó: việc cũ còn nguyên, hay ghi nhận được chép lại?",
        "Findings are in words used before: is the matter unchanged, or were they copied?",
    ),
    "same_resolutions": (
        "Nghị quyết trùng lời văn trước đó: nhiệm vụ còn nguyên, hay văn bản được chép lại?",
        "Resolutions are in words used before: is the task unchanged, or were they copied?",
    ),
}


class Said(NamedTuple):
    """A record or a score of a meeting; `words` are its numbers, alike where it says the same."""

    kind: str
    ref: Ref
    meeting_id: UUID
    person_id: UUID | None
    words: tuple[str, ...]

    @property
    def total(self) -> int:
        """Of a score, in hundredths of a point."""
        return int(self.words[0])


class Text(NamedTuple):
    """A finding or a resolution, and whether its words were used before about the same cell."""

    kind: str
    ref: Ref
    repeats: bool


async def lines(asking: Asking) -> list[Line]:
    """The questions, by cell; where there is nothing to ask there is no line."""
    history, policy = asking.history, asking.policy
    said = [_said(row) for row in await history.evidence(SAID)]
    texts = [Text(row["kind"], _ref(row), row["repeats"]) for row in await history.evidence(TEXTS)]
    refs = [*(one.ref for one in said), *(one.ref for one in texts)]
    called = await names(history, {ref.unit_id for ref in refs})
    quarter = history.quarter.name
    return [
        *running(quarter, said, called, policy.least_repeats),
        *apart(quarter, said, called, policy.apart_points * 100),
        *copied(quarter, texts, called),
        *await peers.lines(asking),
    ]


def _ref(row: Any) -> Ref:
    return Ref(row["keeper"], row["service"], row["position"], row["unit_id"], row["day"])


def _said(row: Any) -> Said:
    return Said(row["kind"], _ref(row), row["meeting_id"], row["person_id"], tuple(row["said"]))


def running(quarter: str, said: Iterable[Said], called: Names, least: int) -> list[Line]:
    """Cells of which at least `least` records, or scores, one after the other are alike.

    A cell's records and own scores are its own row of them; an observer's scores are one row over all cells, and are
    asked about at each cell that has one of those alike.
    """
    rows: defaultdict[tuple[Kind, object], list[Said]] = defaultdict(list)
    kinds: Mapping[str, Kind] = {"record": "same_record", "self": "same_self_score", "observer": "same_observer_score"}
    for one in said:
        if one.kind in kinds:
            rows[kinds[one.kind], one.person_id if one.kind == "observer" else one.ref.unit_id].append(one)
    found: defaultdict[tuple[Kind, UUID], list[Ref]] = defaultdict(list)
    for (kind, _), row in rows.items():
        alike = {one.ref for run in runs(row) if len(run) >= least for one in run}
        for one in row:
            found[kind, one.ref.unit_id].append(one.ref._replace(numerator=int(one.ref in alike), denominator=1))
    return _lines(quarter, found, called)


def runs(row: Sequence[Said]) -> list[list[Said]]:
    """The row cut wherever one says something else than the one before."""
    found: list[list[Said]] = []
    for one in row:
        if found and found[-1][-1].words == one.words:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def apart(quarter: str, said: Iterable[Said], called: Names, least: int) -> list[Line]:
    """Cells with a meeting whose own score and an observer's lie at least `least` hundredths of a point apart."""
    own: dict[tuple[str, UUID], Said] = {}
    observed: defaultdict[tuple[str, UUID], list[Said]] = defaultdict(list)
    for one in said:
        if one.kind == "self":
            own[one.ref.keeper, one.meeting_id] = one
        elif one.kind == "observer":
            observed[one.ref.keeper, one.meeting_id].append(one)
    found: defaultdict[tuple[Kind, UUID], list[Ref]] = defaultdict(list)
    for meeting in own.keys() & observed.keys():
        score = own[meeting]
        far = any(abs(score.total - one.total) >= least for one in observed[meeting])
        refs = [score.ref._replace(numerator=int(far), denominator=1)]
        found["apart", score.ref.unit_id] += refs + [one.ref._replace(numerator=0) for one in observed[meeting]]
    return _lines(quarter, found, called)


def copied(quarter: str, texts: Iterable[Text], called: Names) -> list[Line]:
    """Cells with a text in words that were used before."""
    found: defaultdict[tuple[Kind, UUID], list[Ref]] = defaultdict(list)
    for text in texts:
        kind: Kind = "same_findings" if text.kind == "findings" else "same_resolutions"
        found[kind, text.ref.unit_id].append(text.ref._replace(numerator=int(text.repeats), denominator=1))
    return _lines(quarter, found, called)


def _lines(quarter: str, found: Mapping[tuple[Kind, UUID], Sequence[Ref]], called: Names) -> list[Line]:
    asked = [
        (order, called.get(unit_id, (str(unit_id), "")), kind, refs)
        for order, kind in enumerate(FIGURES)
        for (of, unit_id), refs in found.items()
        if of == kind and any(ref.numerator for ref in refs)
    ]
    return [_line(quarter, kind, unit, refs) for _, unit, kind, refs in sorted(asked, key=itemgetter(0, 1))]


def _line(quarter: str, kind: Kind, unit: tuple[str, str], refs: Sequence[Ref]) -> Line:
    alike, of = sum(ref.numerator for ref in refs), sum(ref.denominator for ref in refs)
    share = FIGURES[kind].figure(alike, of)
    names = (share.name_vi, share.name_en)
    return Line(f"{kind}@{unit[0]}", *names, [Period(quarter, [share], refs)], unit, QUESTIONS[kind])
