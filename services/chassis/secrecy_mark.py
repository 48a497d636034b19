"""Finds the marks of state secrets in a text: this system is not accredited for what bears them."""

from __future__ import annotations

import re
import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_QUALITIES = "\u0302\u0306\u031b"
"""Circumflex, breve and horn: they make another letter, and stand where they stand; a tone belongs to the syllable."""

_LETTERS = str.maketrans({"\u00f0": "\u0111", "\u0256": "\u0111"})
"""Two letters that look like đ, and that keyboards and old encodings leave in its place."""

_TOKEN = re.compile(r"[^\s:]+|:")

_MARKS = (("mât", "\u0323"), ("tôimât", "\u0301\u0323"), ("tuyêtmât", "\u0323\u0323"))
"""MẬT, TỐI MẬT, TUYỆT MẬT: letters without tones, and the tones of the syllables in their order."""

_DEGREE = (("đô", "\u0323"), ("mât", "\u0323"))
"""Độ mật."""

Syllable = tuple[str, str]
"""Its letters without the tone, composed, and the tone."""


def bears_secrecy_mark(text: str) -> bool:
    """Whether a line of the text is a mark, or a mark follows `Độ mật:`.

    Letter case, spacing, brackets and punctuation make no difference, nor does where in its syllable a tone is written.
    Words that merely hold `mật`, such as bí mật, bảo mật, mật thiết and mật độ, are no mark.
    """
    return any(_is_mark(tokens) or _follows_degree(tokens) for tokens in map(_tokens, text.splitlines()))


def _is_mark(tokens: list[Syllable]) -> bool:
    """Joined, because a heading may be set M Ậ T."""
    letters = [token for token in tokens if token[0] != ":"]
    return ("".join(base for base, _ in letters), "".join(tone for _, tone in letters)) in _MARKS


def _follows_degree(tokens: list[Syllable]) -> bool:
    for at in range(len(tokens) - 2):
        if tuple(tokens[at : at + 2]) == _DEGREE and tokens[at + 2][0] == ":":
            after = [token for token in tokens[at + 3 :] if token[0] != ":"]
            if any(_is_mark(after[:length]) for length in (1, 2)):
                return True
    return False


def _tokens(line: str) -> list[Syllable]:
    return [_syllable(token) for token in _TOKEN.findall(_bare(line))]


def _bare(line: str) -> str:
    """Small letters with their Vietnamese signs apart and nothing invisible among them; other signs become spaces."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", line).casefold()).translate(_LETTERS)
    kept = (sign for sign in apart if unicodedata.category(sign) not in ("Mn", "Cf") or sign in _TONES + _QUALITIES)
    return "".join(sign if _is_word(sign) or sign == ":" else " " for sign in kept)


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign in _TONES + _QUALITIES


def _syllable(token: str) -> Syllable:
    base = "".join(sign for sign in token if sign not in _TONES)
    return unicodedata.normalize("NFC", base), "".join(sign for sign in token if sign in _TONES)
