"""`python -m sinhhoat`, or `./dev WORD`: what can be asked of the system from a terminal."""

from __future__ import annotations

import sys

import typer
from pydantic import ValidationError

from contracts.message import Refusal
from services.chassis.errors import Refused, Unavailable
from services.chassis.event_store.migrations import MigrationRefused
from services.chassis.messaging.refusals import malformed_by, of_error
from services.chassis.runtime.garbage import look_seldom
from sinhhoat.running import NothingRuns
from sinhhoat.simulation.sending import SimulationFailed
from sinhhoat.stack.errors import StackError
from sinhhoat.vocabulary import Words

app = typer.Typer(cls=Words, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@app.callback()
def words() -> None:
    """What can be asked of the system from a terminal."""


def main() -> int:
    """Run, and turn what the system refuses into one sentence in both languages; never a traceback."""
    try:
        app()
    except (Refused, Unavailable) as no:
        _say(of_error(no))
    except ValidationError as error:
        # A word that no question takes, such as a quarter 2019Q1: what a service would refuse as malformed.
        _say(malformed_by(error))
    except (NothingRuns, StackError, MigrationRefused, SimulationFailed) as error:
        print(error, file=sys.stderr)
    return 1


def _say(why: Refusal) -> None:
    where = f" ({why.field})" if why.field else ""
    print(f"{why.code}{where}: {why.vi} / {why.en}", file=sys.stderr)


if __name__ == "__main__":
    # Here and not in `main`, which the tests call: demo, up and replay make as much as a service does.
    look_seldom()
    sys.exit(main())
