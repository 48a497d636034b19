"""Early warnings: what committees and boards look into before it is too late; a file of rules and one of SQL for each.

A SELECT adds a row for each event that is a sign: the warning's key, the unit and, of an observer, the person; how much
it weighs; the event and its day. Where those of a unit or person in a quarter come to `at_least`, it is warned of.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from contracts.message import Audience
from services.reporting.catalogue import MORE

FOLDER = Path(__file__).parent
ON = MORE + 4
"""The parameter that is the day as of which is warned."""
FIRST_OWN = ON + 1
SIGNS = """, rule (key, place, at_least, bound) AS (
  SELECT * FROM unnest(${0}::text[], ${1}::int[], ${2}::int[], ${3}::int[]) r (key, place, at_least, bound)),
sign (key, unit_id, person_id, weight, service, position, day) AS (
{selects}),
seen AS (
  SELECT * FROM sign WHERE day <= ${on}::date),
warned AS (
  SELECT r.place, s.key, s.unit_id, s.person_id, sum(s.weight)::int AS number
    FROM seen s JOIN rule r ON r.key = s.key
   GROUP BY r.place, s.key, s.unit_id, s.person_id, r.at_least HAVING sum(s.weight) >= r.at_least)
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """The numbers of a warning from a day on; `bound` is what an event is held against, where there is such a thing."""

    version: str
    effective_from: date
    at_least: int
    bound: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Warned:
    """One kind of warning. `audience`: what observers find or leave undone is for the board."""

    key: str
    place: int
    name_vi: str
    name_en: str
    audience: Audience
    source: str
    versions: tuple[Rule, ...]

    @classmethod
    def read(cls, text: str) -> Warned:
        """From a file's text; TypeError for a field that is none of ours, or is missing."""
        said = json.loads(text)
        days = [{**one, "effective_from": date.fromisoformat(one["effective_from"])} for one in said.pop("versions")]
        versions = sorted((Rule(**one) for one in days), key=lambda one: one.effective_from)
        return cls(**{**said, "audience": Audience(said["audience"])}, versions=tuple(versions))

    def on(self, day: date) -> Rule | None:
        """The version in force on a day; None before the first one."""
        past = [one for one in self.versions if one.effective_from <= day]
        return past[-1] if past else None


WARNINGS = tuple(
    sorted((Warned.read(file.read_text("utf-8")) for file in FOLDER.glob("*.json")), key=lambda one: one.place)
)
"""All warnings in the order in which people read them."""

SELECTS = {file.stem: file.read_text("utf-8").rstrip().replace("${on}", f"${ON}") for file in FOLDER.glob("*.sql")}


def signs(kinds: Collection[Warned]) -> str:
    """The tables `rule` to `warned` of these warnings, for the beginning of a SELECT; KeyError without its rows."""
    selects = "\nUNION ALL\n".join(SELECTS[kind.key] for kind in kinds)
    return SIGNS.format(*range(MORE, ON), on=ON, selects=selects)


def arguments(rules: Collection[tuple[Warned, Rule]], on: date) -> Sequence[Any]:
    """What the tables are told, from MORE on."""
    rows = [(kind.key, kind.place, rule.at_least, rule.bound) for kind, rule in rules]
    return [*(list(column) for column in zip(*rows, strict=True)), on]
