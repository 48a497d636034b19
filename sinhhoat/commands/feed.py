"""`feed adopt`: what a forked feed has lost, and an operator's dated act that takes it back or gives it up."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from services.chassis.event_store.adopting import Act
from services.chassis.feed import SEALED, Feed
from services.chassis.messaging.serving import LOCAL
from services.chassis.runtime.salts import fresh_salt
from sinhhoat.asking import person
from sinhhoat.commands.export import Database, address_of
from sinhhoat.forks import Fork, Sides, save
from sinhhoat.histories.exporting import ASKED
from sinhhoat.printing import table_of
from sinhhoat.running import find, run_folder
from sinhhoat.terminal import console

feed = typer.Typer(no_args_is_help=True, help="Repair the history of a feed.")

LONGEST_REASON = 200


@feed.callback()
def _feed() -> None:
    """Keeps `adopt` a word of its own while it is the only one."""


@feed.command()
def adopt(
    service: Annotated[str, typer.Option(help=f"Whose history: {', '.join(ASKED)}.")],
    keeper: Annotated[str, typer.Option(help="Keeper of the history.")],
    from_export: Annotated[Path | None, typer.Option(help="Take the rows back from this exported history.")] = None,
    new_epoch: Annotated[bool, typer.Option("--new-epoch", help="Give up what the store has lost, for ever.")] = False,
    reason: Annotated[str | None, typer.Option(help="One line, which stays.")] = None,
    as_person: Annotated[str, typer.Option("--as", help="Who acts: a person's code or id.")] = "node",
    above: Annotated[int, typer.Option(min=0, help="The highest position that any reader has seen.")] = 0,
    lost_to: Annotated[
        Path | None, typer.Option(help="Write the messages of lost rows here, to enter them again.")
    ] = None,
    database: Database = None,
    bus: Annotated[
        str | None,
        typer.Option(envvar="SINHHOAT_OPERATOR_NATS_URL", show_envvar=True, help="The bus, as an operator of it."),
    ] = None,
) -> None:
    """Without --from-export or --new-epoch: only a report of what was told and the store does not have.

    A store is set back by a restore. An export made later than the backup brings its rows back exactly. Messages alone
    cannot: they hold neither states nor salts, which the chain covers, and nothing of what was not published.
    """
    if service not in ASKED:
        raise typer.BadParameter(f"no such history; there are {', '.join(ASKED)}")
    if from_export is not None and new_epoch:
        raise typer.BadParameter("take back or give up, not both")
    acts = from_export is not None or new_epoch
    if acts and not (reason and reason.strip() and len(reason) <= LONGEST_REASON and reason.isprintable()):
        raise typer.BadParameter(f"--reason is one line of at most {LONGEST_REASON} characters, and stays")
    if new_epoch and lost_to is None:
        raise typer.BadParameter("--new-epoch needs --lost-to: the bus forgets the messages")
    which = Feed(keeper, service)
    sides = Sides(address_of(which, database), bus or _bus_of(which), fresh_salt)
    asyncio.run(_adopt(sides, which, from_export, new_epoch, _act(reason or "", keeper, as_person), above, lost_to))


async def _adopt(
    sides: Sides, which: Feed, export: Path | None, new_epoch: bool, act: Act, above: int, lost_to: Path | None
) -> None:
    found = await sides.look(which)
    _show(found)
    if lost_to is not None:
        save(found.lost, lost_to)
    if export is not None:
        _tell("Đã lấy lại / taken back", await sides.take_back(which, export, act))
    elif new_epoch:
        _tell("Đã bỏ / given up", await sides.new_epoch(which, act, above))
        console().print(
            "Chạy lại ngay mọi dịch vụ đọc lịch sử này / make anew what every service has read of it, at once: "
            "./dev replay SERVICE --accept"
        )


def _act(reason: str, keeper: str, name: str) -> Act:
    return Act(uuid4(), datetime.now(UTC), person(name, keeper), reason.strip())


def _bus_of(which: Feed) -> str:
    running = find(run_folder(dict(os.environ)))
    found = running.repair.get("sealed" if which.service == SEALED else "open")
    if found is None:
        raise typer.BadParameter("the running stack does not say how an operator enters the bus: name --bus")
    return found


def _show(fork: Fork) -> None:
    stands = fork.standing
    print(f"{fork.feed}: {stands.forked or 'không rẽ nhánh / not forked'}")
    print(f"kho / store: {stands.head.position} {stands.head.chain.hex()}")
    print(f"luồng / stream: {fork.told.position} {fork.told.chain.hex() if fork.told.chain else ''}")
    table = table_of("Vị trí / Position", "Sau / After", "Sự kiện / Event", "Hồ sơ / Aggregate", "Lệnh / Command")
    table.add_column("Ghi lúc / Recorded")
    for one in fork.lost:
        event = one.event
        at = f"{event.recorded_at.astimezone(LOCAL):%d/%m/%Y %H:%M:%S}"
        row = (str(event.position), str(event.previous), event.contract, str(event.aggregate_id), str(event.command_id))
        table.add_row(*row, at)
    console().print(table)


def _tell(what: str, positions: range) -> None:
    print(f"{what}: {positions.start}–{positions.stop - 1}")
