"""`python -m sinhhoat`, or `./dev WORD`: what can be asked of the system from a terminal."""

from __future__ import annotations

import sys

import typer
from pydantic import ValidationError

from contracts.message import Refusal
from services.chassis.errors import Refused, Unavailable
from services.chassis.event_store.migrations import MigrationRefused
from services.chassis.messaging.refusals import malformed_by, of_error
from sinhhoat.commands.demo import demo
from sinhhoat.commands.erase import erase
from sinhhoat.commands.export import exporting, importing
from sinhhoat.commands.history import history
from sinhhoat.commands.keys import keys
from sinhhoat.commands.load import load
from sinhhoat.commands.parked import parked
from sinhhoat.commands.replay import replay
from sinhhoat.commands.report import report
from sinhhoat.commands.serve import serve
from sinhhoat.commands.status import status
from sinhhoat.commands.up import up
from sinhhoat.running import NothingRuns
from sinhhoat.stack.errors import StackError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
for command in (demo, up, serve, load, history, status, replay, keys):
    app.command()(command)
app.add_typer(report, name="report")
app.add_typer(erase, name="erase")
app.add_typer(parked, name="parked")
app.add_typer(exporting, name="export")
app.add_typer(importing, name="import")


def main() -> int:
    """Run, and turn what the system refuses into one sentence in both languages; never a traceback."""
    try:
        app()
    except (Refused, Unavailable) as no:
        _say(of_error(no))
    except ValidationError as error:
        # A word that no question takes, such as a quarter 2019Q1: what a service would refuse as malformed.
        _say(malformed_by(error))
    except (NothingRuns, StackError, MigrationRefused) as error:
        print(error, file=sys.stderr)
    return 1


def _say(why: Refusal) -> None:
    where = f" ({why.field})" if why.field else ""
    print(f"{why.code}{where}: {why.vi} / {why.en}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
