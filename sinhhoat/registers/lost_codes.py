"""Which unknown codes are those that wrong rows have lost, so that their children are not blamed for them."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sinhhoat.registers.parsed import Parsed
from sinhhoat.registers.text import bare

# By what two codes are alike: the bare spelling alone, or the letters and the number apart.
Trait = tuple[str, ...]
NUMBER = re.compile(r"([0-9]{1,15})(?=[^0-9]*$)")


@dataclass(frozen=True)
class LostCode:
    """A row whose own code is empty, malformed or another's, between the codes of its neighbours."""

    row: Parsed
    written: str
    before: str | None
    after: str | None

    def guesses(self) -> set[Trait]:
        """What its code looked like: the same but for stray characters, or the one missing in the row of numbers."""
        numbered = {_trait(self.before, 1), _trait(self.after, -1)}
        return {trait for trait in {(self.written,), *numbered} if trait and trait[0]}

    def may_be_named_often(self) -> bool:
        """Whether other rows usually name it more than once: a committee by its cells, a person, a notice."""
        return self.row.place.sheet != "units" or self.row.text("kind") == "committee"


def lost_codes(rows: Sequence[Parsed], column: str, taken: Collection[int]) -> list[LostCode]:
    """The rows of a sheet that do not hold a code of their own; `taken` are the identities of those that do."""
    codes = [row.text(column) if id(row) in taken else None for row in rows]
    return [
        LostCode(row, row.bare(column), codes[i - 1] if i else None, codes[i + 1] if i + 1 < len(rows) else None)
        for i, row in enumerate(rows)
        if codes[i] is None and column in row.raw
    ]


def explained(lost: Sequence[LostCode], orphans: Sequence[str]) -> set[str]:
    """Of the codes that nobody has, those that lost ones explain.

    `orphans` holds each code as often as it is named in the sheet's main column. Those left over after looking at
    spelling and numbering are explained, the most named first, if they are named at least twice: a mistake in a
    single row names a code once, a committee that lost its code is named by all its cells.
    """
    counted = Counter(orphans)
    looks = {code: {(bare(code),), _trait(code, 0)} for code in counted}
    guessed = {trait for one in lost for trait in one.guesses()}
    found = {code for code in counted if looks[code] & guessed}
    used = {trait for code in found for trait in looks[code]}
    idle = [one for one in lost if one.may_be_named_often() and not one.guesses() & used]
    rest = [code for code, times in counted.most_common() if times > 1 and code not in found]
    return found | set(rest[: len(idle)])


def _trait(code: str | None, step: int) -> Trait:
    """What stands before and after the last number of a code, and that number moved by a step."""
    number = NUMBER.search(code or "")
    if code is None or number is None:
        return ()
    return (code[: number.start()] + "\0" + code[number.end() :], str(int(number[1]) + step))
