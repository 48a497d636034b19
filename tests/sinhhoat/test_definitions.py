"""What a figure means is told below its evidence and by a word of its own, and no file or hash changes by it."""

from __future__ import annotations

import copy
from datetime import date

from typer.testing import CliRunner

from contracts.reporting import Evidence
from services.reporting.catalogue import QUARTER
from services.reporting.duties import defined
from sinhhoat.commands.report import report
from sinhhoat.content import with_hash
from sinhhoat.definitions import definition_lines
from sinhhoat.exports.answers import of_cell
from sinhhoat.figures import defined_by, evidence_json, unit_quarter_json
from sinhhoat.kept import read, unlike
from tests.exports import given

LAST = date(2019, 3, 31)
MEETINGS = next(one for one in QUARTER if one.key == "meetings_regular")
EVIDENCE = Evidence(
    head=given.head(catalogue="abc"),
    figure=MEETINGS.figure(2, 3, "2011"),
    items=[],
    total=0,
    definition=defined("meetings_regular", LAST),
)


def said(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(report, ["definition", *words])
    return done.exit_code, " ".join(done.output.split())


def test_formula_source_edges_and_version_stand_below_the_evidence() -> None:
    words = "\n".join(line.plain for line in definition_lines(EVIDENCE.definition))

    for told in ("Formula: months for which", "meetings, registry", "two meetings for one month", "version 2011"):
        assert told in words
    assert definition_lines(None) == []


def test_a_word_tells_a_definition_without_a_node() -> None:
    code, out = said("meetings_regular", "--on", "2019-03-31")

    assert code == 0
    assert "Regular meetings: held / due" in out
    assert "regular_meeting, phiên bản / version 2011" in out
    assert said("visited_residential")[0] == 0
    assert said("candidates_stage-1")[0] == 0
    assert said("nothing")[0] == 2


def test_evidence_that_was_kept_before_there_were_definitions_is_what_it_was() -> None:
    now = evidence_json(EVIDENCE)
    before = with_hash({name: value for name, value in now.items() if name != "definition"})

    assert now["definition"]["policy_version"] == "2011"
    assert with_hash(now)["sha256"] == before["sha256"]
    assert unlike(read(before, "x"), now) == []


def test_versions_stand_beside_figures_and_not_in_files() -> None:
    unit = given.of_unit().model_copy(update={"figures": [EVIDENCE.figure]})
    plain = copy.deepcopy(unit).model_copy(update={"figures": [MEETINGS.figure(2, 3)]})

    assert unit_quarter_json(unit) == unit_quarter_json(plain)
    assert defined_by(unit)["definition"]["policies"] == {"meetings_regular": "2011"}
    assert (
        with_hash(unit_quarter_json(unit) | defined_by(unit))["sha256"] == with_hash(unit_quarter_json(plain))["sha256"]
    )


def test_a_cells_year_is_printed_as_it_always_was() -> None:
    printed = of_cell(given.cell()).printed

    assert list(printed)[-4:] == ["year", "meetings", "quarters", "grades"]
    assert all("policy_version" not in one for quarter in printed["quarters"] for one in quarter["figures"])
