"""Commands of the command line, made from the models: their options, their help, and what is common to all of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer
from pydantic import TypeAdapter, ValidationError
from typer.core import TyperGroup
from typer.main import get_command

from contracts.message import Command, Message, Query
from contracts.reporting import FeedName, Position
from sinhhoat.doing.items import read_number
from sinhhoat.doing.offered import commands, not_offered, queries, sentence_of, title_of
from sinhhoat.doing.options import Option, entry_of, options_of
from sinhhoat.doing.wish import NODE, Said, Wish, entries_of, instant

M = TypeVar("M", bound=Message)
NotUnderstood: type[Exception] = typer.BadParameter.__mro__[1]
"""Whatever the command line refuses to read: the class that the library does not name outside itself."""
Act = Callable[[Wish[M]], Any]
"""What is done with a wish once it is typed: the command line sends it."""

OF_ALL: Mapping[str, Any] = {
    "as_person": Annotated[str, typer.Option("--as", help="ai nói: mã hoặc UUID / who says it: a person's code or id")],
    "keeper": Annotated[
        str | None, typer.Option("--keeper", help="nơi giữ dữ liệu / keeper; the district of the node")
    ],
    "at": Annotated[
        str | None,
        typer.Option("--at", metavar="YYYY-MM-DD[THH:MM]", help="thời điểm, kho mô phỏng / instant, simulated stores"),
    ],
    "after": Annotated[
        list[str] | None,
        typer.Option("--after", metavar="FEED=N", help="chờ đọc đến vị trí này / wait until this position is applied"),
    ],
    "with_role": Annotated[
        list[str] | None,
        typer.Option(
            "--with-role",
            metavar="ROLE[@UNIT|@KEEPER:*]|granted|every",
            help="vai trò; không nêu: như đã giao; every: mọi vai trò, có ghi lại / roles; none named: as granted; "
            "every: all of them, which is recorded",
        ),
    ],
    "as_json": Annotated[bool, typer.Option("--json", help="JSON")],
}
OF_COMMANDS: Mapping[str, Any] = {
    "command_id": Annotated[UUID | None, typer.Option("--id", help="mã lệnh, để gửi lại / command id, to ask again")],
    "from_file": Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE.json",
            exists=True,
            dir_okay=False,
            help="một lệnh hoặc danh sách lệnh; phần gõ kèm dùng cho mọi lệnh / one entry or a list; what is typed "
            "beside holds for every entry that does not say otherwise",
        ),
    ],
}
DEFAULTS: Mapping[str, Any] = {"as_person": NODE, "as_json": False}
_POSITIONS = TypeAdapter(dict[FeedName, Position])


def word_for(kind: type[M], act: Act[M], *, reason: str | None = None) -> Any:
    """The word of one message; `reason`, where it is not offered, is all that it says."""
    options = [] if reason else options_of(kind)
    common = {**OF_ALL, **(OF_COMMANDS if issubclass(kind, Command) else {})}

    def run(**typed: Any) -> Any:
        if reason:
            raise typer.BadParameter(reason)
        return act(_wish(kind, options, typed))

    parameters = [option.declared() for option in options]
    parameters += [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=DEFAULTS.get(name), annotation=annotation)
        for name, annotation in common.items()
    ]
    vars(run)["__signature__"] = inspect.Signature(parameters)
    # Plain: in a table a narrow terminal would cut the names of the options off.
    made = typer.Typer(add_completion=False, rich_markup_mode=None)
    help_ = f"{title_of(kind)}\n\n{inspect.cleandoc(kind.__doc__ or '')}"
    loose = {"ignore_unknown_options": True, "allow_extra_args": True} if reason else {}
    short, panel = f"{title_of(kind)}. {sentence_of(kind)}", kind.service()
    made.command(
        help=help_, short_help=short, hidden=reason is not None, rich_help_panel=panel, context_settings=loose
    )(run)
    return get_command(made)


def group(kinds: Callable[[], Mapping[str, type[Any]]], act: Act[Any]) -> type[TyperGroup]:
    """A group whose words are the messages, each made only when it is said."""

    class Messages(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return list(kinds())

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            kind = kinds().get(cmd_name)
            if kind is None:
                return None
            command = word_for(kind, act, reason=not_offered(kind))
            command.name = cmd_name
            return command

    return Messages


def read(words: list[str]) -> Wish[Command] | Wish[Query]:
    """A line as typed, such as `["do", "record-meeting", "--cell", "CB-01", …]`, without sending anything."""
    offered: Mapping[str, Mapping[str, type[Any]]] = {"do": commands(), "ask": queries()}
    kind = offered[words[0]][words[1]]
    wish: Wish[Any] = word_for(kind, lambda wish: wish, reason=not_offered(kind)).main(
        words[2:], prog_name=" ".join(words[:2]), standalone_mode=False
    )
    return wish


def _wish(kind: type[M], options: list[Option], typed: Mapping[str, Any]) -> Wish[M]:
    entries, batch = entries_of(typed.get("from_file"), entry_of(options, typed))
    said = Said(
        as_person=typed["as_person"],
        keeper=typed["keeper"],
        at=instant(typed["at"]) if typed["at"] else None,
        command_id=typed.get("command_id"),
        after=_positions(typed["after"] or []),
        roles=tuple(typed["with_role"] or ()),
        as_json=typed["as_json"],
    )
    return Wish(kind, entries, said, batch)


def _positions(pairs: list[str]) -> dict[str, int]:
    try:
        return _POSITIONS.validate_python({feed: read_number(at) for feed, _, at in (p.partition("=") for p in pairs)})
    except (ValueError, ValidationError):
        raise typer.BadParameter("cần / needed: hoc-mon.meetings=12", param_hint="--after") from None
