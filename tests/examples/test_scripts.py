"""The scripts hold the published numbers, name only what their register holds, and say where each figure comes from."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sinhhoat.documents.document import Document, documents
from sinhhoat.regime.scenario import ScenarioWrong, Step
from sinhhoat.registers import Register, read_register
from tests.examples.published import ROOT, load

DOCUMENTS = {document.name: document for document in documents()}
CODE = re.compile(r"\b(?:[A-ZĐ]{2,3}-\d{1,3}|DU|QU|HU)\b")
DATED = re.compile(r"\d\d-[A-ZĐ]+/[A-Z]{2}|11-ĐA/TU")


def steps(name: str, word: str) -> list[list[str]]:
    found = [step.words()[1:] for step in DOCUMENTS[name].script.steps]
    return [words for words in found if words[0] == word]


def values(words: list[str], option: str) -> list[str]:
    return [words[place + 1] for place, word in enumerate(words) if word == option]


def named(told: Any) -> Iterator[str]:
    """Every code of a unit or a person in words or entries; numbers of documents are none."""
    yield from CODE.findall(DATED.sub("", json.dumps(told, ensure_ascii=False)))


def test_every_source_has_its_document() -> None:
    sources = {document.source.source[:3] for document in DOCUMENTS.values()}

    assert sources == {"000", "001", "002", "003", "004"}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=lambda document: document.name)
def test_a_script_names_only_units_and_people_of_its_register(document: Document) -> None:
    register = read_register([ROOT / document.name])
    assert isinstance(register, Register)
    codes = {unit.code for unit in register.units} | {person.code for person in register.people}

    told = [[step.words(), step.from_] for step in document.script.steps if isinstance(step, Step)]

    assert document.script.register_ == f"examples/{document.name}"
    assert set(named(told)) <= codes


def test_the_seminar_has_16_opinions_that_nobody_split() -> None:
    [seminar] = steps("tan-dinh-2009", "record-gathering")

    assert values(seminar, "--held-on") == ["2009-04-22"]
    assert values(seminar, "--opinions.total") == [str(load("tan-dinh-2009").value("opinions"))]
    assert len(values(seminar, "--opinions.parts")) == 4
    assert not any("count=" in part for part in values(seminar, "--opinions.parts"))


def test_the_classification_is_the_published_one() -> None:
    proposed, decided = DOCUMENTS["thong-nhat-2016"].script.steps
    assert isinstance(proposed, Step)
    assert isinstance(decided, Step)
    assert isinstance(proposed.from_, list)
    assert isinstance(decided.from_, dict)

    for key in ("exemplary_clean_strong", "clean_strong", "completed_well"):
        for rows in (proposed.from_, decided.from_["grades"]):
            assert [row["grade"] for row in rows].count(key.upper()) == load("thong-nhat-2016").value(key)


def test_the_documents_and_commendations_are_the_published_ones() -> None:
    published = load("hai-ba-trung-2024")
    kinds = [kind for words in steps("hai-ba-trung-2024", "issue-directive") for kind in values(words, "--kind")]
    [review] = steps("hai-ba-trung-2024", "record-gathering")
    [commended] = steps("hai-ba-trung-2024", "grant-commendation")

    assert len(kinds) == published.value("documents")
    for kind, key in (("plan", "plans"), ("thematic_paper", "thematic_papers"), ("project", "projects")):
        assert kinds.count(kind) == published.value(key)
    assert kinds.count("letter") == published.value("letters")
    assert values(review, "--papers") == [str(published.value("papers_presented"))]
    assert len(values(commended, "--collectives")) == published.value("collectives_commended")
    assert len(values(commended, "--individuals")) == published.value("individuals_commended")


def test_the_quota_is_the_published_one_and_the_year_of_the_briefing_is_marked_as_assumed() -> None:
    [policy], [briefing] = steps("phu-nhuan", "adopt-quota-policy"), steps("phu-nhuan", "record-gathering")
    source = DOCUMENTS["phu-nhuan"].source

    assert values(policy, "--cap-percent") == [str(load("phu-nhuan").value("quota_percent_of_completed_well"))]
    assert values(policy, "--base") == ["good_only"]
    assert values(briefing, "--forms") == ["themed_briefing", "dialogue"]
    assert values(briefing, "--held-on") == [source.as_of]
    assert (source.as_of_is, source.as_of_printed) == ("assumed", "--04-15")


@pytest.mark.parametrize(
    ("computed", "wrong"),
    [({}, "one entry for each"), ({"quota_percent_of_completed_well": [{"figure": "members"}]}, "quarter"),
     ({"quota_percent_of_completed_well": [{"at": "x"}]}, "figure"), ({"quota_percent_of_completed_well": []}, "item")],
)  # fmt: skip
def test_a_figure_without_a_place_to_compute_it_from_is_refused(tmp_path: Path, computed: object, wrong: str) -> None:
    shutil.copytree(ROOT / "phu-nhuan", tmp_path / "phu-nhuan")
    script = tmp_path / "phu-nhuan" / "script.json"
    script.write_text(json.dumps(json.loads(script.read_text("utf-8")) | {"computed": computed}), "utf-8")

    with pytest.raises(ScenarioWrong, match=f"^phu-nhuan: .*{wrong}"):
        documents(tmp_path)
