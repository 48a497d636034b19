"""The words on each page of a PDF of ours, read as any reader of PDF does: glyph by glyph, by the map of the font."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

OBJECT = re.compile(rb"^(\d+) 0 obj\n(.*?)\nendobj$", re.S | re.M)
LENGTH, STREAM = re.compile(rb"/Length (\d+)"), b"stream\n"
KIDS, REFERENCE = re.compile(rb"/Kids\[([^]]*)\]"), re.compile(rb"(\d+) 0 R")
GLYPH = re.compile(rb"^<([0-9A-F]{4})> <([0-9A-F]+)>$", re.M)
# A string behind a name, such as `/Lang(vi)`, is none that is shown.
OPERATION = re.compile(rb"/(?P<font>f\d+) [0-9.]+ Tf|(?<![A-Za-z])(?P<string>\()|TJ")
IN_STRING = re.compile(rb"\\.|[()]", re.S)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

Objects = Mapping[int, bytes]


def words_of_pages(data: bytes) -> list[str]:
    """What stands on each page, in the order in which it was set, with a line for each run."""
    objects = {int(number): body for number, body in OBJECT.findall(data)}
    [pages] = [body for body in objects.values() if b"/Type/Pages" in body]
    kids = KIDS.search(pages)
    assert kids
    return [_words(objects, objects[int(number)]) for number in REFERENCE.findall(kids[1])]


def _words(objects: Objects, page: bytes) -> str:
    fonts = {
        name: _letters(objects, objects[int(number)])
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", objects[_reference(page, b"Resources")])
    }
    content, at, said, letters = _stream(objects[_reference(page, b"Contents")]), 0, "", dict[int, str]()
    while found := OPERATION.search(content, at):
        at = found.end()
        if found["font"]:
            letters = fonts[found["font"]]
        elif found["string"]:
            start, at = at, _end_of_string(content, at)
            glyphs = ESCAPED.sub(_unescaped, content[start : at - 1])
            said += "".join(letters[int.from_bytes(glyphs[of : of + 2])] for of in range(0, len(glyphs), 2))
        else:
            said += "\n"
    return said


def _end_of_string(content: bytes, at: int) -> int:
    """Behind the parenthesis that ends it; pairs of them may stand within."""
    depth = 1
    while depth:
        found = IN_STRING.search(content, at)
        assert found
        at = found.end()
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
    return at


def _letters(objects: Objects, font: bytes) -> dict[int, str]:
    """Glyph -> what it stands for."""
    found = GLYPH.findall(_stream(objects[_reference(font, b"ToUnicode")]))
    return {int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be") for glyph, letters in found}


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found
    return int(found[1])


def _stream(body: bytes) -> bytes:
    length = LENGTH.search(body)
    assert length
    at = body.index(STREAM) + len(STREAM)
    data = body[at : at + int(length[1])]
    return zlib.decompress(data) if b"FlateDecode" in body[:at] else data


def _unescaped(found: re.Match[bytes]) -> bytes:
    told = found[1]
    return bytes([int(told, 8)]) if told.isdigit() else CONTROLS.get(told, told)
