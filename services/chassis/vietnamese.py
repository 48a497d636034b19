"""Vietnamese words in their own order, and searched without regard to tone marks: the database has no ICU."""

from __future__ import annotations

import unicodedata

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Grave, hook, tilde, acute, dot below: dictionaries put words in this order, after the one without a mark."""

Key = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


def folded(text: str) -> str:
    """In small letters without any mark, đ as d: thuỷ, thủy and THUY are one; words one space apart."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(letter)
    )
    return " ".join(bare.replace("đ", "d").replace("ð", "d").split())


def sort_key(text: str) -> Key:
    """Word by word by letters, by tones only where all letters are the same: bà, then bả, then bác."""
    return tuple(_word(word) for word in unicodedata.normalize("NFC", text.casefold()).replace("ð", "đ").split())


def name_key(name: str) -> tuple[Key, Key]:
    """People are listed by given name, which stands last, and then by what stands before it."""
    words = name.split()
    return sort_key(" ".join(words[-1:])), sort_key(" ".join(words[:-1]))


def _word(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The places of its letters in the alphabet, and its tones, wherever in the word they are written."""
    letters: list[str] = []
    tones: list[int] = []
    for mark in unicodedata.normalize("NFD", word):
        if mark in TONES:
            tones.append(TONES.index(mark) + 1)
        elif unicodedata.combining(mark) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + mark)
        else:
            letters.append(mark)
    return tuple(_place(letter) for letter in letters), tuple(tones)


def _place(letter: str) -> int:
    found = ALPHABET.find(letter) if len(letter) == 1 else -1
    return found if found >= 0 else len(ALPHABET) + ord(letter[0])
