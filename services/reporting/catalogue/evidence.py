"""The evidence of the figures of a quarter, as queries put together from what each part's file says.

Its rows: (key, service, position, unit_id, day, numerator, denominator). $1 keeper, $2 first and $3 last day of the
quarter, $4 the unit asked for; the vector: $5 position of the registry, $6 of meetings, $7 of assignments, $8 of
ratings; $9 to $18 are of the lens `today` (evidence/today.sql), and NULL in any other; parameters of a SELECT of one's
own begin with `MORE`. A fact counts if it is known at the vector (`known.…`, see known.py), and if its unit stood below
the unit asked for on the fact's own day. What discharges a duty counts with the duty, wherever its unit stood on the
day it was done: so the parts add up to the whole.

A file has two parts: the tables that it derives, each from the beginning of a line (`name AS (`), of which any file may
use any; and below the line `-- evidence` the rows that they add to figures, with a line `UNION ALL` between them. A
SELECT there begins with the key: a literal, a literal and a column (`'gatherings_' || form`), or an expression that
chooses among literals. From this we know which of them a figure needs. All of it takes PostgreSQL longer to plan than
to run, in a district of some hundred cells: so whoever asks for one figure gets a statement for that one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from services.reporting.catalogue.known import at_vector

PARTS = (
    *("registry", "unit_matters", "meetings", "followed", "assignments", "observed"),
    *("ratings", "classification", "boards", "duties"),
)
COLUMNS = "key, service, position, unit_id, day, numerator, denominator"
DIVIDER = "\n-- evidence\n"
VECTOR = {"registry": 5, "meetings": 6, "assignments": 7, "ratings": 8}
"""Service -> the parameter that is the position up to which its facts are known."""

GIVEN = """given AS (
  SELECT $1::text, $2::date, $3::date, $4::uuid, $5::bigint, $6::bigint, $7::bigint, $8::bigint,
         $9::uuid[], $10::text[], $11::uuid[], $12::bool[], $13::uuid[], $14::text[], $15::text[],
         $16::text[], $17::bigint[], $18::bigint[])"""
"""PostgreSQL refuses a parameter whose type it cannot tell, as of one that the parts in use never mention."""
MORE = 19
"""The number of the first parameter of a SELECT's own."""

COMMENT, LITERAL, WORD = re.compile(r"\s*--[^\n]*"), re.compile(r"'([^']*)'"), re.compile(r"\w+")
TABLE, BETWEEN = re.compile(r"^(\w+) AS \(", re.M), re.compile(r"^UNION ALL\n", re.M)
KEY = re.compile(r"SELECT\s+(.+?),\s*'(?:registry|meetings|assignments|ratings)',", re.S)


@dataclass(frozen=True, slots=True)
class Rows:
    """One SELECT of evidence, and the pattern of the keys that its rows may have: never too few, at times too many."""

    sql: str
    keys: re.Pattern[str]

    @classmethod
    def read(cls, sql: str) -> Rows:
        """Raises ValueError where the SELECT does not begin with a key and a service."""
        if not (begins := KEY.match(sql)):
            raise ValueError(f"no key and service at the beginning of: {sql}")
        parts = [part.strip() for part in begins[1].split("||")]
        if len(parts) > 1 or LITERAL.fullmatch(parts[0]):
            literals = [LITERAL.fullmatch(part) for part in parts]
            return cls(sql, re.compile("".join(re.escape(one[1]) if one else ".*" for one in literals)))
        chosen = LITERAL.findall(sql) if begins[1].startswith("CASE") or "(VALUES" in sql else []
        return cls(sql, re.compile("|".join(map(re.escape, chosen)) or ".*"))


@dataclass(frozen=True)
class Statements:
    """What statements about the evidence are put together from: derived tables by name, and rows of evidence."""

    tables: Mapping[str, str]
    rows: tuple[Rows, ...]

    @classmethod
    def read(cls, texts: Iterable[str]) -> Statements:
        """From the texts of the files."""
        tables, rows = zip(*(text.split(DIVIDER) for text in texts), strict=True)
        return cls(
            _tables(",\n".join(map(str.rstrip, tables))),
            tuple(Rows.read(one.strip()) for text in rows for one in BETWEEN.split(COMMENT.sub("", text).lstrip())),
        )

    def instead(self, text: str) -> Statements:
        """The same with the tables of this text in the place of theirs, and with those that it adds."""
        return Statements({**self.tables, **_tables(text)}, self.rows)

    def of(self, select: str, keys: Collection[str] | None = None) -> str:
        """The SELECT over `evidence` with the rows of these keys, or all, and over derived tables.

        It may begin with `, name AS (`. What is neither named by it nor needed by what it names is left out.
        """
        counted = [one.sql for one in self.rows if keys is None or any(map(one.keys.fullmatch, keys))]
        evidence = f"evidence ({COLUMNS}) AS (\n" + "\nUNION ALL\n".join(counted) + ")"
        parts = [evidence] if "evidence" in _words(select) else []
        tables = self._needed("\n".join([*parts, select]))
        return at_vector("WITH RECURSIVE\n" + ",\n".join([GIVEN, *tables, *parts]) + "\n" + select, VECTOR)

    def _needed(self, sql: str) -> list[str]:
        """The tables that the statement names, and those which they name, in the order of the files."""
        needed: set[str] = set()
        more = _words(sql) & self.tables.keys()
        while more:
            needed |= more
            more = set().union(*(_words(self.tables[name]) for name in more)) & self.tables.keys() - needed
        return [text for name, text in self.tables.items() if name in needed]


def _tables(text: str) -> dict[str, str]:
    """Name -> `name AS (…)`, of every table that the text derives."""
    _, *found = TABLE.split(COMMENT.sub("", "\n" + text))
    return {name: f"{name} AS ({body.strip().rstrip(',')}" for name, body in zip(*[iter(found)] * 2, strict=True)}


def _words(sql: str) -> set[str]:
    """All words but those in literals; some of them name a table."""
    return set(WORD.findall(LITERAL.sub("", sql)))


FOLDER = Path(__file__).with_name("evidence")
TEXTS = tuple(FOLDER.joinpath(f"{name}.sql").read_text("utf-8") for name in PARTS)
EVIDENCE = Statements.read(TEXTS)
"""Every row adds a numerator and a denominator to one figure; a figure is nothing but the sum of its rows."""

EVIDENCE_TODAY = EVIDENCE.instead(FOLDER.joinpath("today.sql").read_text("utf-8"))
"""The same rows, counted under the structure of one day instead of that of each fact's own."""
