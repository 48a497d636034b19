"""Numbers, days and words of a document by its language: Vietnamese by default, English where it is asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

from services.chassis.messaging.serving import LOCAL

WORDS: Mapping[str, Mapping[str, str]] = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
"""Key -> the words in each language, with {names} for what is filled in."""

NOTHING = "–"
"""What stands where there is nothing to divide by."""

ROMAN = ("I", "II", "III", "IV")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Language:
    """Forms of one language. Instants are those of Viet Nam."""

    key: Literal["vi", "en"]

    def say(self, words: str, **filled: object) -> str:
        """The words with this key."""
        return WORDS[words][self.key].format(**filled)

    def of(self, vi: str, en: str) -> str:
        """One of two names."""
        return vi if self.key == "vi" else en

    def whole(self, number: int) -> str:
        """5.976 or 5,976."""
        return f"{number:,}".replace(",", self.of(".", ","))

    def decimal(self, number: Decimal) -> str:
        """At most two decimals: 1.234,5 or 1,234.5."""
        whole, _, rest = f"{number:,.2f}".partition(".")
        rest = rest.rstrip("0")
        return whole.replace(",", self.of(".", ",")) + (self.of(",", ".") + rest if rest else "")

    def percent(self, number: Decimal | None) -> str:
        """29,21% or 29.21%; a dash where there is none."""
        return NOTHING if number is None else f"{self.decimal(number)}%"

    def mean(self, number: Decimal | None) -> str:
        """92,25 or 92.25; a dash where there is none."""
        return NOTHING if number is None else self.decimal(number)

    def day(self, day: date) -> str:
        """31/03/2019, or 31 Mar 2019."""
        return self.of(f"{day:%d/%m/%Y}", f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}")

    def day_in_words(self, day: date) -> str:
        """As a document is dated: two digits for days to the ninth and for January and February."""
        month = f"{day.month:02}" if day.month < 3 else str(day.month)
        return self.of(
            f"ngày {day.day:02} tháng {month} năm {day.year}", f"{day.day} {MONTHS[day.month - 1]} {day.year}"
        )

    def instant(self, at: datetime) -> str:
        """To the second, by the clock of Viet Nam."""
        local = at.astimezone(LOCAL)
        return f"{local:%H:%M:%S} {self.day(local.date())}"

    def period(self, period: str) -> str:
        """2019-Q1 as Quý I/2019 or Q1 2019; 2019 as Năm 2019 or 2019."""
        year, _, number = period.partition("-Q")
        if not number:
            return self.of(f"Năm {year}", year)
        return self.of(f"Quý {ROMAN[int(number) - 1]}/{year}", f"Q{number} {year}")

    def within(self, period: str) -> str:
        """The same within a sentence: quý I/2019, năm 2019."""
        text = self.period(period)
        return self.of(text[0].lower() + text[1:], text)


VIETNAMESE, ENGLISH = Language("vi"), Language("en")
LANGUAGES = {language.key: language for language in (VIETNAMESE, ENGLISH)}
