"""`python -m sinhhoat`, or `./dev WORD`: what can be asked of the system from a terminal."""

from __future__ import annotations

import sys

import typer

from services.chassis.errors import Refused, Unavailable
from services.chassis.messaging.refusals import of_error
from sinhhoat.commands.demo import demo
from sinhhoat.commands.history import history
from sinhhoat.commands.load import load
from sinhhoat.commands.report import report
from sinhhoat.commands.serve import serve
from sinhhoat.commands.status import status
from sinhhoat.commands.up import up
from sinhhoat.running import NothingRuns
from sinhhoat.stack.errors import StackError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
for command in (demo, up, serve, load, history, status):
    app.command()(command)
app.add_typer(report, name="report")


def main() -> int:
    """Run, and turn what the system refuses into one sentence in both languages; never a traceback."""
    try:
        app()
    except (Refused, Unavailable) as no:
        why = of_error(no)
        print(f"{why.code}: {why.vi} / {why.en}", file=sys.stderr)
    except (NothingRuns, StackError) as error:
        print(error, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
