"""The people of a unit that is to be taken over, out of the rows of `unit_stock`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from contracts.registry import CommitteeHandedOver
from services.registry.domain import DualAffiliation, Recruitment, RollCounts, Seats, StageCount, Stocks


def people_of(rows: str | None) -> tuple[date | None, RollCounts | None, Stocks | None]:
    """The last roll with its day, and the other stocks; `rows` is JSON: matter -> its day and what was told."""
    told: Mapping[str, Any] = json.loads(rows) if rows else {}
    roll = RollCounts(**told["roll"]["told"]) if "roll" in told else None
    stocks = Stocks(
        _day(told, "committee"),
        _seats(told["committee"]["told"]) if "committee" in told else None,
        _day(told, "recruitment"),
        _recruitment(told["recruitment"]["told"]) if "recruitment" in told else None,
        _day(told, "dual_affiliation"),
        _dual(told["dual_affiliation"]["told"]) if "dual_affiliation" in told else None,
    )
    return _day(told, "roll"), roll, None if stocks == Stocks() else stocks


def _day(told: Mapping[str, Any], matter: str) -> date | None:
    return date.fromisoformat(told[matter]["day"]) if matter in told else None


def _seats(told: Mapping[str, Any]) -> Seats:
    persons = CommitteeHandedOver.model_validate(told)
    return Seats(persons.seats, persons.secretary_id, persons.deputy_ids, persons.member_ids)


def _recruitment(told: Mapping[str, Any]) -> Recruitment:
    return Recruitment([StageCount(**stage) for stage in told["stages"]], told["admitted_this_year"])


def _dual(told: Mapping[str, Any]) -> DualAffiliation:
    return DualAffiliation(told["members"], told["remarks_asked"], told["remarks_given"])
