"""All messages there are, and the services that own them, found in the code and listed nowhere else."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import contracts
from contracts.message import Command, Event, Message, Query
from services.chassis.runtime import Service

CONTRACTS = Path(next(iter(contracts.__path__)))
SERVICES = ("registry", "meetings", "assignments", "ratings", "reporting")
"""In the order in which a reader needs them: who there is, what happens, who looks, what it is worth, the sum of it."""


def messages() -> list[type[Message]]:
    """Every message of the modules of `contracts`, by service and name."""
    for module in pkgutil.iter_modules([str(CONTRACTS)]):
        importlib.import_module(f"contracts.{module.name}")
    # Tests have messages of their own.
    ours = [kind for kind in _below(Message) if kind.__module__.startswith("contracts.") and "subject" in vars(kind)]
    return sorted(ours, key=lambda kind: (SERVICES.index(kind.service()), kind_of(kind), kind.__name__))


def services() -> list[Service]:
    """What each service's `main.py` says that it is made of."""
    found: list[Service] = [importlib.import_module(f"services.{name}.main").SERVICE for name in SERVICES]
    return found


def kind_of(message: type[Message]) -> str:
    """`command`, `event` or `query`."""
    return next(kind.__name__.lower() for kind in (Command, Event, Query) if issubclass(message, kind))


def name_of(message: type[Message]) -> str:
    """Name and version, such as `MeetingHeld.v1`: the name of its files."""
    return f"{message.__name__}.{message.subject.rsplit('.', 1)[1]}"


def example_of(message: type[Message]) -> Path:
    """Where the stored example lies."""
    return CONTRACTS / "examples" / message.service() / f"{name_of(message)}.json"


def _below(kind: type[Message]) -> Iterator[type[Message]]:
    for below in kind.__subclasses__():
        yield below
        yield from _below(below)
