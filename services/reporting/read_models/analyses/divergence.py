"""How far the scores of cell, observer and superior lie apart, for each criterion and over the quarters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

from services.reporting.catalogue.analyses import DIFFERENCE, HIGHER, MEDIAN, PAIRED
from services.reporting.read_models.analyses.asking import Asking
from services.reporting.read_models.analyses.lines import Line, Period, Ref, median
from services.reporting.read_models.asked import Asked

# The scores of the quarter as the figures of ratings count them (catalogue/evidence/ratings.sql), with their points.
SCORES = """
SELECT $1::text AS keeper, r.position, r.unit_id, r.day, r.meeting_id, r.rater, r.total, f.rubric, f.criteria, f.points
  FROM rating r JOIN known.rating_fact f ON f.position = r.position ORDER BY r.position"""

# What criteria are called by the first of these rubrics that has them; a rubric's version is a hash of its names.
NAMES = """
SELECT DISTINCT ON (criterion) criterion, name_vi, name_en FROM reporting_facts.criterion_fact
 WHERE rubric = ANY($1) ORDER BY criterion, array_position($1, rubric), keeper, position"""

TOTAL = "total"
NAMES_OF_TOTAL = ("tổng điểm", "total")
RATERS = {"self": ("tự chấm", "self"), "observer": ("người dự", "observer"), "superior": ("cấp trên", "superior")}
PAIRS = (("self", "observer"), ("self", "superior"), ("observer", "superior"))


class Score(NamedTuple):
    """One rater's points for one meeting in hundredths, the total among them."""

    ref: Ref
    meeting_id: UUID
    rater: str
    rubric: str
    points: Mapping[str, int]

    @property
    def meeting(self) -> tuple[str, UUID]:
        return self.ref.keeper, self.meeting_id


class Pair(NamedTuple):
    """Two scores of one meeting, by one rubric."""

    first: Score
    second: Score

    def has(self, criterion: str) -> bool:
        return criterion in self.first.points and criterion in self.second.points

    def difference(self, criterion: str) -> int:
        return self.first.points[criterion] - self.second.points[criterion]

    def refs(self, criterion: str) -> tuple[Ref, Ref]:
        """Both events; their numerators add up to the difference, and the second stands for the pair."""
        first, second = self.first.points[criterion], self.second.points[criterion]
        return self.first.ref._replace(numerator=first), self.second.ref._replace(numerator=-second, denominator=1)


Paired = Mapping[tuple[str, str], Sequence[Pair]]


async def lines(asking: Asking) -> list[Line]:
    """A line for each pair of raters and each criterion that both have scored, the total first."""
    quarters = [(asked.quarter.name, await _scores(asked)) for asked in asking.back]
    rubrics = list(dict.fromkeys(score.rubric for _, found in quarters for score in found))
    rows = await asking.asked.connection.fetch(NAMES, rubrics)
    names = {row["criterion"]: (row["name_vi"], row["name_en"]) for row in rows}
    return divergence(quarters, names, asking.policy.least_pairs)


async def _scores(asked: Asked) -> list[Score]:
    return [_score(row) for row in await asked.evidence(SCORES)]


def _score(row: Any) -> Score:
    points = dict(zip(row["criteria"], row["points"], strict=True)) | {TOTAL: row["total"]}
    ref = Ref(row["keeper"], "ratings", row["position"], row["unit_id"], row["day"])
    return Score(ref, row["meeting_id"], row["rater"], row["rubric"], points)


def divergence(
    quarters: Sequence[tuple[str, Sequence[Score]]], names: Mapping[str, tuple[str, str]], least_pairs: int
) -> list[Line]:
    """The lines of these quarters, the newest first; no difference is told of fewer pairs than `least_pairs`."""
    paired = [(quarter, found, pairs(found)) for quarter, found in quarters]
    found = []
    for raters in PAIRS:
        for criterion in _criteria(pair for _, _, made in paired for pair in made.get(raters, ())):
            periods = [
                _period(quarter, scores, raters[0], _scoring(made, raters, criterion), criterion, least_pairs)
                for quarter, scores, made in paired
            ]
            found.append(Line(f"{'_'.join(raters)}.{criterion}", *_named(raters, criterion, names), periods))
    return found


def pairs(scores: Iterable[Score]) -> Paired:
    """Every score of one rater with every one of another of the same meeting and rubric, by raters."""
    of: defaultdict[tuple[object, ...], list[Score]] = defaultdict(list)
    for score in scores:
        of[*score.meeting, score.rubric, score.rater].append(score)
    found: defaultdict[tuple[str, str], list[Pair]] = defaultdict(list)
    for meeting in dict.fromkeys(key[:3] for key in of):
        for raters in PAIRS:
            first, second = (of.get((*meeting, rater), ()) for rater in raters)
            found[raters] += [Pair(*both) for both in product(first, second)]
    return found


def _scoring(made: Paired, raters: tuple[str, str], criterion: str) -> list[Pair]:
    return [pair for pair in made.get(raters, ()) if pair.has(criterion)]


def _criteria(made: Iterable[Pair]) -> list[str]:
    found = {criterion for pair in made for criterion in pair.first.points if pair.has(criterion)}
    return sorted(found, key=lambda one: (one != TOTAL, one))


def _named(raters: tuple[str, str], criterion: str, names: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    of = NAMES_OF_TOTAL if criterion == TOTAL else names.get(criterion, (criterion, criterion))
    vi, en = (f"{' – '.join(RATERS[rater][language] for rater in raters)}: {of[language]}" for language in (0, 1))
    return vi[0].upper() + vi[1:], en[0].upper() + en[1:]


def _period(
    quarter: str, scores: Iterable[Score], rater: str, made: Sequence[Pair], criterion: str, least_pairs: int
) -> Period:
    scored = {score.meeting for score in scores if score.rater == rater}
    both = PAIRED.figure(len({pair.first.meeting for pair in made}), len(scored))
    refs = [ref for pair in made for ref in pair.refs(criterion)]
    if len(made) < least_pairs:
        return Period(quarter, [both], refs, too_few=True)
    apart = [pair.difference(criterion) for pair in made]
    return Period(
        quarter,
        [
            DIFFERENCE.figure(sum(apart), len(apart)),
            median(MEDIAN, apart),
            HIGHER.figure(sum(one > 0 for one in apart), len(apart)),
            both,
        ],
        refs,
    )
