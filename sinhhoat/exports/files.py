"""The five formats: an answer as a file of each, the mark of a file, and what it holds."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import typer

from sinhhoat.exports import csv_file, excel, excel_reading, json_file, pdf, word, word_reading
from sinhhoat.exports.answers import Answered
from sinhhoat.exports.closing import Closing
from sinhhoat.exports.document import Document
from sinhhoat.exports.languages import LANGUAGES, Language
from sinhhoat.exports.letterhead import Letterhead
from sinhhoat.exports.mark import SIGN, Mark

LAYOUT = 3
"""Raised with every change to how a page looks: pages of another layout cannot be compared to the byte."""

LARGEST_UNPACKED = 256 * 1024 * 1024
"""Bytes: a small archive can unpack to more than the machine holds."""

COMPUTED = "="
"""What the place of a value ends with that a program may leave to be computed: its formula stands beside it."""

Contents = Callable[[bytes], Iterator[tuple[str, str]]]


@dataclass(frozen=True)
class Format:
    """`contents` reads a file back, each value with its place; of a PDF only the bytes are compared."""

    write: Callable[[Answered, Document], bytes]
    mark_of: Callable[[bytes], Mark | None]
    contents: Contents | None


FORMATS: Mapping[str, Format] = {
    ".pdf": Format(lambda _, document: pdf.write(document), pdf.mark_of, None),
    ".docx": Format(lambda _, document: word.write(document), word_reading.mark_of, word_reading.contents),
    ".xlsx": Format(lambda _, document: excel.write(document), excel_reading.mark_of, excel_reading.contents),
    ".csv": Format(lambda _, document: csv_file.write(document), csv_file.mark_of, csv_file.contents),
    ".json": Format(
        lambda answered, document: json_file.write(answered.printed, document.mark),
        json_file.mark_of,
        json_file.contents,
    ),
}


def format_of(path: Path) -> Format:
    """By the end of the file's name; BadParameter names those that there are."""
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        needed = ", ".join(FORMATS)
        raise typer.BadParameter(f"{path.name}: cần một trong / needed: {needed}", param_hint="--to") from None


def made_with() -> str:
    """What decides how a page looks."""
    packages = " ".join(f"{name} {version(name)}" for name in ("typst", "python-docx", "XlsxWriter"))
    return f"layout {LAYOUT}; {packages}"


def document_of(answered: Answered, language: Language, letterhead: Letterhead, closing: Closing) -> Document:
    """The answer as a document in this language."""
    mark = Mark(
        kind=answered.kind,
        keeper=answered.head.keeper,
        question=dict(answered.question),
        period=answered.period,
        language=language.key,
        letterhead=letterhead,
        revision=closing.revision,
        closed=closing.closed,
        parked=answered.head.parked,
        known_at=answered.head.known_at,
        simulated=answered.head.simulated,
        sha256=answered.sha256,
        made_with=made_with(),
    )
    head = answered.head
    return Document(answered.body(language), head.unit_name, head.known, letterhead, language, mark)


def written(answered: Answered, path: Path, language: Language, letterhead: Letterhead, closing: Closing) -> bytes:
    """The file that the answer is, in the format that the name ends with."""
    return format_of(path).write(answered, document_of(answered, language, letterhead, closing))


def written_again(answered: Answered, kind: Format, mark: Mark) -> bytes:
    """The file as it must have been, by its mark."""
    document = document_of(answered, LANGUAGES[mark.language], mark.letterhead, Closing(mark.revision, mark.closed))
    return kind.write(answered, document)


def recognised(data: bytes) -> tuple[Format, Mark] | None:
    """The format of a file by what it begins with, and its mark; None where it is no file of ours."""
    try:
        kind = FORMATS[_suffix(data)]
        mark = kind.mark_of(data)
    except Exception:  # The libraries raise whatever a broken or strange archive makes them stumble over.
        return None
    return (kind, mark) if mark else None


def damaged(data: bytes) -> bool:
    """Whether a file without a readable mark was one of ours, or is an archive or a PDF that cannot be read."""
    if data.startswith(b"PK"):
        try:
            with ZipFile(io.BytesIO(data)) as archive:
                small = sum(member.file_size for member in archive.infolist()) <= LARGEST_UNPACKED
                return small and any(_marked(archive.read(name)) for name in archive.namelist())
        except Exception:  # As above; what cannot be unpacked is not whole.
            return True
    return _marked(data) or (data.startswith(b"%PDF") and b"%%EOF" not in data[-1024:])


def _marked(data: bytes) -> bool:
    return f"{SIGN}:".encode() in data or f'"{SIGN}"'.encode() in data


def _suffix(data: bytes) -> str:
    if data.startswith(b"%PDF"):
        return ".pdf"
    packed = io.BytesIO(data)
    if is_zipfile(packed):
        with ZipFile(packed) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST_UNPACKED:
                return ".csv"
            return ".docx" if "word/document.xml" in archive.namelist() else ".xlsx"
    return ".json" if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" else ".csv"
