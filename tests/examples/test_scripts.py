"""The scripts that wait for their services hold the published numbers and name only what their register holds."""

import json
from typing import Any

import pytest

from sinhhoat.registers import Register, read_register
from tests.examples.published import ROOT, load

SCRIPTS = sorted(ROOT.glob("*/script.json"))


def script(name: str) -> list[dict[str, Any]]:
    commands: list[dict[str, Any]] = json.loads((ROOT / name / "script.json").read_text(encoding="utf-8"))
    return commands


def payloads(name: str, command: str) -> list[dict[str, Any]]:
    return [entry["payload"] for entry in script(name) if entry["command"] == command]


@pytest.mark.parametrize("name", [file.parent.name for file in SCRIPTS])
def test_a_script_names_only_units_and_people_of_its_register(name: str) -> None:
    register = read_register([ROOT / name])
    assert isinstance(register, Register)
    codes = {unit.code for unit in register.units} | {person.code for person in register.people}

    named: set[str] = set()
    for entry in script(name):
        assert set(entry) == {"command", "payload"}
        payload = entry["payload"]
        keys = ("unit_code", "person_code", "convened_by", "issuer_code", "granted_by", "decided_by", "adopted_by")
        named |= {payload[key] for key in keys if key in payload}
        named |= set(payload.get("invited_units", ())) | {row["unit_code"] for row in payload.get("proposals", ())}

    assert named <= codes


def test_the_seminar_has_16_opinions_of_19_cells() -> None:
    (seminar,) = payloads("tan-dinh-2009", "RecordGathering")

    assert seminar["held_on"] == "2009-04-22"
    assert len(seminar["invited_units"]) == load("tan-dinh-2009").value("cells")
    assert sum(topic["count"] for topic in seminar["opinions"]) == load("tan-dinh-2009").value("opinions")


def test_the_classification_is_the_published_one() -> None:
    (proposal,) = payloads("thong-nhat-2016", "ProposeClassification")
    classes = [row["class"] for row in proposal["proposals"]]

    for key in ("exemplary_clean_strong", "clean_strong", "completed_well"):
        assert classes.count(key.upper()) == load("thong-nhat-2016").value(key)


def test_the_documents_and_commendations_are_the_published_ones() -> None:
    published = load("hai-ba-trung-2024")
    kinds = [payload["kind"] for payload in payloads("hai-ba-trung-2024", "IssueDirective")]
    objects = [payload["object"] for payload in payloads("hai-ba-trung-2024", "GrantCommendation")]
    (review,) = payloads("hai-ba-trung-2024", "RecordGathering")

    assert len(kinds) == published.value("documents")
    for kind, key in (("PLAN", "plans"), ("THEMATIC_PAPER", "thematic_papers"), ("PROJECT", "projects")):
        assert kinds.count(kind) == published.value(key)
    assert kinds.count("LETTER") == published.value("letters")
    assert objects.count("collective") == published.value("collectives_commended")
    assert objects.count("individual") == published.value("individuals_commended")
    assert review["papers"] == published.value("papers_presented")


def test_the_quota_is_the_published_one_and_the_day_has_no_year() -> None:
    (policy,) = payloads("phu-nhuan", "AdoptQuotaPolicy")

    assert policy["cap_percent"] == load("phu-nhuan").value("quota_percent_of_completed_well")
    assert policy["base"] == "good_only"
    assert {gathering["held_on"] for gathering in payloads("phu-nhuan", "RecordGathering")} == {"--04-15"}
