"""Which kinds of histories there are, whose they are, and how people name one: by what they know, or by its id."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts.history import HISTORIES, SEALED_HISTORIES, ReadHistory
from services.assignments.domain.directive import Directive
from services.assignments.domain.inspection import Inspection, InspectionKind, SubjectMatter
from services.assignments.domain.notice import Notice
from services.assignments.domain.plan import PlannedDay, VisitPlan
from services.assignments.domain.report import ObserverReport
from services.assignments.domain.visit import Visit
from services.chassis.text_erasure import TextErasure
from services.meetings.domain import (
    Gathering,
    GoodPractice,
    Guidance,
    Issue,
    Meeting,
    MeetingKind,
    MeetingPolicies,
    MemberTasks,
    QuarterThemes,
    Resolution,
    TakingUp,
    Theme,
)
from services.ratings.domain import (
    CellRating,
    ClassificationRound,
    Commendation,
    QuotaPolicies,
    RatedKind,
    Rater,
    Remediation,
    Rubrics,
    Survey,
)
from services.ratings.domain.classification import RoundKey
from services.ratings.domain.four_goods import FourGoodsRubrics, MonthRating
from services.ratings.domain.four_goods_year import FourGoodsPlan, FourGoodsTitle
from services.ratings.domain.quota import Objects
from services.registry.domain import CellCommittee, Grant, Membership, PersonErasure, RoleName, Structure, id_of_unit
from sinhhoat.asking import person

Name = Callable[[str, Sequence[str]], UUID]
"""(keeper, the words that name it) -> its id; ValueError for words that name none."""


class Unnamed(ValueError):
    """The words do not name an aggregate of the kind; the text says what would."""


@dataclass(frozen=True)
class Named:
    """A kind of aggregate: the service that keeps it, the words that name one, and how its id follows from them.

    `service` is None where every service keeps such histories; the first word then says which is meant. `by_id`: its
    own id, as tables show it, names it too. `sealed`: it lies in the service's sealed history, and reads are recorded.
    """

    service: str | None
    usage: str
    name: Name
    by_id: bool = True
    sealed: bool = False


def _structure(keeper: str, words: Sequence[str]) -> UUID:
    _at_most(words, 0)
    return Structure.create_id(keeper)


def _unit(keeper: str, words: Sequence[str]) -> UUID:
    [code] = words
    return id_of_unit(keeper, code)


def _person_erasure(keeper: str, words: Sequence[str]) -> UUID:
    [who] = words
    return PersonErasure.create_id(person(who, keeper))


def _committee(keeper: str, words: Sequence[str]) -> UUID:
    return CellCommittee.create_id(_unit(keeper, words))


def _membership(keeper: str, words: Sequence[str]) -> UUID:
    return Membership.create_id(_unit(keeper, words))


def _training(keeper: str, words: Sequence[str]) -> UUID:
    [training_id] = words
    return UUID(training_id)


def _grant(keeper: str, words: Sequence[str]) -> UUID:
    who, role, unit = words
    return Grant.create_id(keeper, person(who, keeper), RoleName(role), id_of_unit(keeper, unit))


def _meeting(keeper: str, words: Sequence[str]) -> UUID:
    cell, month, kind, number = _filled(words, 2, "regular", "1")
    wanted = MeetingKind(kind)
    theme = Theme(int(number), "") if wanted is MeetingKind.THEMATIC else None
    return Meeting.create_id(id_of_unit(keeper, cell), wanted, date.fromisoformat(f"{month}-01"), theme, None)


def _resolution(keeper: str, words: Sequence[str]) -> UUID:
    cell, month, number, *meeting = words
    return Resolution.create_id(id_of_unit(keeper, cell), _meeting(keeper, (cell, month, *meeting)), number)


def _member_tasks(keeper: str, words: Sequence[str]) -> UUID:
    cell, month = words
    return MemberTasks.create_id(id_of_unit(keeper, cell), date.fromisoformat(f"{month}-01"))


def _gathering(keeper: str, words: Sequence[str]) -> UUID:
    unit, day, topic = words
    return Gathering.create_id(id_of_unit(keeper, unit), date.fromisoformat(day), topic)


def _guidance(keeper: str, words: Sequence[str]) -> UUID:
    issuer, number, year = words
    return Guidance.create_id(id_of_unit(keeper, issuer), number, date(int(year), 1, 1))


def _taking_up(keeper: str, words: Sequence[str]) -> UUID:
    cell, *guidance = words
    return TakingUp.create_id(_guidance(keeper, guidance), id_of_unit(keeper, cell))


def _good_practice(keeper: str, words: Sequence[str]) -> UUID:
    unit, title = words
    return GoodPractice.create_id(id_of_unit(keeper, unit), title)


def _issue(keeper: str, words: Sequence[str]) -> UUID:
    [issue_id] = words
    return Issue.create_id(UUID(issue_id))


def _directive(keeper: str, words: Sequence[str]) -> UUID:
    issuer, kind, number, year = words
    return Directive.create_id(keeper, id_of_unit(keeper, issuer), kind, number, int(year))


def _quarter_themes(keeper: str, words: Sequence[str]) -> UUID:
    [code] = words
    return QuarterThemes.create_id(id_of_unit(keeper, code))


def _meeting_policies(keeper: str, words: Sequence[str]) -> UUID:
    _at_most(words, 0)
    return MeetingPolicies.create_id(keeper)


def _notice(keeper: str, words: Sequence[str]) -> UUID:
    issuer, number, year, edition = _filled(words, 3, "1")
    return Notice.create_id(keeper, id_of_unit(keeper, issuer), number, date(int(year), 1, 1), int(edition))


def _observer_report(keeper: str, words: Sequence[str]) -> UUID:
    who, issuer, quarter = words
    return ObserverReport.create_id(keeper, person(who, keeper), id_of_unit(keeper, issuer), quarter)


def _inspection(keeper: str, words: Sequence[str]) -> UUID:
    unit, inspector, kind, matter, day = words
    of = (id_of_unit(keeper, unit), id_of_unit(keeper, inspector), InspectionKind(kind), SubjectMatter(matter))
    return Inspection.create_id(*of, date.fromisoformat(day))


def _visit(keeper: str, words: Sequence[str]) -> UUID:
    cell, month, who, *meeting = words
    return Visit.create_id(_meeting(keeper, (cell, month, *meeting)), person(who, keeper))


def _plan(keeper: str, words: Sequence[str]) -> UUID:
    [plan_id] = words
    return VisitPlan.create_id(UUID(plan_id))


def _planned_day(keeper: str, words: Sequence[str]) -> UUID:
    cell, day, who = words
    return PlannedDay.create_id(person(who, keeper), id_of_unit(keeper, cell), date.fromisoformat(day))


def _rating(keeper: str, words: Sequence[str]) -> UUID:
    cell, month, rater, *rest = words
    scored = Rater(rater)
    who = person(rest.pop(0), keeper) if scored is Rater.OBSERVER else None
    return CellRating.create_id(_meeting(keeper, (cell, month, *rest)), id_of_unit(keeper, cell), scored, who)


def _rubrics(keeper: str, words: Sequence[str]) -> UUID:
    [kind] = words
    return Rubrics.create_id(keeper, RatedKind(kind))


def _four_goods_rubrics(keeper: str, words: Sequence[str]) -> UUID:
    _at_most(words, 0)
    return FourGoodsRubrics.create_id(keeper)


def _month_rating(keeper: str, words: Sequence[str]) -> UUID:
    cell, month = words
    return MonthRating.create_id(id_of_unit(keeper, cell), date.fromisoformat(f"{month}-01"))


def _four_goods_plan(keeper: str, words: Sequence[str]) -> UUID:
    issuer, year = words
    return FourGoodsPlan.create_id(id_of_unit(keeper, issuer), int(year))


def _four_goods_title(keeper: str, words: Sequence[str]) -> UUID:
    unit, year = words
    return FourGoodsTitle.create_id(id_of_unit(keeper, unit), int(year))


def _quota_policies(keeper: str, words: Sequence[str]) -> UUID:
    _at_most(words, 0)
    return QuotaPolicies.create_id(keeper)


def _round(keeper: str, words: Sequence[str]) -> UUID:
    authority, period, objects = _filled(words, 2, "organisation")
    return ClassificationRound.create_id(keeper, RoundKey(id_of_unit(keeper, authority), Objects(objects), period))


def _remediation(keeper: str, words: Sequence[str]) -> UUID:
    issuer, unit, number, year = words
    return Remediation.create_id(id_of_unit(keeper, issuer), id_of_unit(keeper, unit), number, int(year))


def _commendation(keeper: str, words: Sequence[str]) -> UUID:
    issuer, number, year = words
    return Commendation.create_id(id_of_unit(keeper, issuer), number, int(year))


def _survey(keeper: str, words: Sequence[str]) -> UUID:
    issuer, unit, day, *name = words
    return Survey.create_id(
        id_of_unit(keeper, issuer), id_of_unit(keeper, unit), " ".join(name), date.fromisoformat(day)
    )


def _erasure(keeper: str, words: Sequence[str]) -> UUID:
    [text_id] = words
    return TextErasure.create_id(UUID(text_id))


KINDS: Mapping[str, Named] = {
    "structure": Named("registry", "", _structure),
    "unit": Named("registry", "CODE", _unit),
    "person_erasure": Named("registry", "PERSON", _person_erasure, by_id=False),
    "cell_committee": Named("registry", "CODE", _committee),
    "membership": Named("registry", "CODE", _membership),
    "training": Named("registry", "TRAINING_ID", _training, by_id=False),
    "grant": Named("registry", "PERSON ROLE UNIT", _grant),
    "meeting": Named("meetings", "CELL MONTH [regular|thematic [NUMBER]]", _meeting),
    "resolution": Named("meetings", "CELL MONTH NUMBER [regular|thematic [NUMBER]]", _resolution),
    "member_tasks": Named("meetings", "CELL MONTH", _member_tasks),
    "gathering": Named("meetings", "UNIT DAY TOPIC", _gathering),
    "guidance": Named("meetings", "ISSUER NUMBER YEAR", _guidance),
    "taking_up": Named("meetings", "CELL ISSUER NUMBER YEAR", _taking_up),
    "good_practice": Named("meetings", "UNIT TITLE", _good_practice),
    "issue": Named("meetings", "ISSUE_ID", _issue),
    "directive": Named("assignments", "ISSUER KIND NUMBER YEAR", _directive),
    "quarter_themes": Named("meetings", "CELL", _quarter_themes),
    "meeting_policies": Named("meetings", "", _meeting_policies),
    "notice": Named("assignments", "ISSUER NUMBER YEAR [EDITION]", _notice),
    "visit": Named("assignments", "CELL MONTH PERSON [regular|thematic [NUMBER]]", _visit),
    "observer_report": Named("assignments", "PERSON ISSUER QUARTER", _observer_report),
    "inspection": Named("assignments", "UNIT INSPECTOR inspection|supervision regime|members DAY", _inspection),
    "visit_plan": Named("assignments", "PLAN_ID", _plan, by_id=False, sealed=True),
    "planned_day": Named("assignments", "CELL DAY PERSON", _planned_day, sealed=True),
    "cell_rating": Named(
        "ratings", "CELL MONTH self|superior|observer [PERSON, of an observer] [regular|thematic [NUMBER]]", _rating
    ),
    "rubrics": Named("ratings", "regular|thematic", _rubrics),
    "four_goods_rubrics": Named("ratings", "", _four_goods_rubrics),
    "month_rating": Named("ratings", "CELL MONTH", _month_rating),
    "four_goods_plan": Named("ratings", "ISSUER YEAR", _four_goods_plan),
    "four_goods_title": Named("ratings", "UNIT YEAR", _four_goods_title),
    "quota_policies": Named("ratings", "", _quota_policies),
    "classification_round": Named("ratings", "AUTHORITY PERIOD [organisation|collective|individual]", _round),
    "remediation": Named("ratings", "ISSUER UNIT NUMBER YEAR", _remediation),
    "commendation": Named("ratings", "ISSUER NUMBER YEAR", _commendation),
    "survey": Named("ratings", "ISSUER UNIT DAY NAME", _survey),
    "text_erasure": Named(None, "SERVICE TEXT_ID", _erasure, by_id=False),
}
"""Every kind of aggregate; a test holds them against what the services store."""


OWNERS = frozenset(query.service() for query in HISTORIES)
"""The services that answer for histories."""


def located(kind: str, keeper: str, words: Sequence[str]) -> tuple[str, UUID]:
    """The service that keeps it, and its id. Unnamed where the words name none."""
    named, rest = KINDS[kind], list(words)
    try:
        service = named.service or _owner(rest.pop(0))
        return service, (_id_of(rest) if named.by_id else None) or named.name(keeper, rest)
    except (LookupError, ValueError):
        more = ", or by its id (a UUID)" if named.by_id else ""
        raise Unnamed(f"{kind} is named by {named.usage or 'no word more'}{more}") from None


def question_of(kind: str, service: str) -> type[ReadHistory]:
    """What is asked for a history of the kind: of the service's sealed side where the kind is sealed."""
    questions = SEALED_HISTORIES if KINDS[kind].sealed else HISTORIES
    return next(question for question in questions if question.service() == service)


def kind_of(topic: str) -> str:
    """`cell_rating` of `ratings.CellRating.Rated`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", topic.split(".")[1]).lower()


def _owner(word: str) -> str:
    if word not in OWNERS:
        raise ValueError(word)
    return word


def _id_of(words: Sequence[str]) -> UUID | None:
    """The id, where it alone is said."""
    try:
        return UUID(words[0]) if len(words) == 1 else None
    except ValueError:
        return None


def _filled(words: Sequence[str], least: int, *usual: str) -> Sequence[str]:
    """The words, with what is usually meant in place of those left out."""
    _at_most(words, least + len(usual))
    return [*words, *usual[len(words) - least :]] if len(words) >= least else []


def _at_most(words: Sequence[str], most: int) -> None:
    if len(words) > most:
        raise ValueError(words)
