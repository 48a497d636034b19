"""Text as it may stand in a register: one line, in one form, without what nobody can see."""

import re
import unicodedata

from sinhhoat.registers.findings import Unfit

LONGEST_LABEL = 200
LONGEST_CODE = 48
# Cf holds zero-width and bidirectional controls; Cs lone surrogates; Zl and Zp line ends that no editor counts.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
MARKUP = re.compile(r"&(?:[a-z]{2,8}|#x?[0-9a-f]{1,6});|nbsp;|</?[a-z][^>]*>", re.IGNORECASE)
FORMULA = ("=", "+", "-", "@")
# Eth looks like the Vietnamese letter and is often typed for it.
ETH = {0x00D0: 0x0110, 0x00F0: 0x0111}


def clean(raw: str) -> str:
    """The text in NFC with single spaces and no margin; refuses controls, several lines and broken characters."""
    trimmed = raw.strip(" \t\r\n\u00a0\u3000")
    if trimmed.isascii() and trimmed.isprintable():
        return trimmed
    if "\n" in trimmed or "\r" in trimmed:
        raise Unfit("several_lines")
    for position, char in enumerate(trimmed, start=1):
        if unicodedata.category(char) in UNSEEN:
            raise Unfit("control_character", point=f"U+{ord(char):04X}", position=position)
    if "\ufffd" in trimmed:
        raise Unfit("text_broken")
    spaced = "".join(" " if unicodedata.category(char) == "Zs" else char for char in trimmed)
    return unicodedata.normalize("NFC", " ".join(spaced.split(" ")).translate(ETH)).strip()


def label(raw: str) -> str:
    """A name or level for people to read, at most 200 characters."""
    if len(raw) > 100 * LONGEST_LABEL:
        raise Unfit("text_too_long", length=len(raw), limit=LONGEST_LABEL)
    text = re.sub(r" {2,}", " ", clean(raw))
    _refuse_formula(text)
    if MARKUP.search(text):
        raise Unfit("markup", better=re.sub(r" {2,}", " ", MARKUP.sub(" ", text)).strip())
    if len(text) > LONGEST_LABEL:
        raise Unfit("text_too_long", length=len(text), limit=LONGEST_LABEL)
    return text


def code(raw: str) -> str:
    """A code: Latin or Vietnamese letters, digits, `.`, `-`, `_`, `/`, at most 48."""
    if len(raw) > 100 * LONGEST_CODE:
        raise Unfit("code_malformed")
    text = clean(raw)
    _refuse_formula(text)
    if len(text) > LONGEST_CODE or not all(_may_stand_in_a_code(char) for char in text):
        raise Unfit("code_malformed")
    return text


def fold(text: str) -> str:
    """The text for comparing: no case, no tone marks wherever they were placed, no punctuation."""
    plain = unicodedata.normalize("NFD", text.translate(ETH).casefold().replace("đ", "d"))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", " ", letters).strip()


def bare(text: str) -> str:
    """What is left of a code when case, spaces and marks between are forgotten."""
    return fold(text).replace(" ", "")


def _refuse_formula(text: str) -> None:
    if text.startswith(FORMULA):
        raise Unfit("formula")


def _may_stand_in_a_code(char: str) -> bool:
    # A Cyrillic letter that looks like a Latin one would make two codes that nobody can tell apart.
    return char in "0123456789.-_/" or (char.isalpha() and unicodedata.name(char, "").startswith("LATIN "))
