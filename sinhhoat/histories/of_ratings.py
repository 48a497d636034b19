"""How people name a history of the ratings service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from services.ratings.domain import (
    CellRating,
    ClassificationRound,
    Commendation,
    QuotaPolicies,
    RatedKind,
    Rater,
    Remediation,
    RollUpPolicies,
    Rubrics,
    Survey,
)
from services.ratings.domain.four_goods_month import MonthRating
from services.ratings.domain.four_goods_rubrics import FourGoodsRubrics
from services.ratings.domain.four_goods_year import FourGoodsPlan, FourGoodsTitle
from services.ratings.domain.proposal import RoundKey
from services.ratings.domain.quota import Objects
from services.registry.domain import id_of_unit
from sinhhoat.asking import person
from sinhhoat.histories.naming import Named, at_most, filled
from sinhhoat.histories.of_meetings import id_of_meeting


def _rating(keeper: str, words: Sequence[str]) -> UUID:
    cell, month, rater, *rest = words
    scored = Rater(rater)
    who = person(rest.pop(0), keeper) if scored is Rater.OBSERVER else None
    return CellRating.create_id(id_of_meeting(keeper, (cell, month, *rest)), id_of_unit(keeper, cell), scored, who)


def _rubrics(keeper: str, words: Sequence[str]) -> UUID:
    [kind] = words
    return Rubrics.create_id(keeper, RatedKind(kind))


def _four_goods_rubrics(keeper: str, words: Sequence[str]) -> UUID:
    at_most(words, 0)
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
    at_most(words, 0)
    return QuotaPolicies.create_id(keeper)


def _roll_up_policies(keeper: str, words: Sequence[str]) -> UUID:
    at_most(words, 0)
    return RollUpPolicies.create_id(keeper)


def _round(keeper: str, words: Sequence[str]) -> UUID:
    authority, period, objects = filled(words, 2, "organisation")
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


KINDS: Mapping[str, Named] = {
    "cell_rating": Named(
        "ratings", "CELL MONTH self|superior|observer [PERSON, of an observer] [regular|thematic [NUMBER]]", _rating
    ),
    "rubrics": Named("ratings", "regular|thematic", _rubrics),
    "four_goods_rubrics": Named("ratings", "", _four_goods_rubrics),
    "month_rating": Named("ratings", "CELL MONTH", _month_rating),
    "four_goods_plan": Named("ratings", "ISSUER YEAR", _four_goods_plan),
    "four_goods_title": Named("ratings", "UNIT YEAR", _four_goods_title),
    "quota_policies": Named("ratings", "", _quota_policies),
    "roll_up_policies": Named("ratings", "", _roll_up_policies),
    "classification_round": Named("ratings", "AUTHORITY PERIOD [organisation|collective|individual]", _round),
    "remediation": Named("ratings", "ISSUER UNIT NUMBER YEAR", _remediation),
    "commendation": Named("ratings", "ISSUER NUMBER YEAR", _commendation),
    "survey": Named("ratings", "ISSUER UNIT DAY NAME", _survey),
}
