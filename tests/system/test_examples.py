"""`examples check`: all five documents load, and what they published comes out, but for the one known misprint."""

from __future__ import annotations

from typing import Any

import pytest

from sinhhoat.documents.document import documents
from tests.system.terminal import Terminal

pytestmark = pytest.mark.system

TABLE = {
    "hai-ba-trung-2024": {
        "documents": "20", "plans": "13", "thematic_papers": "2", "projects": "3", "letters": "2",
        "papers_presented": "3", "collectives_commended": "8", "individuals_commended": "11", "commended": "19",
    },
    "hoc-mon-2019": {
        "grassroots_organisations": "41", "grassroots_committees": "18", "grassroots_cells": "23",
        "subordinate_cells": "267", "members": "5976", "observers": "61", "observers_added": "12",
        "covered_cells": "101", "district_direct": "23/23", "subordinate": "78/267", "residential": "64/87",
        "party_mass_nonstate": "3/23", "sector_agency": "11/157", "all": "101/290", "cells": "290",
        "observers_before": "49",
    },
    "phu-nhuan": {
        "quota_percent_of_completed_well": "20", "themed_briefings": "1", "dialogues": "1", "gatherings": "1",
    },
    "tan-dinh-2009": {
        "cells": "19", "residential_cells": "9", "in_service_cells": "10", "members": "640", "in_post": "102",
        "opinions": "16", "members_not_in_post": "538", "opinions_split": "0/16", "good_practices": "1",
    },
    "thong-nhat-2016": {
        "exemplary_clean_strong": "2", "clean_strong": "7", "completed_well": "10",
        "completed_well_or_better": "19/19", "cells": "19", "clean_strong_with_exemplary": "9",
        "exemplary_of_all": "2/19",
    },
}  # fmt: skip


def numbers(told: dict[str, Any]) -> str:
    return "/".join(str(told[name]) for name in ("numerator", "denominator") if told[name] is not None)


async def test_every_document_comes_out_as_published_but_for_the_known_misprint(terminal: Terminal) -> None:
    said = await terminal.say("examples", "check", "--json")

    assert said.code == 0, said.err + said.out
    found = {document["name"]: document for document in said.json["documents"]}
    figures = {name: {one["key"]: one for one in document["figures"]} for name, document in found.items()}
    computed = {name: {key: numbers(one["computed"]) for key, one in own.items()} for name, own in figures.items()}
    mismatches = [(name, key) for name, own in figures.items() for key, one in own.items() if one["mismatch"]]
    misprint = figures["hoc-mon-2019"]["party_mass_nonstate"]
    assert computed == TABLE
    assert mismatches == [("hoc-mon-2019", "party_mass_nonstate")]
    assert (misprint["published"]["percent"], misprint["computed"]["percent"], misprint["misprint"]) == (
        "16.24",
        13.04,
        True,
    )
    assert found["phu-nhuan"]["as_of_is"] == "assumed"
    assert "Traceback" not in said.err


async def test_a_document_that_is_not_there_is_named_before_anything_starts(terminal: Terminal) -> None:
    said = await terminal.say("examples", "check", "hoc-mon-1919")

    assert (said.code, said.out) == (2, "")
    assert all(document.name in said.err for document in documents())
