"""What a free text must be to be taken in: plain, and without a mark of state secrets."""

from __future__ import annotations

import unicodedata

from services.chassis.errors import Refused
from services.chassis.secrecy_mark import bears_secrecy_mark


def taken_in(text: str, *, field: str) -> str:
    """The text as it is kept: composed letters (NFC), lines that end in a line feed.

    Refused `text_not_plain` for control characters but line ends and tabs, NUL and lone surrogates among them;
    `text_bears_secrecy_mark` for a line that is such a mark, or names one after `Độ mật:`.
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in plain):
        raise Refused("text_not_plain", field=field)
    if bears_secrecy_mark(plain):
        raise Refused("text_bears_secrecy_mark", field=field)
    return plain
