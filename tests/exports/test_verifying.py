"""A file is held against the history: as written, saved again, tampered with, not ours, or no longer the newest."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast
from uuid import uuid4
from zipfile import ZipFile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import load_workbook
from openpyxl.comments import Comment

from contracts.quarterly_reports import QuarterlyReport, ReadQuarterlyReport, ReportRevision
from contracts.reporting import CountedOtherwise, QuarterReport, ReadQuarter, ReportedAs
from services.chassis.errors import Refused
from services.chassis.messaging import Client
from sinhhoat.exports import answers, verifying
from sinhhoat.exports.answers import Answered
from sinhhoat.exports.closing import Closing, closing_of
from sinhhoat.exports.document import Paragraph
from sinhhoat.exports.files import FORMATS, document_of, written
from sinhhoat.exports.languages import ENGLISH, VIETNAMESE, Language
from sinhhoat.exports.letterhead import Letterhead
from sinhhoat.exports.verifying import Verdict, verify
from tests.exports import given


class Told(Client):
    """A history: what it answers at the positions of a file, and what it answers now."""

    def __init__(self, then: Any, now: Any = None, closed: QuarterlyReport | None = None) -> None:
        self.then, self.now, self.closed = then, now or then, closed
        self.asked: list[Any] = []

    async def ask(self, keeper: str, query: Any, **_: Any) -> Any:
        self.asked.append((keeper, query))
        if isinstance(query, ReadQuarterlyReport):
            if self.closed is None:
                raise Refused("not_there")
            return self.closed
        if isinstance(self.then, Refused):
            raise self.then
        pinned = query.known or getattr(query, "revision", None) or getattr(query, "revisions", None)
        if not pinned and isinstance(self.now, Refused):
            raise self.now
        return self.then if pinned else self.now


REPORT = given.quarter()
ANSWER = answers.of_quarter(REPORT)
OPEN = Closing(closed=False)


def made(suffix: str, answered: Answered = ANSWER, closing: Closing = OPEN) -> bytes:
    return written(answered, Path(f"x{suffix}"), VIETNAMESE, Letterhead(), closing)


@cache
def file(suffix: str, closing: Closing = OPEN) -> bytes:
    """The report as most tests want it, written once; what it is held against is written again each time."""
    return made(suffix, closing=closing)


async def held(data: bytes, then: object = REPORT, now: QuarterReport | None = None) -> Verdict:
    return await verify(Told(then, now), data)


@pytest.mark.parametrize("suffix", FORMATS)
async def test_an_untouched_file_matches_to_the_byte_and_is_asked_for_as_it_was(suffix: str) -> None:
    history = Told(REPORT)

    verdict = await verify(history, file(suffix))

    assert (verdict.outcome, verdict.differences, verdict.changed_since) == ("as_written", (), False)
    keeper, query = history.asked[0]
    assert (keeper, query.quarter, query.unit_code) == ("hoc-mon", "2019-Q1", "HU")
    assert query.known == REPORT.head.known


@pytest.mark.parametrize("suffix", FORMATS)
async def test_lists_and_years_are_verified_like_the_quarter(suffix: str) -> None:
    told = {
        "unit_quarter": given.of_unit(),
        "city": given.city(),
        "coverage": given.covered(),
        "classification": given.listed(),
        "cell": given.cell(),
    }
    for kind, answer in told.items():
        assert ((await held(made(suffix, given.every()[kind]), answer)).outcome, kind) == ("as_written", kind)


def in_word(data: bytes) -> bytes:
    read = docx.Document(io.BytesIO(data))
    [cell] = [cell for table in read.tables for row in table.rows for cell in row.cells if cell.text == "861"]
    cell.paragraphs[0].runs[0].text = "868"
    return _saved(read)


def in_excel(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    [cell] = [cell for sheet in book.worksheets for row in sheet for cell in row if cell.value == 861]
    cell.value = 868
    return _saved(book)


def a_form_of_numbers(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    [cell] = [cell for sheet in book.worksheets for row in sheet for cell in row if cell.value == 861]
    cell.number_format = '"868"'
    return _saved(book)


def a_hidden_row(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    book.worksheets[1].row_dimensions[5].hidden = True
    return _saved(book)


def a_formula(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    cell = next(cell for sheet in book.worksheets for row in sheet for cell in row if cell.data_type == "f")
    cell.value = "=0.9999"
    return _saved(book)


def what_a_formula_gave(data: bytes) -> bytes:
    return _repacked(data, "xl/worksheets/sheet3.xml", lambda sheet: sheet.replace(b"<v>0.9897</v>", b"<v>0.9997</v>"))


def _beside(data: bytes, other: str) -> bytes:
    """Something before the run that says 861."""

    def changed(text: bytes) -> bytes:
        told = text.decode()
        start = told.rindex("<w:r>", 0, told.index(">861<"))
        return (told[:start] + other + told[start:]).encode()

    return _repacked(data, "word/document.xml", changed)


def an_insertion(data: bytes) -> bytes:
    return _beside(data, '<w:ins w:id="1" w:author="x"><w:r><w:t>868</w:t></w:r></w:ins>')


def a_control(data: bytes) -> bytes:
    return _beside(data, "<w:sdt><w:sdtContent><w:r><w:t>868</w:t></w:r></w:sdtContent></w:sdt>")


def what_is_hidden(data: bytes) -> bytes:
    shown = b"<w:t>861</w:t>"
    return _repacked(data, "word/document.xml", lambda text: text.replace(shown, b"<w:rPr><w:vanish/></w:rPr>" + shown))


def a_picture(data: bytes) -> bytes:
    other = made(".docx", answers.of_quarter(given.quarter(held=5)))
    with ZipFile(io.BytesIO(other)) as archive:
        drawn = archive.read("word/media/image1.png")
    return _repacked(data, "word/media/image1.png", lambda _: drawn)


def a_footer(data: bytes) -> bytes:
    wrong = ANSWER.sha256[:-4].encode()
    return _repacked(data, "word/footer1.xml", lambda footer: footer.replace(wrong, wrong[::-1]))


def a_header(data: bytes) -> bytes:
    read = docx.Document(io.BytesIO(data))
    read.sections[0].header.paragraphs[0].add_run("Mật")
    return _saved(read)


def _in_the_header(data: bytes, runs: str) -> bytes:
    told = f"<w:hdr {nsdecls('w', 'wp')}><w:p>{runs}</w:p></w:hdr>"
    read = docx.Document(io.BytesIO(data))
    line = read.sections[0].header.paragraphs[0]._p
    for run in parse_xml(told)[0]:
        line.append(run)
    return _saved(read)


def a_field_without_a_code(data: bytes) -> bytes:
    began, ended = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return _in_the_header(data, f"{began}<w:r><w:t>868</w:t></w:r>{ended}")


def an_end_before_its_field(data: bytes) -> bytes:
    began, ended = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return _in_the_header(data, f"{ended}<w:r><w:t>868</w:t></w:r>{began}")


def a_locked_field(data: bytes) -> bytes:
    begin = b'w:fldCharType="begin"'
    return _repacked(data, "word/header1.xml", lambda header: header.replace(begin, begin + b' w:fldLock="1"'))


def a_picture_in_the_header(data: bytes) -> bytes:
    return _in_the_header(data, "<w:r><w:drawing><wp:inline/></w:drawing></w:r>")


def a_sign(data: bytes) -> bytes:
    return _beside(data, '<w:r><w:sym w:font="Symbol" w:char="F038"/></w:r>')


def a_comment(data: bytes) -> bytes:
    return _beside(data, '<w:r><w:commentReference w:id="1"/></w:r>')


def a_sheets_header(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    header = book.worksheets[1].oddHeader
    assert header is not None
    header.left.text = "868"
    return _saved(book)


def a_sheets_first_footer(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    book.worksheets[1].HeaderFooter.differentFirst = True
    footer = book.worksheets[1].firstFooter
    assert footer is not None
    footer.center.text = "868"
    return _saved(book)


def a_remark(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    [cell] = [cell for sheet in book.worksheets for row in sheet for cell in row if cell.value == 861]
    cell.comment = Comment("868 mới đúng", "x")
    return _saved(book)


def in_csv(data: bytes) -> bytes:
    return data.replace(b";861;870;", b";868;870;")


def in_json(data: bytes) -> bytes:
    return data.replace(b'"numerator": 861', b'"numerator": 868')


def twice_in_json(data: bytes) -> bytes:
    return data.replace(b'"numerator": 861', b'"numerator": 868, "numerator": 861')


def a_figure_before_its_like(data: bytes) -> bytes:
    told = json.loads(data)
    told["figures"].append(told["figures"][-1])
    told["figures"][-2] = told["figures"][-2] | {"numerator": 868}
    return json.dumps(told, ensure_ascii=False).encode()


def on_a_page(data: bytes) -> bytes:
    """The pages of another report under the mark of this one: what an able forger would make."""
    other = given.with_figures_of(ANSWER, answers.of_quarter(given.quarter(held=868)))
    forged = FORMATS[".pdf"].write(other, document_of(other, VIETNAMESE, Letterhead(), OPEN))
    assert verifying.mark_of(forged) == verifying.mark_of(data)
    return forged


def _saved(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _repacked(data: bytes, name: str, changed: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as read, ZipFile(out, "w") as packed:
        for member in read.namelist():
            told = read.read(member)
            new = changed(told) if member == name else told
            assert (new != told) == (member == name)
            packed.writestr(member, new)
    return out.getvalue()


TAMPERED: Sequence[tuple[str, Callable[[bytes], bytes], str]] = [
    (".pdf", on_a_page, ""),
    (".docx", in_word, "868 → 861"),
    (".docx", an_insertion, "868"),
    (".docx", a_control, "868"),
    (".docx", what_is_hidden, "861"),
    (".docx", a_picture, "picture 1"),
    (".docx", a_footer, "footer"),
    (".docx", a_header, "header 1"),
    (".docx", a_field_without_a_code, "header 1: "),
    (".docx", an_end_before_its_field, "header 1: "),
    (".docx", a_locked_field, "locked PAGE"),
    (".docx", a_picture_in_the_header, "wp:inline"),
    (".docx", a_sign, "w:sym"),
    (".docx", a_comment, "commentReference"),
    (".xlsx", in_excel, "868 → 861"),
    (".xlsx", a_sheets_header, "odd header, left: 868"),
    (".xlsx", a_sheets_first_footer, "868"),
    (".xlsx", a_remark, "comment"),
    (".xlsx", a_form_of_numbers, "868"),
    (".xlsx", a_hidden_row, "hidden"),
    (".xlsx", a_formula, "=0.9999 → =IF"),
    (".xlsx", what_a_formula_gave, "0.9997 → 0.9897"),
    (".csv", in_csv, "868 → 861"),
    (".json", in_json, "868 → 861"),
]


@pytest.mark.parametrize(("suffix", "tamper", "named"), TAMPERED, ids=[one.__name__ for _, one, _ in TAMPERED])
async def test_a_tampered_number_is_found_and_named(suffix: str, tamper: Callable[[bytes], bytes], named: str) -> None:
    data = file(suffix)
    changed = tamper(data)
    assert changed != data

    verdict = await held(changed)

    assert (verdict.outcome, verdict.holds) == ("altered", False)
    if named:
        assert len(verdict.differences) <= 2
        assert any(named in line for line in verdict.differences)


def _spoilt(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


async def test_a_damaged_archive_gets_a_verdict_like_any_other_file() -> None:
    data = file(".docx")
    with ZipFile(io.BytesIO(data)) as archive:
        text = archive.getinfo("word/document.xml").header_offset + 200

    assert (await held(_spoilt(data, text))).outcome == "altered"
    assert (await held(_spoilt(data, data.find(b"PK\x01\x02")))).outcome == "damaged"


@pytest.mark.parametrize("suffix", FORMATS)
async def test_a_file_of_which_a_part_is_missing_is_called_damaged(suffix: str) -> None:
    data = file(suffix)
    missing = {".json": data[:-20], ".csv": data[: data.find(b"sinhhoat-report:") + 100]}

    assert (await held(missing.get(suffix, data[: len(data) // 2]))).outcome == "damaged"


@pytest.mark.parametrize("tamper", [twice_in_json, a_figure_before_its_like])
async def test_what_stands_twice_in_json_is_found(tamper: Callable[[bytes], bytes]) -> None:
    verdict = await held(tamper(file(".json")))

    assert verdict.outcome == "altered"
    assert any("868 →" in line for line in verdict.differences)


@pytest.mark.parametrize("suffix", FORMATS)
async def test_one_changed_byte_of_the_mark_is_no_file_of_ours_or_an_altered_one(suffix: str) -> None:
    data = file(suffix)
    sha = ANSWER.sha256.encode()
    changed = data.replace(sha, b"0" * 64) if sha in data else data[:-20] + b"x" + data[-19:]

    assert not (await held(changed)).holds


async def test_what_a_program_has_saved_again_still_matches() -> None:
    saved = {
        ".docx": _saved(docx.Document(io.BytesIO(file(".docx")))),
        ".xlsx": _saved(load_workbook(io.BytesIO(file(".xlsx")))),
        ".csv": _in_other_form(file(".csv")),
        ".json": file(".json").replace(b"\n", b"\r\n"),
    }

    for suffix, data in saved.items():
        assert data != file(suffix)
        assert ((await held(data)).outcome, suffix) == ("saved_again", suffix)


def _in_other_form(data: bytes) -> bytes:
    out = io.StringIO()
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    csv.writer(out, delimiter="\t", quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize("suffix", FORMATS)
async def test_a_history_that_says_otherwise_is_told_from_a_changed_file(suffix: str) -> None:
    other = given.quarter(held=800)

    verdict = await held(file(suffix), other)

    assert verdict.outcome == "other_answer"


@pytest.mark.parametrize("suffix", FORMATS)
async def test_an_older_file_matches_and_says_that_figures_have_changed_since(suffix: str) -> None:
    now = given.quarter(held=865, known={"hoc-mon.registry": 910, "hoc-mon.meetings": 3100})

    verdict = await held(file(suffix), REPORT, now)

    assert (verdict.outcome, verdict.changed_since) == ("as_written", True)
    assert "changed since" in verdict.words


async def test_a_file_about_a_unit_that_is_no_more_known_still_matches() -> None:
    verdict = await verify(Told(REPORT, Refused("not_there")), file(".json"))

    assert (verdict.outcome, verdict.changed_since) == ("as_written", True)


@pytest.mark.parametrize(("suffix", "otherwise"), [(".pdf", on_a_page), (".docx", a_picture)])
async def test_a_page_of_another_version_is_neither_confirmed_nor_called_changed(
    monkeypatch: pytest.MonkeyPatch, suffix: str, otherwise: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr("sinhhoat.exports.files.LAYOUT", 0)
    older = otherwise(made(suffix))
    monkeypatch.undo()

    verdict = await held(older)

    assert (verdict.outcome, verdict.holds) == ("other_version", False)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]",
        b"%PDF-1.7 nothing\n%%EOF\n",
        b"PK\x05\x06" + bytes(18),
        b"a;b\n1;2\n",
        b"\xff\xfe\x00",
        b'{"a":' * 9000,
    ],
)
async def test_what_is_no_file_of_ours_is_said_to_be_none(data: bytes) -> None:
    history = Told(REPORT)

    assert (await verify(history, data)).outcome == "not_ours"
    assert history.asked == []


async def test_what_claims_to_be_a_question_and_is_none_is_not_ours() -> None:
    data = file(".json").replace(b'"quarter": "2019-Q1"', b'"quarter": "2019"')

    assert (await held(data)).outcome == "not_ours"


async def test_a_history_that_cannot_answer_says_why() -> None:
    verdict = await held(file(".csv"), Refused("known_ahead", field="known"))

    assert (verdict.outcome, verdict.differences) == ("not_known", ("known_ahead",))


def test_the_verdict_is_told_to_scripts_as_well() -> None:
    told = cast(dict[str, Any], Verdict("altered", differences=("a: 1 → 2",)).told)

    assert told == {
        "outcome": "altered",
        "holds": False,
        "differences": ("a: 1 → 2",),
        "changed_since": False,
        "newest_revision": None,
    }


def closed_with(*known: dict[str, int]) -> QuarterlyReport:
    """A report with these revisions."""
    day, now = date(2019, 4, 10), given.KNOWN_AT
    revisions = [
        ReportRevision(revision=number, on=day, known=one, known_at=now, sha256="0" * 64)
        for number, one in enumerate(known, start=1)
    ]
    return QuarterlyReport(
        keeper="hoc-mon",
        report_id=uuid4(),
        unit_id=uuid4(),
        unit_code="HU",
        unit_name="Huyện ủy Hóc Môn",
        quarter="2019-Q1",
        simulated=True,
        state="closed",
        due_on=day,
        submission=1,
        submitted_on=day,
        first_submitted_on=day,
        in_time=True,
        sha256="0" * 64,
        returned_because=None,
        approved_on=day,
        closed_on=day,
        revisions=revisions,
        figures=[],
    )


OTHERS = {"hoc-mon.registry": 999, "hoc-mon.meetings": 2999}


async def test_a_file_of_a_closed_report_says_which_revision_it_is() -> None:
    both = closed_with(REPORT.head.known, OTHERS)

    told = [await closing_of(Told(REPORT, closed=one), ANSWER) for one in (both, closed_with(OTHERS), None)]

    assert told == [Closing(1, True, 2), Closing(None, True, 1), Closing(None, False, None)]
    stamps = [document_of(ANSWER, VIETNAMESE, Letterhead(), one).stamp[0] for one in told]
    assert ["bản số 1" in stamps[0], "không phải bản đã chốt" in stamps[1], "chưa chốt" in stamps[2]] == [True] * 3


@pytest.mark.parametrize("suffix", FORMATS)
async def test_an_older_revision_matches_and_names_the_newest(suffix: str) -> None:
    history = Told(REPORT, closed=closed_with(REPORT.head.known, OTHERS))

    verdict = await verify(history, file(suffix, closing=Closing(1, True)))

    assert (verdict.outcome, verdict.newest) == ("as_written", 2)
    assert "newest closed revision: 2" in verdict.words


@pytest.mark.parametrize("suffix", FORMATS)
async def test_a_file_that_says_it_is_a_revision_which_it_is_not_is_an_altered_one(suffix: str) -> None:
    history = Told(REPORT, closed=closed_with(REPORT.head.known, OTHERS))

    verdict = await verify(history, file(suffix, closing=Closing(2, True)))

    assert (verdict.outcome, verdict.differences) == ("altered", ("revision: 2 → 1",))


@pytest.mark.parametrize("suffix", FORMATS)
async def test_events_set_aside_that_were_applied_since_are_no_change_of_the_file(suffix: str) -> None:
    some_aside = answers.of_quarter(given.quarter(parked=3))

    assert (await held(made(suffix, some_aside))).outcome == "other_answer"


@pytest.mark.parametrize("suffix", FORMATS)
async def test_a_closed_report_is_asked_for_by_its_revision_and_the_newest_figures_beside_it(suffix: str) -> None:
    signed = given.quarter(reported=ReportedAs(unit_code="HU", revision=1, sha256="0" * 64))
    history = Told(signed, given.quarter(held=865), closed_with(REPORT.head.known, OTHERS))
    closing = await closing_of(history, answers.of_quarter(signed))

    verdict = await verify(history, made(suffix, answers.of_quarter(signed), closing))

    assert (verdict.outcome, verdict.changed_since, verdict.newest) == ("as_written", True, 2)
    assert [query.lens for _, query in history.asked if isinstance(query, ReadQuarter)] == ["reported", "then"]


OTHERWISE = [
    CountedOtherwise(key="meetings_regular", signed=(861, 870), counted=(860, 870)),
    CountedOtherwise(key="hymns_sung", signed=(1_200, 0), counted=None),
]


def signed_as(otherwise: Sequence[CountedOtherwise] = ()) -> ReportedAs:
    return ReportedAs(unit_code="HU", revision=1, sha256="0" * 64, otherwise=list(otherwise))


@pytest.mark.parametrize("suffix", FORMATS)
async def test_a_file_holds_after_a_release_that_counts_otherwise_than_was_signed(suffix: str) -> None:
    before, now = (given.quarter(reported=signed_as(otherwise)) for otherwise in ((), OTHERWISE))
    closing = Closing(1, closed=True, newest=1)
    files = [made(suffix, answers.of_quarter(one), closing) for one in (before, now)]

    verdicts = [await verify(Told(now, closed=closed_with(REPORT.head.known)), data) for data in files]

    assert [one.outcome for one in verdicts] == ["as_written", "as_written"]
    assert files[0] != files[1]
    assert answers.of_quarter(before).sha256 == answers.of_quarter(now).sha256


async def test_a_signed_number_that_somebody_has_changed_is_still_found_after_such_a_release() -> None:
    before, now = (given.quarter(reported=signed_as(otherwise)) for otherwise in ((), OTHERWISE))
    data = made(".csv", answers.of_quarter(before), Closing(1, closed=True, newest=1))

    verdict = await verify(Told(now), data.replace(b";861;", b";862;"))

    assert verdict.outcome == "altered"
    assert [one.rpartition(": ")[2] for one in verdict.differences] == ["862 → 861"]


@pytest.mark.parametrize(("language", "thousand"), [(VIETNAMESE, "1.200"), (ENGLISH, "1,200")])
def test_a_document_says_which_figures_are_counted_otherwise_than_they_were_signed(
    language: Language, thousand: str
) -> None:
    of_city, covered = given.city_as_reported(), given.covered()
    [own] = of_city.keepers
    keepers = [own.model_copy(update={"reported": signed_as(OTHERWISE)})]
    found = [
        answers.of_quarter(given.quarter(reported=signed_as(OTHERWISE))),
        answers.of_coverage(covered.model_copy(update={"head": given.head(reported=signed_as(OTHERWISE))})),
        answers.of_city(of_city.model_copy(update={"keepers": keepers})),
    ]

    for answered in found:
        document = document_of(answered, language, Letterhead(), Closing())
        [grid] = [one for one in document.grids if one.caption == language.say("otherwise", unit="HU")]
        [first, second] = [row for row in grid.rows if isinstance(row, tuple)]
        assert first[1:] == ("861/870", "860/870")
        assert second == ("hymns_sung", thousand, "–")


@pytest.mark.parametrize("suffix", FORMATS)
async def test_a_city_as_reported_is_asked_for_by_the_revision_of_each_keeper(suffix: str) -> None:
    signed = given.city_as_reported()
    history = Told(signed)

    verdict = await verify(history, made(suffix, answers.of_city(signed), Closing()))

    assert (verdict.outcome, verdict.changed_since, verdict.newest_of) == ("as_written", False, {})
    asked = [query for _, query in history.asked]
    assert [(one.lens, one.revisions) for one in asked] == [
        ("reported", {"hoc-mon": 1, "phuong-1": 0}),
        ("reported", {}),
    ]


async def test_who_has_restated_or_closed_since_a_city_was_reported_is_named() -> None:
    signed, now = given.city_as_reported(), given.city_as_reported(3, held=862, also=1)

    verdict = await verify(Told(signed, now), made(".json", answers.of_city(signed), Closing()))

    assert (verdict.outcome, verdict.changed_since) == ("as_written", True)
    assert verdict.told["newest_revisions"] == {"hoc-mon": 3, "phuong-1": 1}
    assert "newest closed revisions of: hoc-mon 3, phuong-1 1" in verdict.words


async def test_a_city_whose_feeds_have_only_moved_on_has_not_changed() -> None:
    then, now = given.city(), given.city()
    now.keepers[0].known["hoc-mon.registry"] = 911

    verdict = await verify(Told(then, now), made(".json", answers.of_city(then), Closing()))

    assert (verdict.outcome, verdict.changed_since) == ("as_written", False)


@pytest.mark.parametrize("language", [VIETNAMESE, ENGLISH])
def test_a_city_as_reported_says_which_revision_of_whom_it_adds_up_and_who_is_missing(language: Language) -> None:
    found = answers.of_city(given.city_as_reported(2))

    document = document_of(found, language, Letterhead(), Closing())

    said = [block.text for block in document.body.blocks if isinstance(block, Paragraph)]
    assert any("phuong-1" in one for one in said)
    assert language.say("revision_short") in [column.title for column in document.grids[-1].columns]
    assert [row[:3] for row in document.grids[-1].rows if isinstance(row, tuple)] == [(1, "Huyện ủy Hóc Môn", 2)]
    assert language.say("as_closed") in document.stamp[0]


async def test_from_which_tables_an_answer_was_read_does_not_matter() -> None:
    assert made(".json", answers.of_quarter(given.quarter(replay="q1"))) == file(".json")


@pytest.mark.parametrize("code", ["cell_does_not_report", "unit_unknown", "not_there"])
async def test_a_unit_without_a_report_has_closed_none(code: str) -> None:
    assert await closing_of(Refusing(code), ANSWER) == Closing(closed=False)


async def test_a_part_shows_the_revision_of_a_report_that_its_reader_may_not_see() -> None:
    reported = ReportedAs(unit_code="HU", revision=2, sha256="0" * 64)
    part = answers.of_quarter(given.quarter(reported=reported))

    assert await closing_of(Refusing("not_there"), part) == Closing(2, True)


async def test_any_other_refusal_is_told_and_never_taken_for_an_open_quarter() -> None:
    with pytest.raises(Refused, match="not_allowed"):
        await closing_of(Refusing("not_allowed"), ANSWER)


class Refusing(Client):
    """A history that answers every question with one refusal."""

    def __init__(self, code: str) -> None:
        self.code = code

    async def ask(self, keeper: str, query: Any, **_: Any) -> Any:
        raise Refused(self.code)
