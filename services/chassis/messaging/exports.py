"""What the chassis does for every service with a history: hand it out whole to those who audit or run it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from contracts.archive import ARCHIVES, ArchivePage, ReadArchive
from contracts.message import SEALED
from services.chassis.messaging.queries import Asker, QueryDesk
from services.chassis.messaging.sealed_reads import Record, recorded
from services.chassis.messaging.serving import Serving
from services.chassis.policy import Policy, holds

OPEN_SIDE = Policy({"history.export": holds("auditor", "operator")})
SEALED_SIDE = Policy({"history.export": holds("auditor")})


class Exports(Protocol):
    """One keeper's history; the event store's exporter is one."""

    async def page(self, asked: ReadArchive, /) -> ArchivePage: ...


def export_desks(
    serving: Serving, exports: Mapping[str, Exports], reads: Mapping[str, Record] | None = None
) -> list[QueryDesk]:
    """The desk of this service at one of its entrances; `exports` goes by keeper and holds that side's stores only.

    `reads`, by keeper, is where every page is recorded that the sealed entrance gives.
    """
    rules = SEALED_SIDE if serving.sealed else OPEN_SIDE
    side = Serving(
        serving.service, serving.node, rules, exports, serving.memories, serving.wait_for, sealed=serving.sealed
    )
    ours = [kind for kind in ARCHIVES if kind.service() == serving.service] if exports else []
    answerer = recorded(read_archive, reads or {}) if serving.sealed else read_archive
    return [
        QueryDesk(kind, "history.export", answerer, side)
        for kind in ours
        if (kind.audience is SEALED) == serving.sealed
    ]


async def read_archive(query: ReadArchive, asker: Asker, exports: Exports) -> ArchivePage:
    return await exports.page(query)
