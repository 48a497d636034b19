"""How people name one history of a kind; the modules of_… beside this one do so for each service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

Name = Callable[[str, Sequence[str]], UUID]
"""(keeper, the words that name it) -> its id; ValueError for words that name none."""


class Unnamed(ValueError):
    """The words do not name an aggregate of the kind; the text says what would."""


@dataclass(frozen=True)
class Named:
    """A kind of aggregate: the service that keeps it, the words that name one, and how its id follows from them.

    `service` is None where every service keeps such histories; the first word then says which is meant. `by_id`: its
    own id, as tables show it, names it too. `sealed`: it lies in the service's sealed history, and reads are recorded.
    """

    service: str | None
    usage: str
    name: Name
    by_id: bool = True
    sealed: bool = False


def filled(words: Sequence[str], least: int, *usual: str) -> Sequence[str]:
    """The words, with what is usually meant in place of those left out."""
    at_most(words, least + len(usual))
    return [*words, *usual[len(words) - least :]] if len(words) >= least else []


def at_most(words: Sequence[str], most: int) -> None:
    if len(words) > most:
        raise ValueError(words)
