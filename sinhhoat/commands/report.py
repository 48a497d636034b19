"""`report`: a quarter, its coverage, a figure's evidence, an observer's year; now, as known then, or from a replay."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from sinhhoat import kept
from sinhhoat.commands import (
    report_analyses,
    report_definition,
    report_duties,
    report_figures,
    report_files,
    report_quarter,
    report_restated,
    report_revisions,
)
from sinhhoat.commands.questions import AsJson, AsPerson, Replay, run
from sinhhoat.moments import read_json
from sinhhoat.running import find, run_folder
from sinhhoat.terminal import console

report = typer.Typer(
    add_completion=False, no_args_is_help=True, help="The quarter, its coverage, and the evidence of one figure."
)

WORDS: Mapping[str, Callable[..., None]] = {
    "classification": report_files.read_classification,
    "cell": report_files.read_cell,
    "verify": report_files.verify_file,
    "quarter": report_quarter.read_quarter,
    "city": report_quarter.read_city,
    "diff": report_restated.read_diff,
    "restatements": report_restated.read_restatements,
    "coverage": report_figures.read_coverage,
    "evidence": report_figures.read_evidence,
    "definition": report_definition.read_definition,
    "observer": report_analyses.read_observer,
    "analysis": report_analyses.read_analysis,
    "duties": report_duties.read_duties,
    "warnings": report_duties.read_warnings,
    "revisions": report_revisions.read_revisions,
    "submitted": report_revisions.read_submitted,
}
for word, read in WORDS.items():
    report.command(word)(read)


@report.command("check")
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A report that was printed with --json.")],
    replay: Replay = None,
    as_person: AsPerson = "node",
    as_json: AsJson = False,
) -> None:
    """Whether a kept report comes out again: the same question, as known at the positions that it names.

    Ends with 0 where everything is as it was printed, with 1 where anything is not: what differs is named.
    """
    former = kept.read(read_json(file), file.name)
    running = find(run_folder(dict(os.environ)))
    now = run(running, former.keeper, as_person, lambda client, _: kept.again(client, former, replay))
    differences = kept.unlike(former, now)
    if as_json:
        print(json.dumps({"file": file.name, "same": not differences, "differences": differences}, ensure_ascii=False))
    elif not differences:
        console().print(f"{file.name}: đúng như đã in / as it was printed", highlight=False)
    for line in differences if not as_json else []:
        print(line, file=sys.stderr)
    raise typer.Exit(1 if differences else 0)
