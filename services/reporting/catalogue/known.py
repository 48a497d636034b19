"""What is known of a fact at the vector, written once: SQL says `known.meeting_fact f` for the rows that count there.

A fact is known from the event that told it until the one that took it back, both positions of its own feed. Two rarer
words ask for what was known once: `ever.class_fact f` for rows that count there or have counted before, `events.ratings
e` for the events themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

SERVICES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("registry", "unit_matters"), "registry"),
        **dict.fromkeys(("meetings", "followed", "issues"), "meetings"),
        **dict.fromkeys(("assignments", "observed"), "assignments"),
        **dict.fromkeys(("ratings", "classification", "boards"), "ratings"),
    }
)
"""Whose events the tables in a file of facts are made from."""

CREATED = re.compile(r"^CREATE TABLE \{schema\}\.(\w+)", re.M)
SCHEMA = Path(__file__).parents[1] / "facts" / "schema"
OWNERS: Mapping[str, str] = MappingProxyType(
    {
        table: service
        for file, service in SERVICES.items()
        for table in CREATED.findall((SCHEMA / f"{file}.sql").read_text("utf-8"))
    }
)
"""Table of facts -> the service whose feed its positions are of."""

NAMED = re.compile(r"\b(known|ever|events)\.(\w+)")
TOLD = "keeper = $1 AND known_from <= ${at}"
ROWS = {
    "known": f"""(SELECT * FROM reporting_facts.{{name}}
    WHERE {TOLD} AND (known_until IS NULL OR known_until > ${{at}}))""",
    "ever": f"(SELECT * FROM reporting_facts.{{name}} WHERE {TOLD})",
    "events": "(SELECT * FROM reporting_facts.told WHERE keeper = $1 AND service = '{name}' AND position <= ${at})",
}


def at_vector(sql: str, parameters: Mapping[str, int]) -> str:
    """The statement with each of these words as the rows that count. $1 is the keeper.

    `parameters`: service -> the parameter that is the position of its feed in the vector. KeyError where the statement
    names no table of facts, or one of a feed without a parameter.
    """

    def rows(found: re.Match[str]) -> str:
        word, name = found.groups()
        service = name if word == "events" else OWNERS[name]
        return ROWS[word].format(name=name, at=parameters[service])

    return NAMED.sub(rows, sql)
