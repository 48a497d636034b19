"""The same answer gives the same file, whose every page says what it was made from, and whose numbers are numbers."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
import typer
from docx.oxml.ns import qn
from openpyxl import load_workbook

from sinhhoat.content import content_hash
from sinhhoat.exports import answers, csv_file, excel, pdf, word_reading
from sinhhoat.exports.answers import Answered
from sinhhoat.exports.closing import Closing
from sinhhoat.exports.document import Document, Part, Quotient
from sinhhoat.exports.files import FORMATS, document_of, format_of, recognised, written
from sinhhoat.exports.languages import ENGLISH, VIETNAMESE, Language
from sinhhoat.exports.letterhead import Letterhead, read
from sinhhoat.exports.pages import page_of, words_of
from tests.exports import given
from tests.exports.pdf_pages import words_of_pages

EVERY = given.every()
OPEN = Closing(closed=False)
SOMEWHERE = Letterhead(above="Đảng bộ Thành phố Hồ Chí Minh", place="Hóc Môn", number="Số 12-BC/HU")
HOSTILE = ['=cmd|"/c calc"!A1', '#read("/etc/passwd") $x$ ] \\', "<w:t>&amp;</w:t>", "@SUM(1)", "Chi bộ 🙂 中"]


def file(answered: Answered, suffix: str, language: Language = VIETNAMESE, letterhead: Letterhead = SOMEWHERE) -> bytes:
    return written(answered, Path(f"x{suffix}"), language, letterhead, OPEN)


@cache
def kept(kind: str, suffix: str, language: Language = VIETNAMESE) -> bytes:
    """The file of one of every kind, written once for all who only read it."""
    return file(EVERY[kind], suffix, language)


def page(answered: Answered, language: Language = VIETNAMESE) -> Document:
    return document_of(answered, language, SOMEWHERE, OPEN)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("kind", EVERY)
def test_the_same_answer_gives_the_same_bytes_and_they_tell_what_they_were_made_from(kind: str, suffix: str) -> None:
    data = kept(kind, suffix)

    assert data == file(given.every()[kind], suffix)
    found = recognised(data)
    assert found is not None
    assert (found[0], found[1]) == (FORMATS[suffix], page(EVERY[kind]).mark)
    assert found[1].question["known"] == EVERY[kind].head.known


@pytest.mark.parametrize("suffix", FORMATS)
def test_english_is_written_where_it_is_asked_for(suffix: str) -> None:
    found = recognised(kept("quarter", suffix, ENGLISH))

    assert found is not None
    assert found[1].language == "en"


@pytest.mark.parametrize(
    ("closing", "language", "revision"),
    [
        (OPEN, VIETNAMESE, "chưa chốt"),
        (Closing(2, closed=True), VIETNAMESE, "bản số 2"),
        (Closing(2, closed=True), ENGLISH, "revision 2"),
    ],
)
def test_every_page_of_a_pdf_bears_quarter_revision_instant_and_hash(
    closing: Closing, language: Language, revision: str
) -> None:
    answered = EVERY["quarter"]

    pages = words_of_pages(written(answered, Path("x.pdf"), language, SOMEWHERE, closing))

    assert len(pages) > 3
    quarter, instant = language.period("2019-Q1"), language.instant(given.KNOWN_AT)
    for text in pages:
        for said in (quarter, revision, instant, f"SHA-256 {answered.sha256}"):
            assert said in text


@pytest.mark.parametrize("kind", EVERY)
def test_every_page_of_any_pdf_bears_period_and_hash(kind: str) -> None:
    answered = EVERY[kind]

    pages = words_of_pages(kept(kind, ".pdf"))

    assert pages
    assert [text for text in pages if answered.sha256 not in text] == []
    assert [text for text in pages if VIETNAMESE.period(answered.period) not in text] == []


def test_a_page_of_which_the_foot_is_missing_is_found() -> None:
    told = page(EVERY["quarter"])
    footless = replace(told, mark=told.mark.model_copy(update={"sha256": "0" * 64}))

    assert not any(EVERY["quarter"].sha256 in text for text in words_of_pages(pdf.write(footless)))


def test_every_page_of_a_word_file_bears_period_revision_instant_and_hash() -> None:
    answered = EVERY["quarter"]
    [section] = docx.Document(io.BytesIO(file(answered, ".docx"))).sections

    for footer in (section.footer, section.first_page_footer):
        text = footer.paragraphs[0].text
        for said in ("Quý I/2019", "chưa chốt", "10:04:05 02/04/2019", "DỮ LIỆU MÔ PHỎNG", answered.sha256):
            assert said in text


def test_every_sheet_bears_period_and_hash_when_it_is_printed_and_repeats_its_heading() -> None:
    book = load_workbook(io.BytesIO(kept("quarter", ".xlsx")))

    for sheet in book.worksheets:
        assert sheet.oddFooter is not None
        assert "Quý I/2019" in str(sheet.oddFooter.center.text)
        assert EVERY["quarter"].sha256 in str(sheet.oddFooter.center.text)
    assert [sheet.print_title_rows for sheet in book.worksheets[1:-1]] == ["$3:$3"] * (len(book.worksheets) - 2)


def test_a_year_at_the_beginning_of_a_footer_is_no_size_of_letters() -> None:
    book = load_workbook(io.BytesIO(kept("cell", ".xlsx", ENGLISH)))

    for sheet in book.worksheets:
        assert sheet.oddFooter
        footer = sheet.oddFooter.center
        assert footer
        assert footer.size == 7
        assert str(footer.text).startswith(f"{EVERY['cell'].period} · ")


def test_no_table_of_a_word_file_is_cut_within_a_row_and_each_repeats_its_heading() -> None:
    long = answers.of_classification(given.listed(200))
    read = docx.Document(io.BytesIO(file(long, ".docx")))

    tables = [table for table in read.tables if len(table.rows) > 1]
    assert max(len(table.rows) for table in tables) == 201
    for table in tables:
        properties = [row._tr.trPr for row in table.rows]
        assert all(one is not None and one.find(qn("w:cantSplit")) is not None for one in properties)
        assert [one.find(qn("w:tblHeader")) is not None for one in properties][:2] == [True, False]


@pytest.mark.parametrize("kind", EVERY)
def test_what_the_formulas_give_is_what_is_shown_in_every_other_format(kind: str) -> None:
    document = page(EVERY[kind])
    data = io.BytesIO(excel.write(document))
    formulas, given_values = load_workbook(data), load_workbook(data, data_only=True)

    counted = 0
    for grid, sheet, values in zip(document.grids, formulas.worksheets[1:], given_values.worksheets[1:], strict=False):
        for number, row in enumerate(grid.rows, start=excel.FIRST_ROW + 1):
            for column, cell in enumerate(() if isinstance(row, Part) else row, start=1):
                if isinstance(cell, Quotient):
                    counted += 1
                    computed = computed_from(sheet, sheet.cell(number, column).value)
                    assert values.cell(number, column).value == computed
                    assert shown(computed, cell) == words_of(cell, VIETNAMESE)
    assert counted >= 2


def computed_from(sheet: Any, formula: Any) -> float | str:
    """What Excel makes of one of our formulas, by another way than ours."""
    found = re.fullmatch(r'=IF\(N\((\w+)\)=0,"–",ROUND\((\w+)/(\w+),(\d)\)\)', formula)
    assert found
    over, under = (sheet[found[number]].value or 0 for number in (2, 3))
    assert found[1] == found[3]
    if not under:
        return "–"
    exact = Decimal(str(over)) / Decimal(str(under))
    return float(exact.quantize(Decimal(1).scaleb(-int(found[4])), ROUND_HALF_UP))


def shown(computed: float | str, cell: Quotient) -> str:
    if isinstance(computed, str):
        return computed
    number = Decimal(str(computed))
    return VIETNAMESE.percent(number * 100) if cell.measure == "ratio" else VIETNAMESE.decimal(number)


def test_csv_is_what_excel_opens_in_viet_nam() -> None:
    data = kept("coverage", ".csv")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))

    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    assert ["Chi bộ trực thuộc đảng bộ cơ sở", "267", "78", "29,21%", "78", "29,21%"] in rows
    assert ["Ngành, cơ quan", "0", "0", "–", "0", "–"] in rows
    english = kept("coverage", ".csv", ENGLISH).decode("utf-8-sig")
    assert "Hamlets,87,64,73.56%" in english


def test_json_is_what_report_json_prints_with_its_hash_and_the_mark() -> None:
    told = json.loads(kept("quarter", ".json"))

    assert told["sha256"] == content_hash(told) == EVERY["quarter"].sha256
    assert {name: told[name] for name in EVERY["quarter"].printed} == EVERY["quarter"].printed


@pytest.mark.parametrize("suffix", FORMATS)
def test_hostile_names_are_words_and_nothing_else(suffix: str) -> None:
    names = dict(enumerate(HOSTILE))
    answered = answers.of_classification(given.listed(len(names), names))

    data = file(answered, suffix)

    contents = FORMATS[suffix].contents
    if contents:
        told = [words.removeprefix("'") if suffix == ".csv" else words for _, words in contents(data)]
        told = [json.loads(words) for words in told] if suffix == ".json" else told
        assert set(HOSTILE) <= set(told)
    if suffix == ".csv":
        assert not [words for _, words in csv_file.contents(data) if words.startswith(csv_file.FORMULA)]
    if suffix == ".xlsx":
        cells = [cell for sheet in load_workbook(io.BytesIO(data)).worksheets for row in sheet for cell in row]
        assert all("ROUND" in str(cell.value) for cell in cells if cell.data_type == "f")


def test_the_letterhead_stands_in_the_customary_places_and_what_is_not_given_is_left_blank() -> None:
    given_one, plain = (file(EVERY["quarter"], ".docx", letterhead=one) for one in (SOMEWHERE, Letterhead()))

    left, right = docx.Document(io.BytesIO(given_one)).tables[0].rows[0].cells
    assert left.text.splitlines() == ["ĐẢNG BỘ THÀNH PHỐ HỒ CHÍ MINH", "HUYỆN ỦY HÓC MÔN", "*", "Số 12-BC/HU"]
    assert right.text.splitlines()[:2] == ["ĐẢNG CỘNG SẢN VIỆT NAM", "Hóc Môn, ngày 02 tháng 4 năm 2019"]
    ending = docx.Document(io.BytesIO(given_one)).tables[-1].rows[0].cells
    assert ending[0].text.startswith("Nơi nhận:")
    assert ending[1].text.strip().splitlines() == ["T/M CẤP ỦY", "BÍ THƯ"]
    assert "Số ........-BC/........" in docx.Document(io.BytesIO(plain)).tables[0].rows[0].cells[0].text


@pytest.mark.parametrize(
    ("language", "day"), [(VIETNAMESE, "03/02/2019"), (ENGLISH, "3\N{NO-BREAK SPACE}Feb\N{NO-BREAK SPACE}2019")]
)
def test_a_day_stays_on_one_line_of_a_page_and_has_plain_spaces_in_csv(language: Language, day: str) -> None:
    meetings = docx.Document(io.BytesIO(kept("cell", ".docx", language))).tables[1]
    told = json.loads(page_of(page(EVERY["cell"], language)))

    assert meetings.rows[2].cells[1].text == day
    assert next(block["rows"] for block in told["blocks"] if block["kind"] == "grid")[1]["cells"][1] == day
    assert day.replace("\N{NO-BREAK SPACE}", " ") in kept("cell", ".csv", language).decode("utf-8-sig")


def test_charts_are_drawn_once_for_pages_and_for_word() -> None:
    read = docx.Document(io.BytesIO(kept("quarter", ".docx")))

    assert len(read.inline_shapes) == 2
    assert all(picture.startswith(b"\x89PNG") for picture in _pictures(read))


def _pictures(read: Any) -> list[bytes]:
    return [part.blob for part in read.part.related_parts.values() if part.content_type == "image/png"]


def test_a_file_of_no_known_format_and_a_strange_letterhead_are_refused(tmp_path: Path) -> None:
    strange = tmp_path / "head.json"
    strange.write_text('{"minister": "x"}', encoding="utf-8")

    with pytest.raises(typer.BadParameter, match=r"\.pdf, \.docx, \.xlsx, \.csv, \.json"):
        format_of(Path("x.odt"))
    with pytest.raises(typer.BadParameter, match="place"):
        read(strange)


def test_scores_of_several_observers_are_never_made_one() -> None:
    told = [words for _, words in word_reading.contents(file(answers.of_cell(given.cell()), ".docx"))]

    assert "85,5; 90" in told
