"""Side schemas: what a projection held at one moment, beside the live tables; made once and never written again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from services.chassis.feed import Feed
from services.chassis.projection.links import At
from services.chassis.projection.projection import Connection, Reads, text_and_hash
from services.chassis.projection.rebuild import schemas
from services.chassis.projection.rebuild.refusal import RebuildRefused

NAME = r"[a-z0-9][a-z0-9_]{0,23}"
MOST = 16
"""Each is a copy of the tables: whoever wants another one lets an old one go."""

RECORD = """
CREATE TABLE {schema}.until (      -- written last: what this schema is the state of
  only_row bool PRIMARY KEY DEFAULT true CHECK (only_row),
  asked text NOT NULL, events bigint NOT NULL, made_at timestamptz NOT NULL)"""

STATE = """
SELECT u.asked, u.events, u.made_at, (SELECT sha256 FROM {schema}.prepared) AS sha256,
       (SELECT count(*) FROM {schema}.parked) AS parked,
       (SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c
         WHERE c.relnamespace = $1::text::regnamespace AND c.relkind = 'r') AS bytes
  FROM {schema}.until u"""

SCHEMAS = "SELECT nspname::text AS schema FROM pg_namespace WHERE starts_with(nspname, $1) ORDER BY nspname"


@dataclass(frozen=True, slots=True)
class Side:
    """One side schema: what was asked for, how far each feed goes in it, and what it took.

    `current`: its tables were made from the text that this version of the program has, so questions can read them.
    """

    name: str
    asked: str
    made_at: datetime
    at: Mapping[Feed, At]
    events: int
    parked: int
    bytes: int
    current: bool


def side_of(projection: str, name: str) -> str:
    """The schema of a side that is there; nothing else of the projection is called like that."""
    return f"{projection}_until_{name}"


def making_of(projection: str, name: str) -> str:
    """Where it is made; left behind by a run that broke off, and cleared away by the next."""
    return f"{projection}_making_{name}"


def refuse_name(name: str) -> None:
    """RebuildRefused where a name cannot be part of a schema's."""
    if not re.fullmatch(NAME, name):
        raise RebuildRefused(
            "Tên chỉ gồm chữ thường không dấu, chữ số và dấu gạch dưới, nhiều nhất 24 ký tự",
            "A name has small letters without marks, digits and underscores, at most 24 of them",
        )


async def find(connection: Connection, projection: Reads, name: str) -> Side | None:
    """The side of that name, where there is one."""
    schema = side_of(projection.name, name)
    if not await connection.fetchval("SELECT to_regnamespace($1) IS NOT NULL", schema):
        return None
    [row] = await connection.fetch(STATE.format(schema=schema), schema)
    feeds = await connection.fetch(f"SELECT feed, position, chain FROM {schema}.positions ORDER BY feed")
    at = {Feed.parse(feed["feed"]): At(feed["position"], feed["chain"]) for feed in feeds}
    current = row["sha256"] == text_and_hash(projection)[1]
    return Side(name, row["asked"], row["made_at"], at, row["events"], row["parked"], row["bytes"], current)


async def listed(connection: Connection, projection: Reads) -> list[Side]:
    """Every side of the projection, by name."""
    prefix = side_of(projection.name, "")
    rows = await connection.fetch(SCHEMAS, prefix)
    found = [await find(connection, projection, row["schema"].removeprefix(prefix)) for row in rows]
    return [side for side in found if side is not None]


async def drop(connection: Connection, projection: Reads, name: str) -> None:
    """Remove a side, never anything else; RebuildRefused where there is none, or where questions go on reading it."""
    refuse_name(name)
    schema = side_of(projection.name, name)
    if not await connection.fetchval("SELECT to_regnamespace($1) IS NOT NULL", schema):
        raise RebuildRefused(f"Không có bản dựng lại {name}", f"There is no replay {name}")
    try:
        async with connection.transaction():
            await connection.execute("SET LOCAL lock_timeout = '10s'")
            await schemas.drop(connection, schema)
    except asyncpg.LockNotAvailableError as error:
        raise RebuildRefused(
            f"{name} đang có người đọc; hãy thử lại sau", f"{name} is being read by somebody; try again later"
        ) from error


async def clear(connection: Connection, projection: str) -> None:
    """Remove what runs that broke off have left; nobody else may be making one."""
    for row in await connection.fetch(SCHEMAS, making_of(projection, "")):
        await schemas.drop(connection, row["schema"])


async def refuse_too_many(connection: Connection, projection: str) -> None:
    """RebuildRefused where there are as many as there may be."""
    there = await connection.fetch(SCHEMAS, side_of(projection, ""))
    if len(there) >= MOST:
        raise RebuildRefused(
            f"Đã có {len(there)} bản dựng lại, nhiều nhất {MOST}; hãy bỏ bớt bằng --drop",
            f"There are {len(there)} replays already, at most {MOST}: let one go with --drop",
        )
