"""Words of `report` about files: an answer into a file, the lists that are mostly wanted as files, and `verify`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from sinhhoat.commands.printed import print_json
from sinhhoat.commands.questions import (
    AsJson,
    AsPerson,
    InLanguage,
    Keeper,
    KnownThen,
    LetterheadFile,
    Replay,
    ToFile,
    Unit,
    ask,
    run,
)
from sinhhoat.running import find, run_folder
from sinhhoat.terminal import console

if TYPE_CHECKING:
    from sinhhoat.exports.answers import Answered

# What writes files is imported where a file is written: it takes half a second, which no other report should wait for.

LARGEST = 64 * 1024 * 1024
"""Bytes: a district's quarter is a hundredth of it."""

Code = Annotated[str, typer.Argument(metavar="CELL", help="Code of the cell.")]
Year = Annotated[int, typer.Option(min=1930, max=2099, help="Such as 2024.")]
Period = Annotated[str, typer.Option(help="A year, or a quarter of one: 2024, 2025-Q3.")]
KindOfFile = Literal["quarter", "unit_quarter", "city", "coverage"]
Written = Literal["vi", "en"]


def save(kind: KindOfFile, answer: Any, to: Path, how: tuple[Written, Path | None], as_person: str) -> None:
    """An answer into a file, in a language under a letterhead; says which, and the hash that stands in it."""
    from sinhhoat.exports.answers import OF

    _save(OF[kind](answer), to, how, as_person)


def read_classification(
    period: Period,
    keeper: Keeper = None,
    unit: Unit = None,
    known: KnownThen = None,
    replay: Replay = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
    to: ToFile = None,
    language: InLanguage = "vi",
    letterhead: LetterheadFile = None,
) -> None:
    """Which organisation was classified how in a period, and the quotas; each where it stood then, in no other lens."""
    question = {"period": period, "unit_code": unit}
    _answer("classification", question, (keeper, as_person, known, replay), as_json, to, (language, letterhead))


def read_cell(
    cell: Code,
    year: Year,
    keeper: Keeper = None,
    known: KnownThen = None,
    replay: Replay = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
    to: ToFile = None,
    language: InLanguage = "vi",
    letterhead: LetterheadFile = None,
) -> None:
    """A year of one cell: meetings with their scores, figures by quarter, grades; by the structure of each day."""
    question = {"unit_code": cell, "year": year}
    _answer("cell", question, (keeper, as_person, known, replay), as_json, to, (language, letterhead))


def verify_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A file that was made with --to.")],
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """Whether a file says what the history says: its question asked again at its positions, the file written again.

    Ends with 0 where it does, with 1 where anything in it is not so or unreadable, with 2 where it is none of ours.
    """
    from sinhhoat.exports import verifying

    if file.stat().st_size > LARGEST:
        raise typer.BadParameter(f"{file.name}: quá lớn / too large")
    data = file.read_bytes()
    mark = verifying.mark_of(data)
    if mark is None:
        verdict = verifying.unmarked(data)
    else:
        running = find(run_folder(dict(os.environ)))
        verdict = run(running, mark.keeper, as_person, lambda client, _: verifying.verify(client, data))
    if as_json:
        print(json.dumps({"file": file.name, **verdict.told}, ensure_ascii=False))
    else:
        console().print(f"{file.name}: {verdict.words}", highlight=False, markup=False)
        for line in verdict.differences:
            print(line, file=sys.stderr)
    raise typer.Exit(0 if verdict.holds else 2 if verdict.outcome == "not_ours" else 1)


def _answer(
    kind: Literal["classification", "cell"],
    question: Mapping[str, Any],
    who_and_when: tuple[str | None, str, str | None, str | None],
    as_json: bool,
    to: Path | None,
    how: tuple[Written, Path | None],
) -> None:
    """Ask, and write the answer into a file, or print it."""
    from sinhhoat.exports.answers import ASKING
    from sinhhoat.exports.languages import LANGUAGES
    from sinhhoat.exports.shown import tables

    found = ask(who_and_when, lambda client, at, when: ASKING[kind](client, at, {**question, **when}))
    if to:
        _save(found, to, how, who_and_when[1])
    elif as_json:
        print_json(found.printed)
    else:
        console().print(*tables(found, LANGUAGES[how[0]]), sep="\n")


def _save(found: Answered, to: Path, how: tuple[Written, Path | None], as_person: str) -> None:
    from sinhhoat.exports import files
    from sinhhoat.exports.closing import closing_of
    from sinhhoat.exports.languages import LANGUAGES
    from sinhhoat.exports.letterhead import read

    files.format_of(to)
    language, letterhead = LANGUAGES[how[0]], read(how[1])
    running = find(run_folder(dict(os.environ)))
    closing = run(running, found.head.keeper, as_person, lambda client, _: closing_of(client, found))
    data = files.written(found, to, language, letterhead, closing)
    try:
        to.write_bytes(data)
    except OSError as error:
        raise typer.BadParameter(f"{to}: {error.strerror}", param_hint="--to") from error
    console(stderr=True).print(f"{to}: {len(data)} bytes, sha256 {found.sha256}", highlight=False, markup=False)
