"""Words that people write as parts of a natural key: other spaces, capitals or composition make no other thing.

Ids hang on what these functions answer: it is never changed for words that were written in the usual form.
"""

from __future__ import annotations

import unicodedata


def number_key(number: str) -> str:
    """The number of a document in capitals, as such are written, without spaces: `01-TB/HU` for ` 01 - tb/hu`."""
    return "".join(unicodedata.normalize("NFC", number).upper().split())


def words_key(words: str) -> str:
    """A title, topic or name in small letters, its words one space apart."""
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())
