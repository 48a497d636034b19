"""`keys`: the keys of a node, made before containers mount them; what exists is never replaced."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from services.chassis.messaging.keys import make_node_keys
from sinhhoat.stack.names import SERVICES


def keys(directory: Annotated[Path, typer.Argument(help="Where the keys lie; made with mode 0700.")]) -> None:
    """Make the pairs that sign tokens, the node's and each service's, and the secret of the fingerprints."""
    make_node_keys(directory, SERVICES)
    print(directory.absolute())
