"""Duties counted again, one event at a time: who owed what in the quarter, and on which day it was done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sinhhoat.recount.asked import Asked, Pair
from sinhhoat.recount.classified import Standing as Classified
from sinhhoat.recount.owed import Owed
from sinhhoat.recount.owed_by_cells import regular, reviews, scores, thematic
from sinhhoat.recount.owed_by_committees import of_committees, of_the_year
from sinhhoat.recount.owed_by_observers import of_observers
from sinhhoat.recount.reported import reports_owed


def duties(asked: Asked) -> list[Owed]:
    """All duties of the quarter, discharged or not, but those of classification, whose day no event tells."""
    return [
        *regular(asked),
        *thematic(asked),
        *scores(asked),
        *reviews(asked),
        *of_committees(asked),
        *of_observers(asked),
        *reports_owed(asked),
        *of_the_year(asked),
    ]


def duty_figures(asked: Asked) -> dict[str, Pair]:
    """Figures that are nothing but duties: key -> (discharged, opened)."""
    guided = [one for one in of_committees(asked) if one.key == "monthly_guidance"]
    yearly = list(of_the_year(asked))
    return {
        "guidance_months": _pair(guided),
        "notices_of_year": _pair(one for one in yearly if one.key == "yearly_notice"),
        "notice_reviews": _pair(one for one in yearly if one.key == "notice_review"),
        "organisations_classified": _classified(asked),
    }


def _pair(found: Iterable[Owed]) -> Pair:
    days = [one.done_on for one in found]
    return len(days) - days.count(None), len(days)


def _classified(asked: Asked) -> Pair:
    last = asked.quarter.last
    if (last + timedelta(days=1)).month != 1:
        return 0, 0
    kinds = ("grassroots_committees", "grassroots_cells", "subordinate_cells")
    due = {
        unit_id
        for unit_id in asked.district.unit_ids
        if asked.counts(unit_id, last)
        and (asked.district.place(unit_id, last) in kinds or (asked.district.on(unit_id, last) or {})["kind"] == "cell")
    }
    decided = {
        unit.unit_id
        for one in asked.state(Classified).decisions.values()
        if one.as_of == last and len(one.period) == 4
        for unit in one.units
    }
    return len(due & decided), len(due)
