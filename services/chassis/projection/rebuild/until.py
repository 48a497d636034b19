"""Builds the state of a moment in a side schema, from the owners' pages, while the live tables go on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from services.chassis.feed import Feed
from services.chassis.projection.links import At
from services.chassis.projection.projection import Projection, prepare
from services.chassis.projection.rebuild import live, moments, own_rows, schemas, sides
from services.chassis.projection.rebuild.building import Builder
from services.chassis.projection.rebuild.elsewhere import Elsewhere
from services.chassis.projection.rebuild.live import ANY_CHAIN, Live
from services.chassis.projection.rebuild.moments import Moment
from services.chassis.projection.rebuild.rebuild import Surroundings
from services.chassis.projection.rebuild.refusal import RebuildRefused
from services.chassis.projection.rebuild.sides import Side


class Until:
    """Makes one side schema by the very statements that make the live tables, and reads nothing of those but
    what comes from no event: who let which event go, and tables that are kept through rebuilds.

    `owner` and `service_role` are whom the tables belong to, and who may read them afterwards.
    """

    def __init__(self, projection: Projection, name: str, around: Surroundings, owner: str, service_role: str) -> None:
        sides.refuse_name(name)
        self._projection, self._name, self._around = projection, name, around
        self._admin, self._roles = around.admin, (owner, service_role)
        self._schema = sides.making_of(projection.name, name)
        self._elsewhere = Elsewhere(projection, self._schema)
        self._builder = Builder(
            self._elsewhere,
            around.pool,
            around.read,
            now=around.now,
            feeds_at_once=around.feeds_at_once,
            progress=around.progress,
        )

    async def run(self, moment: Moment, asked: str, keepers: Collection[str] = ()) -> Side:
        """Build it, or find that it is there. `asked` are the words for the moment; `keepers` none: all of them.

        RebuildRefused or Unavailable, and then there is nothing of it but what the next run clears away.
        """
        async with schemas.alone(self._admin, f"{self._projection.name}_until"):
            await sides.clear(self._admin, self._projection.name)
            await schemas.refuse_without(self._admin, self._projection.name)
            seen = await live.look(self._admin, self._projection.name)
            at = await self._positions(moment, seen, keepers)
            there = await sides.find(self._admin, self._projection, self._name)
            if there is not None:
                return self._the_same(there, at)
            await sides.refuse_too_many(self._admin, self._projection.name)
            await self._make(at)
            await self._build(at)
            await self._finish(at, asked)
            return await self._made()

    async def _positions(self, moment: Moment, seen: Live, keepers: Collection[str]) -> dict[Feed, At]:
        if isinstance(moment, datetime):
            wanted = {feed: at.position for feed, at in seen.at.items() if not keepers or feed.keeper in keepers}
        else:
            wanted = whole(moment, seen)
        if not wanted:
            raise RebuildRefused("Không có nguồn nào để đọc", "There is no feed to read")
        _refuse_forked({feed: why for feed, why in seen.forked.items() if feed in wanted})
        if isinstance(moment, datetime):
            return await moments.as_of(self._around.read, wanted, moment)
        return await moments.exact(self._around.read, wanted)

    def _the_same(self, there: Side, at: Mapping[Feed, At]) -> Side:
        if there.current and _equal(there.at, at):
            return there
        if _equal(there.at, at):
            raise RebuildRefused(
                f"Bản dựng lại {self._name} do phiên bản khác của chương trình tạo ra; hãy bỏ bằng --drop rồi dựng lại",
                f"The replay {self._name} was built by another version of the program: let it go with --drop first",
            )
        raise RebuildRefused(
            f"Đã có bản dựng lại {self._name} ở thời điểm khác; hãy chọn tên khác hoặc bỏ nó bằng --drop",
            f"There is a replay {self._name} of another moment: choose another name, or let it go with --drop",
        )

    async def _make(self, at: Mapping[Feed, At]) -> None:
        await prepare(self._admin, self._elsewhere, *self._roles)
        await schemas.refuse_functions(self._admin, self._schema)
        await own_rows.copy_until(self._admin, self._projection, self._schema, at, ("dropped",))

    async def _build(self, at: dict[Feed, At]) -> None:
        """What a person has let go is passed over as in the live tables; what was parked there is tried here."""
        rows = await self._admin.fetch(f"SELECT feed, position FROM {self._schema}.dropped")
        dropped = frozenset((Feed.parse(row["feed"]), row["position"]) for row in rows)
        await self._builder.reach(Live(at, parked=frozenset(), dropped=dropped, forked={}))

    async def _finish(self, at: Mapping[Feed, At], asked: str) -> None:
        """The last statement gives it its name: before that nobody can ask it anything."""
        kept = [table for table in own_rows.kept_tables(self._projection) if table != "dropped"]
        async with self._admin.transaction():
            await own_rows.copy_until(self._admin, self._projection, self._schema, at, kept)
            await self._verify(at)
            await self._admin.execute(sides.RECORD.format(schema=self._schema))
            record = (asked, self._builder.applied, self._around.now())
            written = f"INSERT INTO {self._schema}.until (asked, events, made_at) VALUES ($1, $2, $3)"
            await self._admin.execute(written, *record)
            await self._close_to_writing()
            await self._admin.execute(f"ALTER SCHEMA {self._schema} RENAME TO {self._side}")

    async def _verify(self, at: Mapping[Feed, At]) -> None:
        rows = await self._admin.fetch(f"SELECT feed, position, chain FROM {self._schema}.positions")
        if not _equal({Feed.parse(row["feed"]): At(row["position"], row["chain"]) for row in rows}, at):
            raise RebuildRefused(
                f"{self._name} không đứng đúng ở các vị trí đã hỏi", f"{self._name} does not stand where it should"
            )

    async def _close_to_writing(self) -> None:
        """The service only reads it; the planner gets its figures before the first question comes."""
        role = self._roles[1]
        for row in await self._admin.fetch("SELECT tablename FROM pg_tables WHERE schemaname = $1", self._schema):
            await self._admin.execute(f"ANALYZE {self._schema}.{row['tablename']}")
        await self._admin.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {self._schema} FROM {role}")
        await self._admin.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {self._schema} TO {role}")

    async def _made(self) -> Side:
        made = await sides.find(self._admin, self._projection, self._name)
        if made is None:
            raise RuntimeError(f"{self._side} is gone")
        return made

    @property
    def _side(self) -> str:
        return sides.side_of(self._projection.name, self._name)


def whole(vector: Mapping[Feed, int], seen: Live) -> dict[Feed, int]:
    """The vector with the other feeds of its keepers, as far as they are known now: a report reads all of them."""
    for feed in vector:
        if feed not in seen.at:
            raise RebuildRefused(f"Không đọc nguồn {feed}", f"The feed {feed} is not read here")
    keepers = {feed.keeper for feed in vector}
    return {feed: vector.get(feed, at.position) for feed, at in seen.at.items() if feed.keeper in keepers}


def _refuse_forked(forked: Mapping[Feed, str]) -> None:
    """What was read of such a feed, and noted as a moment of it, may be a position of nobody's history any more."""
    for feed, why in forked.items():
        raise RebuildRefused(
            f"{feed} bị rẽ nhánh ({why}); trước hết giải quyết xong ở chủ sở hữu và chạy replay với --accept",
            f"{feed} is forked ({why}); first its owner settles that, and the live tables are replayed with --accept",
        )


def _equal(found: Mapping[Feed, At], wanted: Mapping[Feed, At]) -> bool:
    """Whether every feed stands exactly there; the chain at the head is the owner's to say."""
    return found.keys() == wanted.keys() and all(
        found[feed].position == to.position and to.chain in (found[feed].chain, ANY_CHAIN)
        for feed, to in wanted.items()
    )
