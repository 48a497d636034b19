"""Who changes how a page looks raises `LAYOUT`, or every PDF made before would be called a changed one."""

from __future__ import annotations

import hashlib
import json

from sinhhoat.exports import answers
from sinhhoat.exports.closing import Closing
from sinhhoat.exports.files import LAYOUT, document_of
from sinhhoat.exports.languages import ENGLISH, VIETNAMESE
from sinhhoat.exports.letterhead import Letterhead
from sinhhoat.exports.pages import page_of, source
from tests.exports import given

PAGES = (3, "eb5ce32697fee5aa")
"""The layout, and the hash of what typst is given for it; put in what the test prints, with a new number."""

WITH_ALL_FIGURES = ("quarter", "unit_quarter", "city")
"""Every new figure of the catalogue is in these."""


def test_pages_look_as_they_did_under_this_number() -> None:
    told = hashlib.sha256(source("document.typ"))
    for kind, answered in given.every().items():
        if kind not in WITH_ALL_FIGURES:
            for language in (VIETNAMESE, ENGLISH):
                document = document_of(answered, language, Letterhead(place="Hóc Môn"), Closing(2, True))
                page = json.loads(page_of(document).replace(answered.sha256, ""))
                told.update(json.dumps(page | {"mark": ""}, sort_keys=True).encode())

    assert (LAYOUT, told.hexdigest()[:16]) == PAGES


def test_a_chart_is_drawn_by_the_same_lines_on_pages_and_in_pictures() -> None:
    charts = source("picture.typ").split(b"#let bars", 1)[1].split(b"\n#bars(", 1)[0]

    assert charts in source("document.typ")
    assert answers.of_cell(given.cell()).kind == "cell"
