"""How often a process looks for garbage: seldom, for what a service makes by the thousand is in no cycle."""

from __future__ import annotations

import gc
from typing import Final

YOUNG: Final = 20_000
"""Objects that have been made and not yet freed by themselves: a few megabytes (Python: 700)."""


def look_seldom() -> None:
    """To be called once everything that stays is there: from then on it is not looked through any more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
