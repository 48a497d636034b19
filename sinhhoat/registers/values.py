"""From what stands in a field of a file to a date, a count or a yes."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from sinhhoat.registers import text
from sinhhoat.registers.findings import Unfit


@dataclass(frozen=True)
class Formula:
    """A cell of a workbook that computes; what it shows is not known to be what its author saw."""

    source: str

    def __str__(self) -> str:
        return self.source


@dataclass(frozen=True)
class ExcelError:
    """A cell of a workbook that shows an error such as #REF!."""

    shows: str

    def __str__(self) -> str:
        return self.shows


Raw = str | int | float | bool | datetime | date | time | Formula | ExcelError | None
Value = str | int | bool | date | None
Parse = Callable[[Raw], Value]

LARGEST_COUNT = 1_000_000
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
SPOKEN_DATE = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
PLAIN_COUNT = re.compile(r"[0-9]+")
GROUPED_COUNT = re.compile(r"[1-9][0-9]{0,2}(?:([. ])[0-9]{3})(?:\1[0-9]{3})*")
FRACTION = re.compile(r"[0-9][0-9. ]*[.,][0-9]*|[.,][0-9]+|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
YES = {"yes", "true", "1", "co", "y", "x"}
NO = {"no", "false", "0", "khong", "n"}
COMMITTEE = {"committee", "dang bo", "dang uy"}
CELL = {"cell", "chi bo"}


def is_empty(raw: Raw) -> bool:
    """Whether a person would say that nothing stands there."""
    return raw is None or (isinstance(raw, str) and not raw.strip(" \t\r\n\u00a0\u3000"))


def read(raw: Raw, parse: Parse) -> Value:
    """The value of a field that is not empty; formulas and errors of a workbook are refused in every column."""
    if isinstance(raw, Formula):
        raise Unfit("formula")
    if isinstance(raw, ExcelError):
        raise Unfit("excel_error")
    return parse(raw)


def written(raw: Raw) -> str:
    """What stands in a text column; a workbook may have made a number, but not a date, of it."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise Unfit("not_text")
    if isinstance(raw, float) and not raw.is_integer():
        raise Unfit("not_text")
    return str(int(raw))


def code(raw: Raw) -> Value:
    """A code of a unit, person or notice."""
    return text.code(written(raw))


def label(raw: Raw) -> Value:
    """A name or a level."""
    return text.label(written(raw))


def day(raw: Raw) -> Value:
    """A date: 2019-04-01, 1/4/2019 (day first) or a date of a workbook."""
    if isinstance(raw, datetime):
        if raw.time() != time.min:
            raise Unfit("date_unreadable")
        return _in_range(raw.date())
    if isinstance(raw, date):
        return _in_range(raw)
    if not isinstance(raw, str):
        raise Unfit("date_unreadable")
    return _in_range(_spelt_day(plain_text(raw)))


def count(raw: Raw) -> Value:
    """A whole number of people; 5.976 in a text is 5976, in a workbook's number it is a fraction."""
    number = _counted(raw)
    if number < 0:
        raise Unfit("count_negative")
    if number > LARGEST_COUNT:
        raise Unfit("count_too_large", limit=LARGEST_COUNT)
    return number


def yes_no(raw: Raw) -> Value:
    """True for yes, true, 1, có; False for no, false, 0, không."""
    if isinstance(raw, bool):
        return raw
    word = text.fold(plain_text(written(raw)))
    if word not in YES | NO:
        raise Unfit("yes_no_unreadable")
    return word in YES


def unit_kind(raw: Raw) -> Value:
    """`committee` or `cell`, also as đảng bộ, đảng ủy or chi bộ."""
    word = text.fold(plain_text(written(raw)))
    if word not in COMMITTEE | CELL:
        raise Unfit("kind_unknown")
    return "committee" if word in COMMITTEE else "cell"


def plain_text(raw: str) -> str:
    """The cleaned text of a field that is a word, a date or a number; refuses what begins a formula."""
    if len(raw) > text.LONGEST_LABEL * 10:
        raise Unfit("text_too_long", length=len(raw), limit=text.LONGEST_LABEL)
    plain = text.clean(raw)
    if plain.startswith(("=", "@")):
        raise Unfit("formula")
    return plain


def _spelt_day(plain: str) -> date:
    if iso := ISO_DATE.fullmatch(plain):
        year, month, number = (int(part) for part in iso.groups())
    elif spoken := SPOKEN_DATE.fullmatch(plain):
        number, month, year = int(spoken[1]), int(spoken[3]), int(spoken[4])
    else:
        raise Unfit("date_unreadable")
    try:
        return date(year, month, number)
    except ValueError:
        raise Unfit("date_impossible") from None


def _in_range(value: date) -> date:
    if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
        raise Unfit("date_impossible")
    return value


def _counted(raw: Raw) -> int:
    if isinstance(raw, bool | date | time):
        raise Unfit("count_textual")
    if isinstance(raw, int):
        return raw
    if isinstance(raw, float):
        if not math.isfinite(raw):
            raise Unfit("count_textual")
        if not raw.is_integer():
            raise Unfit("count_fractional")
        return int(raw)
    return _spelt_count(plain_text(str(raw)).replace("−", "-"))


def _spelt_count(plain: str) -> int:
    unsigned = plain.removeprefix("-").lstrip()
    if PLAIN_COUNT.fullmatch(unsigned) or GROUPED_COUNT.fullmatch(unsigned):
        digits = unsigned.replace(".", "").replace(" ", "")
        # Python refuses to read thousands of digits; nobody counts people with more than fifteen.
        number = LARGEST_COUNT + 1 if len(digits.lstrip("0")) > 15 else int(digits)
        return -number if plain.startswith("-") and number else number
    raise Unfit("count_fractional" if FRACTION.fullmatch(unsigned) else "count_textual")
